"""How is a number taken, called, skipped, sent on and served, and how full is the hall?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

from . import repository
from .domain import (
    AnothersTicket,
    Line,
    NobodyWaits,
    OverToday,
    RegionOutside,
    SameLine,
    StillServing,
    TicketAction,
    TicketNotFound,
    TicketState,
    after_skip,
    next_state,
    number_on,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which ticket somebody at a counter would take a step with, and when."""

    ticket_id: UUID
    now: datetime


async def take(work: UnitOfWork, scope: Scope, *, region: str, line: Line, now: datetime) -> tuple[Row[Any], int]:
    """Take the next number of the day in a line; return it, and how many wait before it. Raises RegionOutside."""
    _require_hall(scope, region)
    row = await repository.add_ticket(
        work.connection,
        {
            "id": new_id(),
            "region": region,
            "day": town_day(now),
            "line": line,
            "state": TicketState.WAITING,
            "taken_at": now,
            "place_at": now,
        },
    )
    return row, await repository.ahead_of(work.connection, row)


async def call(
    work: UnitOfWork, scope: Scope, *, region: str, lines: Collection[Line], counter: str, now: datetime
) -> Row[Any]:
    """Call who waits longest in one of the lines to a counter. Raises RegionOutside, StillServing, NobodyWaits."""
    _require_hall(scope, region)
    day, person = town_day(now), scope.person_id
    await repository.forget_called(work.connection, person, day)
    held = await repository.held_by(work.connection, person, day)
    if held is not None:
        raise StillServing("somebody is at this counter", ticket=number_on(Line(held.first_line), held.serial))
    row = await repository.lock_next(work.connection, region, day, lines)
    if row is None:
        raise NobodyWaits("nobody waits in these lines", lines=sorted(lines))
    state = next_state(TicketState(row.state), TicketAction.CALL)
    called = {"state": state, "calls": row.calls + 1, "counter": counter, "called_by": person, "called_at": now}
    return await repository.save(work.connection, row.id, called)


async def serve(work: UnitOfWork, scope: Scope, asked: Asked) -> Row[Any]:
    """Say that who was called is done. Raises TicketNotFound, OverToday, AnothersTicket, IllegalAction."""
    row, state = await _held(work, scope, asked, TicketAction.SERVE)
    changes = {"state": state, "called_by": None, "ended_at": asked.now}
    return await repository.save(work.connection, row.id, changes)


async def skip(work: UnitOfWork, scope: Scope, asked: Asked) -> Row[Any]:
    """Say that who was called did not come: he waits behind the others, or his number is over.

    Raises TicketNotFound, OverToday, AnothersTicket, IllegalAction.
    """
    row, _ = await _held(work, scope, asked, TicketAction.SKIP)
    state = after_skip(row.calls)
    ended = asked.now if state is TicketState.MISSED else None
    changes = {"state": state, "called_by": None, "ended_at": ended, "place_at": asked.now}
    return await repository.save(work.connection, row.id, changes)


async def transfer(work: UnitOfWork, scope: Scope, asked: Asked, line: Line) -> Row[Any]:
    """Send somebody to another line, with the place that his waiting has earned him.

    Raises TicketNotFound, OverToday, AnothersTicket, IllegalAction, SameLine.
    """
    row, state = await _held(work, scope, asked, TicketAction.TRANSFER)
    if row.line == line:
        raise SameLine("he waits in this line already", line=line)
    return await repository.save(work.connection, row.id, {"state": state, "line": line, "called_by": None})


async def _held(work: UnitOfWork, scope: Scope, asked: Asked, action: TicketAction) -> tuple[Row[Any], TicketState]:
    row = await repository.lock_ticket(work.connection, scope, asked.ticket_id)
    if row is None:
        raise TicketNotFound("no such ticket", ticket=str(asked.ticket_id))
    if row.day != town_day(asked.now):
        raise OverToday("a number is for its day", day=row.day.isoformat())
    state = next_state(TicketState(row.state), action)
    if row.called_by not in {None, scope.person_id}:
        raise AnothersTicket("another counter called this number")
    return row, state


async def load(work: UnitOfWork, scope: Scope, *, region: str, day: date) -> Sequence[Row[Any]]:
    """Return how full the halls of a region were in each hour of a day, line by line."""
    return await repository.load_by_hour(work.connection, scope, region, day)


def _require_hall(scope: Scope, region: str) -> None:
    if not scope.covers(region):
        raise RegionOutside("this hall is outside your region", region=region)
