"""Which leave is asked for, granted and due, and how is a step of it saved?"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_, select, update

from grid.workers.domain.leaves import Days, LeaveState
from grid.workers.models import leave_history, leaves
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

_GRANTED = (str(LeaveState.APPROVED), str(LeaveState.RUNNING))
_OPEN = (str(LeaveState.ASKED), *_GRANTED)


async def find_leave(connection: Connection, scope: Scope, leave_id: UUID, *, lock: bool) -> Row[Any] | None:
    """Return the leave (and hold its row, with `lock`), or None where the scope does not reach it."""
    query = select(leaves).where(visible_in(scope, leaves), leaves.c.id == leave_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def leaves_of(
    connection: Connection, scope: Scope, *, region: str, state: str | None, worker: str | None, limit: int
) -> Sequence[Row[Any]]:
    """Return leaves, the latest first."""
    query = select(leaves).where(visible_in(scope, leaves), leaves.c.region.startswith(region, autoescape=True))
    if state is not None:
        query = query.where(leaves.c.state == state)
    if worker is not None:
        query = query.where(leaves.c.worker_id == worker)
    return (await connection.execute(query.order_by(leaves.c.first_day.desc(), leaves.c.id).limit(limit))).all()


async def open_leaves(connection: Connection, worker: str) -> list[tuple[str, Days]]:
    """Return the leaves of a worker that are asked for or granted, and not over."""
    query = select(leaves).where(leaves.c.worker_id == worker, leaves.c.state.in_(_OPEN))
    return [(str(row.id), Days(row.first_day, row.last_day)) for row in await connection.execute(query)]


async def is_away(connection: Connection, worker: str, days: Days) -> bool:
    """Tell whether a worker is granted leave on one of the days."""
    query = select(leaves.c.id).where(
        leaves.c.worker_id == worker,
        leaves.c.state.in_(_GRANTED),
        leaves.c.first_day <= days.last,
        leaves.c.last_day >= days.first,
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def absent_on(connection: Connection, among_workers: Collection[str], day: date) -> dict[str, str | None]:
    """Return who of the workers is on leave on `day`, with his stand-in."""
    query = select(leaves.c.worker_id, leaves.c.stand_in).where(
        among(leaves.c.worker_id, sorted(among_workers)),
        leaves.c.state.in_(_GRANTED),
        leaves.c.first_day <= day,
        leaves.c.last_day >= day,
    )
    return {row.worker_id: row.stand_in for row in await connection.execute(query)}


async def region_with_due(connection: Connection, today: date) -> str | None:
    """Return a township where a granted leave begins or has ended by `today`, and nothing has followed yet."""
    query = select(leaves.c.region).where(_is_due(today)).order_by(leaves.c.first_day, leaves.c.id).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()


async def due_in(connection: Connection, region: str, today: date) -> Sequence[Row[Any]]:
    """Return the leaves of a township that begin or end by `today`, and hold their rows."""
    query = select(leaves).where(leaves.c.region == region, _is_due(today)).order_by(leaves.c.id).with_for_update()
    return (await connection.execute(query)).all()


def _is_due(today: date) -> Any:
    begins = and_(leaves.c.state == str(LeaveState.APPROVED), leaves.c.first_day <= today)
    ends = and_(leaves.c.state == str(LeaveState.RUNNING), leaves.c.last_day < today)
    return or_(begins, ends)


async def add_leave(connection: Connection, row: dict[str, Any], *, now: datetime) -> None:
    await insert_rows(connection, leaves, [row])
    facts = {"first_day": row["first_day"].isoformat(), "last_day": row["last_day"].isoformat()}
    step = {"leave_id": row["id"], "version": 1, "action": "ask", "by": row["asked_by"], "at": now, "facts": facts}
    await insert_rows(connection, leave_history, [step])


async def save_steps(
    connection: Connection, steps: Sequence[tuple[Row[Any], str, LeaveState]], *, by: str, now: datetime
) -> None:
    """Save (leave, action, new state) of leaves whose rows are held, and each in the history."""
    for row, action, state in steps:
        changed = {"state": str(state), "version": row.version + 1}
        await connection.execute(update(leaves).where(leaves.c.id == row.id).values(**changed))
        facts = {"from": row.state, "to": str(state)}
        step = {
            "leave_id": row.id,
            "version": row.version + 1,
            "action": action,
            "by": by,
            "at": now,
            "facts": facts,
        }
        await insert_rows(connection, leave_history, [step])


async def history_of(connection: Connection, leave_id: UUID) -> Sequence[Row[Any]]:
    query = select(leave_history).where(leave_history.c.leave_id == leave_id).order_by(leave_history.c.version)
    return (await connection.execute(query)).all()
