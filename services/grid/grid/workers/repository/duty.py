"""When is a worker meant to be on duty, when was he, and who forgot to go off?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from grid.workers.domain.positions import Span
from grid.workers.domain.shifts import Shift
from grid.workers.models import duty_spans, shift_plans, workers
from shared.runtime.db import Connection, among, new_id
from shared.runtime.sets import insert_rows


async def plan_of(connection: Connection, worker_id: str) -> list[Shift]:
    """Return the shifts of a worker's week, in order."""
    query = select(shift_plans).where(shift_plans.c.worker_id == worker_id)
    return sorted(Shift(row.weekday, row.starts, row.ends) for row in await connection.execute(query))


async def replace_plan(connection: Connection, worker_id: str, shifts: Sequence[Shift]) -> None:
    await connection.execute(delete(shift_plans).where(shift_plans.c.worker_id == worker_id))
    rows = [{"worker_id": worker_id, "weekday": s.weekday, "starts": s.starts, "ends": s.ends} for s in shifts]
    await insert_rows(connection, shift_plans, rows)


async def record_duty(
    connection: Connection, turned: Mapping[str, bool], *, who: str, now: datetime, reason: str | None = None
) -> None:
    """Begin or end the time on duty of workers whose rows are held; `who` turned it: self, office, leave, forgotten."""
    off = [worker for worker, on in turned.items() if not on]
    if off:
        still = (duty_spans.c.ended_at.is_(None)) & among(duty_spans.c.worker_id, off)
        await connection.execute(update(duty_spans).where(still).values(ended_at=now, ended_by=who))
    begun = [
        {"id": new_id(), "worker_id": worker, "started_at": now, "began_by": who, "reason": reason}
        for worker, on in turned.items()
        if on
    ]
    await insert_rows(connection, duty_spans, begun)


async def spans_since(connection: Connection, worker_id: str, since: datetime) -> list[Span]:
    """Return when a worker was on duty after `since`."""
    query = select(duty_spans).where(
        duty_spans.c.worker_id == worker_id,
        (duty_spans.c.ended_at.is_(None)) | (duty_spans.c.ended_at > since),
    )
    return [Span(row.started_at, row.ended_at) for row in await connection.execute(query)]


async def forgotten(connection: Connection, before: datetime, limit: int) -> Sequence[Row[Any]]:
    """Return workers who went on duty themselves before a moment and still are, held; other replicas skip them."""
    query = (
        select(workers)
        .join(duty_spans, duty_spans.c.worker_id == workers.c.worker_id)
        .where(
            workers.c.on_duty,
            duty_spans.c.ended_at.is_(None),
            duty_spans.c.began_by == "self",
            duty_spans.c.started_at < before,
        )
        .order_by(workers.c.worker_id)
        .limit(limit)
        .with_for_update(of=workers, skip_locked=True)
    )
    return (await connection.execute(query)).all()


async def on_duty_among(connection: Connection, worker_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return the workers who are on duty, and hold their rows."""
    query = select(workers).where(among(workers.c.worker_id, sorted(worker_ids)), workers.c.on_duty)
    return (await connection.execute(query.order_by(workers.c.worker_id).with_for_update())).all()
