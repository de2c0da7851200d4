"""How is a person put on a post and sent down, so that the whole platform knows where he works?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.organisation import repository as registers
from dispatch.organisation.domain.rows import Given
from dispatch.organisation.domain.terms import PersonFacts, Term
from dispatch.organisation.service.registers import put_persons
from dispatch.resources.domain.bad_lines import Bad, merged, misplaced, refuse_lines, twice
from dispatch.resources.domain.people import Seat, placement_problems
from dispatch.resources.domain.posts import PostKind, check_account
from dispatch.resources.domain.proposals import Mode, PeopleStock, Placement, PlacementLine
from dispatch.resources.models import placements
from dispatch.resources.repository import people as people_rows
from dispatch.resources.repository import posts as posts_rows
from dispatch.resources.repository import terms as terms_rows
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def check_placement(work: UnitOfWork, given: Placement) -> None:
    """Raise LinesRefused, NoFreePost, BeyondEstablishment."""
    seats = await seats_of_lines(work, given)
    places = {unit: seat.region for unit, seat in seats.items()}
    strange = [misplaced([get(line) for line in given.lines], places, given.region) for get in (_from, _to)]
    refuse_lines(merged(twice([line.person_id for line in given.lines]), *strange))
    refuse_lines(await _problems(work, given, seats))
    comes = by_account((line.holder, line.kind, line.person_id) for line in given.lines)
    goes = frozenset(line.person_id for line in given.lines)
    for account in await posts_rows.accounts_of(work.connection, comes):
        check_account(account.replaced(goes, comes[account.unit_id, account.kind], given.valid_from), given.valid_from)


def by_account(seats: Iterable[tuple[str, PostKind, str]]) -> dict[tuple[str, PostKind], list[str]]:
    """Return who sits on the posts of each account, of (unit, kind, person)."""
    found: defaultdict[tuple[str, PostKind], list[str]] = defaultdict(list)
    for unit, kind, person in seats:
        found[unit, kind].append(person)
    return found


def _from(line: PlacementLine) -> str:
    return line.from_unit


def _to(line: PlacementLine) -> str:
    return line.to_unit


async def seats_of_lines(work: UnitOfWork, given: Placement | PeopleStock) -> dict[str, Seat]:
    units = {unit for line in given.lines for unit in (line.from_unit, line.to_unit)}
    return await terms_rows.seats_of(work.connection, units, given.valid_from)


async def _problems(work: UnitOfWork, given: Placement, seats: Mapping[str, Seat]) -> Bad:
    ids = [line.person_id for line in given.lines]
    where = await people_rows.whereabouts_of(work.connection, ids, given.valid_from)
    found = {
        index: placement_problems(line, where.get(line.person_id), seats, given.valid_from)
        for index, line in enumerate(given.lines)
    }
    return {index: problems for index, problems in found.items() if problems}


async def put_placement(work: UnitOfWork, scope: Scope, given: Placement, proposal_id: UUID, *, now: datetime) -> None:
    """Put people on their posts; who is sent down works in his new unit from that day on, for the other services too.

    Raises organisation's RowsRefused.
    """
    seats = await seats_of_lines(work, given)
    await place(work, given, seats, proposal_id)
    await move(work, scope, [line for line in given.lines if line.mode is not Mode.OWN], seats, given, now)


async def place(work: UnitOfWork, given: Placement | PeopleStock, seats: Mapping[str, Seat], proposal_id: UUID) -> None:
    """Note who sits on whose post and works where from the day on."""
    rows = [
        {
            "person_id": line.person_id,
            "valid_from": given.valid_from,
            "mode": str(line.mode),
            "from_unit": line.from_unit,
            "holder": line.holder,
            "unit_id": line.to_unit,
            "region": seats[line.to_unit].region,
            "kind": str(line.kind),
            "power": line.power,
            "proposal_id": proposal_id,
        }
        for line in given.lines
    ]
    await terms_rows.follow_terms(work.connection, placements, rows, given.valid_from)


async def move(
    work: UnitOfWork,
    scope: Scope,
    lines: Sequence[PlacementLine],
    seats: Mapping[str, Seat],
    given: Placement | PeopleStock,
    now: datetime,
) -> None:
    """Let organisation tell everybody that these people work in their new units. Raises RowsRefused."""
    if not lines:
        return
    ids = [line.person_id for line in lines]
    heads = await people_rows.sealed_persons(work.connection, ids)
    terms = await registers.terms_of_persons(work.connection, ids)
    moved = [
        _moved(work, heads[line.person_id], terms[line.person_id], line, seats[line.to_unit].region, given.valid_from)
        for line in lines
    ]
    await put_persons(work, scope, given=moved, now=now)


def _moved(
    work: UnitOfWork, head: Row[Any], terms: list[Term[PersonFacts]], line: PlacementLine, region: str, day: date
) -> Given[PersonFacts]:
    """Return the person as he is in his new unit: what else he is stays."""
    before = next(term for term in terms if term.holds_on(day))
    facts = replace(before.facts, region=region, unit_id=line.to_unit)
    name = work.sealer.open(head.name, about=head.id)
    return Given(head.id, Term(facts, day, before.valid_to), head.synthetic, name)
