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
from dispatch.resources.domain.people import Seat, Whereabouts, placement_problems
from dispatch.resources.domain.posts import PostKind, check_account
from dispatch.resources.domain.proposals import Move, PeopleStock, Placement, PlacementLine
from dispatch.resources.models import placements
from dispatch.resources.repository import people as people_rows
from dispatch.resources.repository import posts as posts_rows
from dispatch.resources.repository import terms as terms_rows
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def check_placement(work: UnitOfWork, given: Placement) -> None:
    """Raise LinesRefused, NoFreePost, BeyondEstablishment."""
    where = await hold_people(work, [line.person_id for line in given.lines], given.valid_from)
    seats = await seats_of_lines(work, given)
    refuse_lines(merged(twice([line.person_id for line in given.lines]), *strange_units(given, seats)))
    found = {
        index: placement_problems(line, where.get(line.person_id), seats, given.valid_from)
        for index, line in enumerate(given.lines)
    }
    refuse_lines({index: problems for index, problems in found.items() if problems})
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


async def hold_people(work: UnitOfWork, ids: Sequence[str], on: date) -> dict[str, Whereabouts]:
    """Return where people are on a day; nobody else moves them until the transaction ends."""
    await people_rows.hold_persons(work.connection, ids)
    return await people_rows.whereabouts_of(work.connection, ids, on)


async def seats_of_lines(work: UnitOfWork, given: Placement | Move | PeopleStock) -> dict[str, Seat]:
    units = {unit for line in given.lines for unit in (line.from_unit, line.to_unit)}
    return await terms_rows.seats_of(work.connection, units, given.valid_from)


def strange_units(given: Placement | Move | PeopleStock, seats: Mapping[str, Seat]) -> tuple[Bad, Bad]:
    """Return the lines that lead from, or to, a unit that is unknown or lies outside the county."""
    places = {unit: seat.region for unit, seat in seats.items()}
    before = misplaced([line.from_unit for line in given.lines], places, given.region)
    return before, misplaced([line.to_unit for line in given.lines], places, given.region)


async def put_placement(work: UnitOfWork, scope: Scope, given: Placement, proposal_id: UUID, *, now: datetime) -> None:
    """Put people on their posts; who is sent down, or comes back, works in that unit from the day on.

    Raises organisation's RowsRefused.
    """
    await place(work, scope, given.lines, given.valid_from, proposal_id, now=now)


async def place(
    work: UnitOfWork,
    scope: Scope,
    lines: Sequence[PlacementLine],
    day: date,
    proposal_id: UUID,
    *,
    now: datetime,
) -> None:
    """Note who sits on whose post from the day on, and let organisation tell everybody where they work.

    A seat lasts as long as it is known that the person stays. Raises organisation's RowsRefused.
    """
    ids = [line.person_id for line in lines]
    heads = await people_rows.hold_persons(work.connection, ids)
    seats = await terms_rows.seats_of(work.connection, {line.to_unit for line in lines}, day)
    terms = await registers.terms_of_persons(work.connection, ids)
    held = {person: next(term for term in terms[person] if term.holds_on(day)) for person in ids}
    rows = [
        {
            "person_id": line.person_id,
            "valid_from": day,
            "valid_to": held[line.person_id].valid_to,
            "mode": str(line.mode),
            "from_unit": line.from_unit,
            "holder": line.holder,
            "unit_id": line.to_unit,
            "region": seats[line.to_unit].region,
            "kind": str(line.kind),
            "power": line.power,
            "proposal_id": proposal_id,
        }
        for line in lines
    ]
    await terms_rows.follow_terms(work.connection, placements, rows, day)
    moved = [
        _moved(work, heads[line.person_id], held[line.person_id], line, seats[line.to_unit].region, day)
        for line in lines
        if held[line.person_id].facts.unit_id != line.to_unit
    ]
    if moved:
        await put_persons(work, scope, given=moved, now=now)


def _moved(
    work: UnitOfWork, head: Row[Any], before: Term[PersonFacts], line: PlacementLine, region: str, day: date
) -> Given[PersonFacts]:
    """Return the person as he is in his new unit: what else he is stays."""
    facts = replace(before.facts, region=region, unit_id=line.to_unit)
    name = work.sealer.open(head.name, about=head.id)
    return Given(head.id, Term(facts, day, before.valid_to), head.synthetic, name)
