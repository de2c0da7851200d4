"""How is it agreed what a power takes and what it is given, and how is money booked?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table

from dispatch.resources import repository
from dispatch.resources.domain.money import Booked, is_overspent
from dispatch.resources.domain.proposals import (
    Agreement,
    Bad,
    BookingLine,
    Need,
    Step,
    merged,
    overlapping,
    refuse_lines,
    require_county,
    strange_townships,
    twice,
)
from dispatch.resources.domain.refusals import PlaceUnknown, Problem
from dispatch.resources.models import money_agreements, power_needs
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def check_need(work: UnitOfWork, given: Need) -> None:
    """Raise LinesRefused."""
    await _check_terms(work, power_needs, given)


async def check_agreement(work: UnitOfWork, given: Agreement) -> None:
    """Raise LinesRefused."""
    await _check_terms(work, money_agreements, given)


async def _check_terms(work: UnitOfWork, table: Table, given: Need | Agreement) -> None:
    keys = [(line.region, line.power) for line in given.lines]
    known = await repository.known_regions(work.connection, [region for region, _ in keys])
    rows: list[dict[str, object]] = [{"region": region, "power": power} for region, power in keys]
    terms = await repository.terms_since(work.connection, table, rows, given.valid_from)
    begun = [((term.region, term.power), term.valid_from) for term in terms]
    strange = strange_townships([region for region, _ in keys], known, given.region)
    refuse_lines(merged(twice(keys), strange, overlapping(keys, begun, given.valid_from)))


async def put_need(work: UnitOfWork, scope: Scope, given: Need, proposal_id: UUID, *, now: datetime) -> None:
    del scope, now
    await _put_terms(work, power_needs, given, proposal_id)


async def put_agreement(work: UnitOfWork, scope: Scope, given: Agreement, proposal_id: UUID, *, now: datetime) -> None:
    del scope, now
    await _put_terms(work, money_agreements, given, proposal_id)


async def _put_terms(work: UnitOfWork, table: Table, given: Need | Agreement, proposal_id: UUID) -> None:
    day = given.valid_from
    rows = [line.model_dump() | {"valid_from": day, "proposal_id": proposal_id} for line in given.lines]
    await repository.follow_terms(work.connection, table, rows, day)


async def book(work: UnitOfWork, scope: Scope, county: str, lines: Sequence[BookingLine], *, now: datetime) -> int:
    """Book what a power brought in, was given and spent, all or nothing; return how many lines.

    Raises NotACounty, PlaceUnknown, LinesRefused.
    """
    require_county(county)
    if await repository.lock_region(work.connection, scope, county) is None:
        raise PlaceUnknown("no such region", region=county)
    known = await repository.known_regions(work.connection, [line.region for line in lines])
    refuse_lines(strange_townships([line.region for line in lines], known, county))
    refuse_lines(await _problems(work, lines))
    rows = [
        line.model_dump(exclude={"kind"}) | {"kind": str(line.kind), "by": scope.person_id, "at": now} for line in lines
    ]
    await repository.add_bookings(work.connection, rows)
    facts = {"lines": len(lines), "fen": sum(line.fen for line in lines)}
    await repository.add_history(work.connection, county, Step.BOOKED, facts, by=scope.person_id, at=now)
    return len(lines)


async def _problems(work: UnitOfWork, lines: Sequence[BookingLine]) -> Bad:
    of_power: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    bad: Bad = {}
    for index, line in enumerate(lines):
        of_power[line.region, line.power].append(index)
        if await repository.agreement_of(work.connection, line.region, line.power, line.day) is None:
            bad[index] = [Problem.NO_AGREEMENT]
    for (region, power), indexes in of_power.items():
        booked = await repository.bookings_of(work.connection, region, power)
        booked += [Booked(lines[index].day, lines[index].kind, lines[index].fen) for index in indexes]
        if is_overspent(booked, min(lines[index].day for index in indexes)):
            bad = merged(bad, {index: [Problem.OVERSPENT] for index in indexes if not lines[index].kind.is_given})
    return bad
