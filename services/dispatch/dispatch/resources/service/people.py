"""How is a person put on a post and sent down, so that the whole platform knows where he works?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.organisation import repository as registers
from dispatch.organisation.domain.rows import Given
from dispatch.organisation.domain.terms import PersonFacts, Term
from dispatch.organisation.service import put_persons
from dispatch.resources import repository
from dispatch.resources.domain.people import Seat, placement_problems
from dispatch.resources.domain.posts import Account, check_account
from dispatch.resources.domain.proposals import (
    Bad,
    Mode,
    Placement,
    PlacementLine,
    merged,
    misplaced,
    refuse_lines,
    twice,
)
from dispatch.resources.models import placements
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def check_placement(work: UnitOfWork, given: Placement) -> None:
    """Raise LinesRefused, NoFreePost, BeyondEstablishment."""
    seats = await _seats(work, given)
    places = {unit: seat.region for unit, seat in seats.items()}
    strange = [misplaced([get(line) for line in given.lines], places, given.region) for get in (_from, _to)]
    refuse_lines(merged(twice([line.person_id for line in given.lines]), *strange))
    refuse_lines(await _problems(work, given, seats))
    wanted = {(line.holder, line.kind) for line in given.lines}
    for account in await repository.accounts_of(work.connection, wanted):
        check_account(_placed(account, given), given.valid_from)


def _placed(account: Account, given: Placement) -> Account:
    for line in given.lines:
        account = account.released(line.person_id, given.valid_from)
    for line in given.lines:
        if (line.holder, line.kind) == (account.unit_id, account.kind):
            account = account.taken_by(line.person_id, given.valid_from)
    return account


def _from(line: PlacementLine) -> str:
    return line.from_unit


def _to(line: PlacementLine) -> str:
    return line.to_unit


async def _seats(work: UnitOfWork, given: Placement) -> dict[str, Seat]:
    units = {unit for line in given.lines for unit in (line.from_unit, line.to_unit)}
    return await repository.seats_of(work.connection, units, given.valid_from)


async def _problems(work: UnitOfWork, given: Placement, seats: Mapping[str, Seat]) -> Bad:
    ids = [line.person_id for line in given.lines]
    where = await repository.whereabouts_of(work.connection, ids, given.valid_from)
    found = {
        index: placement_problems(line, where.get(line.person_id), seats, given.valid_from)
        for index, line in enumerate(given.lines)
    }
    return {index: problems for index, problems in found.items() if problems}


async def put_placement(work: UnitOfWork, scope: Scope, given: Placement, proposal_id: UUID, *, now: datetime) -> None:
    """Put people on their posts; who is sent down works in his new unit from that day on, for the other services too.

    Raises organisation's RowsRefused.
    """
    seats = await _seats(work, given)
    rows = [
        {
            "person_id": line.person_id,
            "valid_from": given.valid_from,
            "mode": str(line.mode),
            "holder": line.holder,
            "unit_id": line.to_unit,
            "region": seats[line.to_unit].region,
            "kind": str(line.kind),
            "power": line.power,
            "proposal_id": proposal_id,
        }
        for line in given.lines
    ]
    await repository.follow_terms(work.connection, placements, rows, given.valid_from)
    await _move(work, scope, [line for line in given.lines if line.mode is not Mode.OWN], seats, given, now)


async def _move(
    work: UnitOfWork,
    scope: Scope,
    lines: list[PlacementLine],
    seats: Mapping[str, Seat],
    given: Placement,
    now: datetime,
) -> None:
    if not lines:
        return
    ids = [line.person_id for line in lines]
    heads = await repository.sealed_persons(work.connection, ids)
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
