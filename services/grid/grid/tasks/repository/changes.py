"""What changed for one worker since he asked last: tasks that he sees, and those that he sees no more?

By transaction numbers, not by a sequence: whoever asks gets what was written by a transaction that had not ended when
he asked before, so that nothing is missed whatever commits when; he may get a thing twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, literal_column, or_, select

from grid.tasks.domain.states import OPEN
from grid.tasks.models import task_departures, tasks
from grid.tasks.repository.tasks import visible
from grid.workers.repository import cells_changed_for, cells_held_by, forget_changes
from shared.runtime.db import Connection
from shared.runtime.scope import Scope

_XMIN: ColumnElement[int] = literal_column("(pg_snapshot_xmin(pg_current_snapshot())::text)::bigint")
_XMAX: ColumnElement[int] = literal_column("(pg_snapshot_xmax(pg_current_snapshot())::text)::bigint")


async def snapshot(connection: Connection) -> tuple[int, int]:
    """Return the first transaction that may not have ended yet, and the first that has not begun."""
    row = (await connection.execute(select(_XMIN.label("first"), _XMAX.label("next")))).one()
    return row.first, row.next


async def open_tasks(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return the open tasks that he sees, in order of their ids."""
    return await _page(connection, select(tasks).where(visible(scope), tasks.c.state.in_(sorted(OPEN))), after, limit)


async def changed_tasks(
    connection: Connection, scope: Scope, *, since: int, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the tasks that he sees and that changed since, or came to him with a cell, in order of their ids."""
    with_cell = tasks.c.cell.in_(cells_changed_for(scope.person_id, since)) & tasks.c.state.in_(sorted(OPEN))
    query = select(tasks).where(visible(scope), or_(tasks.c.changed_in >= since, with_cell))
    return await _page(connection, query, after, limit)


async def _page(connection: Connection, query: Select[Any], after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    if after is not None:
        query = query.where(tasks.c.id > after)
    rows: Sequence[Row[Any]] = (await connection.execute(query.order_by(tasks.c.id).limit(limit))).all()
    return rows


async def forget_departures(connection: Connection, before: datetime, limit: int) -> int:
    """Forget up to `limit` of who saw tasks no more before a moment; return how many."""
    return await forget_changes(connection, task_departures, before, limit)


async def tasks_gone(connection: Connection, scope: Scope, *, since: int) -> list[UUID]:
    """Return the ids of tasks that he may have seen and sees no more: given to another, hidden, or gone with a cell."""
    me, t, d = scope.person_id, tasks.c, task_departures.c
    lost = cells_changed_for(me, since)
    left = select(d.task_id).where(
        d.changed_in >= since, or_(d.worker_id == me, d.cell.in_(cells_held_by(me)), d.cell.in_(lost))
    )
    hidden = t.hidden & (t.changed_in >= since) & or_(t.worker_id == me, t.cell.in_(cells_held_by(me)))
    with_cell = t.cell.in_(lost) & t.state.in_(sorted(OPEN))
    seen_now = select(t.id).where(visible(scope))
    query = select(t.id).where(or_(t.id.in_(left), hidden, with_cell), t.id.not_in(seen_now))
    return list((await connection.execute(query.order_by(t.id))).scalars())
