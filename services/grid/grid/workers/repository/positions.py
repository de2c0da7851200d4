"""Where were workers while on duty, who looked, and what is too old to be kept?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.postgresql import distinct_on

from grid.workers.models import position_looks, worker_positions, workers
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def add_positions(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save sealed positions; those that the same phone sent before stay as they are."""
    await insert_rows(connection, worker_positions, rows, skip_known=True)


async def track_of(
    connection: Connection, scope: Scope, worker_id: str, start: datetime, end: datetime, limit: int
) -> Sequence[Row[Any]]:
    """Return a worker's positions from `start` up to `end`, in order of time."""
    query = (
        select(worker_positions)
        .where(visible_in(scope, worker_positions), worker_positions.c.worker_id == worker_id)
        .where(worker_positions.c.at >= start, worker_positions.c.at < end)
        .order_by(worker_positions.c.at, worker_positions.c.id)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


async def last_positions(connection: Connection, scope: Scope, region: str, since: datetime) -> Sequence[Row[Any]]:
    """Return the last position of each worker of `region` who is on duty, no older than `since`."""
    query = (
        select(worker_positions)
        .ext(distinct_on(worker_positions.c.worker_id))
        .join(workers, workers.c.worker_id == worker_positions.c.worker_id)
        .where(visible_in(scope, workers), workers.c.region.startswith(region, autoescape=True), workers.c.on_duty)
        # What he sent in an earlier time on duty says nothing of where he is.
        .where(worker_positions.c.at >= workers.c.duty_changed_at, worker_positions.c.at >= since)
        .order_by(worker_positions.c.worker_id, worker_positions.c.at.desc())
    )
    return (await connection.execute(query)).all()


async def log_look(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, position_looks, [row])


async def looks_at(connection: Connection, scope: Scope, worker_id: str, limit: int) -> Sequence[Row[Any]]:
    """Return who looked where a worker is, the last first."""
    query = select(position_looks).where(visible_in(scope, position_looks), position_looks.c.worker_id == worker_id)
    return (await connection.execute(query.order_by(position_looks.c.at.desc()).limit(limit))).all()


async def forget_before(connection: Connection, moment: datetime, limit: int) -> int:
    """Delete positions that were taken before `moment`, at most `limit` of them; return how many."""
    old = select(worker_positions.c.id).where(worker_positions.c.at < moment).order_by(worker_positions.c.at)
    batch = old.limit(limit).with_for_update(skip_locked=True)
    gone = await connection.execute(delete(worker_positions).where(worker_positions.c.id.in_(batch)))
    return gone.rowcount
