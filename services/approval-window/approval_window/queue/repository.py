"""Who waits, in which order, and how many an hour?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, insert, select, tuple_, update

from approval_window.queue.domain import Line, TicketState
from approval_window.queue.models import queue_tickets
from shared.clock import SHANGHAI
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope

_C = queue_tickets.c


@dataclass(frozen=True, slots=True)
class Page:
    """At most `limit` rows, those behind `after`."""

    after: UUID | None
    limit: int


async def add_ticket(connection: Connection, row: dict[str, Any]) -> Row[Any]:
    """Write a ticket with the next number of its hall, day and line: those who take one wait for each other."""
    key = f"queue/{row['region']}/{row['day']}/{row['line']}"
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    here = _C.region == row["region"], _C.day == row["day"], _C.first_line == row["line"]
    last = select(func.coalesce(func.max(_C.serial), 0)).where(*here)
    serial = (await connection.execute(last)).scalar_one() + 1
    added = insert(queue_tickets).values(row | {"first_line": row["line"], "serial": serial})
    written: Row[Any] = (await connection.execute(added.returning(queue_tickets))).one()
    return written


async def lock_ticket(connection: Connection, scope: Scope, ticket_id: UUID) -> Row[Any] | None:
    query = select(queue_tickets).where(_C.id == ticket_id, visible_in(scope, queue_tickets))
    return (await connection.execute(query.with_for_update())).one_or_none()


async def held_by(connection: Connection, person: str, day: date) -> Row[Any] | None:
    """Return whom a person has at his counter."""
    mine = _C.called_by == person, _C.state == TicketState.CALLED, _C.day == day
    return (await connection.execute(select(queue_tickets).where(*mine))).one_or_none()


async def forget_called(connection: Connection, person: str, before: date) -> None:
    """Let go whom a person still had at his counter when an earlier day ended."""
    old = update(queue_tickets).where(_C.called_by == person, _C.state == TicketState.CALLED, _C.day < before)
    await connection.execute(old.values(state=TicketState.MISSED, called_by=None, ended_at=_C.called_at))


async def lock_next(connection: Connection, region: str, day: date, lines: Collection[Line]) -> Row[Any] | None:
    """Return who waits longest in one of these lines, held; whom another counter is just calling is passed over."""
    waits = _C.region == region, _C.day == day, _C.line.in_(list(lines)), _C.state == TicketState.WAITING
    query = select(queue_tickets).where(*waits).order_by(_C.place_at, _C.id).limit(1)
    return (await connection.execute(query.with_for_update(skip_locked=True))).one_or_none()


async def save(connection: Connection, ticket_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    mine = update(queue_tickets).where(_C.id == ticket_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(queue_tickets))).one()
    return saved


async def list_tickets(
    connection: Connection, scope: Scope, region: str, day: date, page: Page, *, state: TicketState, of: str | None
) -> Sequence[Row[Any]]:
    """Return a page of the tickets of a hall in a state, who is called first first.

    `of`: those alone that this person called.
    """
    query = select(queue_tickets).where(visible_in(scope, queue_tickets), _C.region == region, _C.day == day)
    query = query.where(_C.state == state).order_by(_C.place_at, _C.id).limit(page.limit)
    if of is not None:
        query = query.where(_C.called_by == of)
    if page.after is not None:
        last = select(_C.place_at, _C.id).where(_C.id == page.after).correlate(None)
        query = query.where(tuple_(_C.place_at, _C.id) > last.scalar_subquery())
    return (await connection.execute(query)).all()


async def waiting_by_line(connection: Connection, scope: Scope, region: str, day: date) -> dict[str, int]:
    """Return how many wait in each line of a hall."""
    waits = _C.region == region, _C.day == day, _C.state == TicketState.WAITING, visible_in(scope, queue_tickets)
    query = select(_C.line, func.count().label("waiting")).where(*waits).group_by(_C.line)
    return {row.line: row.waiting for row in await connection.execute(query)}


async def ahead_of(connection: Connection, row: Row[Any]) -> int:
    """Return how many wait before a ticket in its line."""
    waits = _C.region == row.region, _C.day == row.day, _C.line == row.line, _C.state == TicketState.WAITING
    query = select(func.count()).where(*waits, _C.place_at < row.place_at)
    return int((await connection.execute(query)).scalar_one())


async def load_by_hour(connection: Connection, scope: Scope, region: str, day: date) -> Sequence[Row[Any]]:
    """Return a row an hour and line of a day: taken, served, missed, and how long the called had waited (seconds)."""
    hour: ColumnElement[Any] = func.extract("hour", func.timezone(SHANGHAI.key, _C.taken_at)).label("hour")
    waited = func.extract("epoch", _C.called_at - _C.taken_at)
    query = select(
        hour,
        _C.first_line.label("line"),
        func.count().label("taken"),
        func.count().filter(_C.state == TicketState.SERVED).label("served"),
        func.count().filter(_C.state == TicketState.MISSED).label("missed"),
        func.coalesce(func.avg(waited), 0).label("waited_s"),
    ).where(visible_in(scope, queue_tickets), _C.region.startswith(region, autoescape=True), _C.day == day)
    return (await connection.execute(query.group_by(hour, _C.first_line).order_by(hour, _C.first_line))).all()
