"""How is money booked, and how is a booking taken back? By a second person, and by a counter-entry (红字冲销).

Nothing that was booked is changed or deleted: what was wrong is reversed by an entry of its own that names it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.organisation.repository import known_regions
from dispatch.resources.domain.bad_lines import Bad, merged, refuse_lines, strange_townships, twice
from dispatch.resources.domain.money import Booked, Booking, is_overspent
from dispatch.resources.domain.proposals import BookingLine, Bookings, Reversals
from dispatch.resources.domain.refusals import Problem
from dispatch.resources.models import money_agreements
from dispatch.resources.repository import money as money_rows
from dispatch.resources.repository.money import Key, holds
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def check_bookings(work: UnitOfWork, given: Bookings) -> None:
    """Raise LinesRefused."""
    lines = given.lines
    known = await known_regions(work.connection, {line.region for line in lines})
    refuse_lines(strange_townships([line.region for line in lines], known, given.region))
    agreed = await money_rows.terms_of(work.connection, money_agreements, {(line.region, line.power) for line in lines})
    alone: Bad = {
        index: [Problem.NO_AGREEMENT]
        for index, line in enumerate(lines)
        if not any(holds(term, line.day) for term in agreed[line.region, line.power])
    }
    refuse_lines(merged(alone, await _overspent(work, lines)))


async def _overspent(work: UnitOfWork, lines: Sequence[BookingLine], *, reversing: bool = False) -> Bad:
    """Return the lines by which more would be spent than was given."""
    of_power: defaultdict[Key, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        of_power[line.region, line.power].append(index)
    before = await money_rows.bookings_of(work.connection, of_power)
    bad: Bad = {}
    sign = -1 if reversing else 1
    for key, indexes in of_power.items():
        booked = [*before[key], *(Booked(lines[i].day, lines[i].kind, sign * lines[i].fen) for i in indexes)]
        if is_overspent(booked, min(lines[i].day for i in indexes)):
            blamed = [i for i in indexes if lines[i].kind.is_given == reversing]
            bad |= {index: [Problem.OVERSPENT] for index in blamed}
    return bad


async def put_bookings(work: UnitOfWork, scope: Scope, given: Bookings, proposal_id: UUID, *, now: datetime) -> None:
    """Book what powers brought in, were given and cost."""
    about = {"by": scope.person_id, "at": now, "proposal_id": proposal_id, "reverses": None}
    rows = [line.model_dump() | {"kind": str(line.kind)} | about for line in given.lines]
    await money_rows.add_bookings(work.connection, rows)


# ----------------------------------------------------------------------------------------------------------- reversals
async def check_reversals(work: UnitOfWork, given: Reversals) -> None:
    """Raise LinesRefused: unknown, reversed before, a reversal itself, or spent already."""
    ids = [line.entry_id for line in given.lines]
    found = await money_rows.entries_of(work.connection, given.region, ids)
    reversed_before = await money_rows.reversed_among(work.connection, ids)
    bad: Bad = {}
    for index, entry_id in enumerate(ids):
        entry = found.get(entry_id)
        if entry is None:
            bad[index] = [Problem.UNKNOWN_ENTRY]
        elif entry.reverses is not None:
            bad[index] = [Problem.IS_A_REVERSAL]
        elif entry_id in reversed_before:
            bad[index] = [Problem.REVERSED]
    refuse_lines(merged(twice(ids), bad))
    taken = [_line(found[entry_id]) for entry_id in ids]
    refuse_lines(await _overspent(work, taken, reversing=True))


def _line(entry: Row[Any]) -> BookingLine:
    return BookingLine(region=entry.region, power=entry.power, kind=Booking(entry.kind), fen=entry.fen, day=entry.day)


async def put_reversals(work: UnitOfWork, scope: Scope, given: Reversals, proposal_id: UUID, *, now: datetime) -> None:
    """Book the counter-entries, on the day on which they were confirmed."""
    found = await money_rows.entries_of(work.connection, given.region, [line.entry_id for line in given.lines])
    about = {"by": scope.person_id, "at": now, "proposal_id": proposal_id, "day": town_day(now)}
    rows = [
        about
        | {"region": entry.region, "power": entry.power, "kind": entry.kind, "fen": -entry.fen, "reverses": entry.id}
        for entry in found.values()
    ]
    await money_rows.add_bookings(work.connection, rows)
