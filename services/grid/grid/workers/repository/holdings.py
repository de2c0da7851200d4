"""Which workers does a caller see, which cells do they hold, and how is a change saved?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, CompoundSelect, Row, Select, Text, delete, select, update

from grid.workers.domain.holdings import Action, Holding
from grid.workers.models import answering, cell_holdings, holding_changes, worker_history, workers
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows
from shared.schemas.vocabulary import CellRole


def cells_held_by(worker_id: str) -> CompoundSelect[tuple[str]]:
    """Return the query for the cells that a worker holds, in either role, or answers for today in somebody's stead.

    Other queries build on it.
    """
    held = select(cell_holdings.c.cell).where(cell_holdings.c.worker_id == worker_id)
    return held.union(select(answering.c.cell).where(answering.c.worker_id == worker_id))


def holders_on_duty(cell: ColumnElement[Any]) -> Select[tuple[str]]:
    """Return the query for who answers for a cell and is on duty; other queries build on it."""
    held = answering.join(workers, workers.c.worker_id == answering.c.worker_id)
    query = select(answering.c.worker_id).select_from(held)
    return query.where(answering.c.cell == cell, workers.c.on_duty.is_(True))


def off_duty(worker_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a worker who is known is off duty."""
    return select(workers.c.worker_id).where(workers.c.worker_id == worker_id, workers.c.on_duty.is_(False)).exists()


async def workers_of(
    connection: Connection,
    scope: Scope,
    *,
    region: str,
    cell: str | None,
    after: str,
    limit: int,
    skill: str | None = None,
) -> Sequence[Row[Any]]:
    """Return workers of `region` (who hold `cell`, who have `skill`, if given) in order of their ids after `after`."""
    query = (
        select(workers)
        .where(visible_in(scope, workers), workers.c.region.startswith(region, autoescape=True))
        .where(workers.c.worker_id > after)
        .order_by(workers.c.worker_id)
        .limit(limit)
    )
    if cell is not None:
        query = query.where(
            workers.c.worker_id.in_(select(cell_holdings.c.worker_id).where(cell_holdings.c.cell == cell))
        )
    if skill is not None:
        query = query.where(workers.c.skills.contains([skill]))
    return (await connection.execute(query)).all()


async def find_worker(connection: Connection, scope: Scope, worker_id: str, *, lock: bool = False) -> Row[Any] | None:
    """Return the worker (and hold his row, with `lock`), or None where the scope does not reach him."""
    query = select(workers).where(visible_in(scope, workers), workers.c.worker_id == worker_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def add_and_lock(
    connection: Connection, regions: Mapping[str, str], now: datetime
) -> tuple[dict[str, Row[Any]], set[str]]:
    """Make rows for those workers of `regions` (worker → region) that have none, hold all their rows, return them.

    The second answer names those who were new: version 0, off duty.
    """
    rows = [
        {"worker_id": worker, "region": region, "version": 0, "on_duty": False, "duty_changed_at": now}
        for worker, region in sorted(regions.items())
    ]
    added = await insert_rows(connection, workers, rows, skip_known=True, returning="worker_id")
    query = select(workers).where(workers.c.worker_id.in_(list(regions))).order_by(workers.c.worker_id)
    locked = (await connection.execute(query.with_for_update())).all()
    return {row.worker_id: row for row in locked}, {row.worker_id for row in added}


async def lock_workers(connection: Connection, worker_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return the rows of workers and hold them, in order of their ids."""
    query = select(workers).where(among(workers.c.worker_id, sorted(worker_ids))).order_by(workers.c.worker_id)
    return (await connection.execute(query.with_for_update())).all()


async def holdings_of_cells(connection: Connection, cells: Collection[str]) -> set[Holding]:
    return await _holdings(connection, cell_holdings.c.cell.in_(sorted(cells)))


async def is_on_duty(connection: Connection, worker_id: str) -> bool:
    query = select(workers.c.on_duty).where(workers.c.worker_id == worker_id)
    return bool((await connection.execute(query)).scalar_one_or_none())


async def holdings_of_workers(connection: Connection, worker_ids: Collection[str]) -> dict[str, list[Holding]]:
    """Return what each of the workers holds, in order of cells; an empty list for who holds nothing."""
    found: dict[str, list[Holding]] = {worker: [] for worker in worker_ids}
    for holding in sorted(await _holdings(connection, cell_holdings.c.worker_id.in_(sorted(worker_ids)))):
        found[holding.worker_id].append(holding)
    return found


async def _holdings(connection: Connection, which: Any) -> set[Holding]:
    rows = await connection.execute(select(cell_holdings).where(which))
    return {Holding(row.cell, row.worker_id, CellRole(row.role)) for row in rows}


async def replace_holdings(connection: Connection, cells: Collection[str], holdings: Collection[Holding]) -> None:
    """Let `holdings` be all that is held of `cells`."""
    await connection.execute(delete(cell_holdings).where(cell_holdings.c.cell.in_(sorted(cells))))
    rows = [{"cell": h.cell, "worker_id": h.worker_id, "role": str(h.role)} for h in sorted(holdings)]
    await insert_rows(connection, cell_holdings, rows)


async def note_changes(connection: Connection, changed: Collection[tuple[str, str]]) -> None:
    """Note (worker, cell) of whom got or lost a cell."""
    rows = [{"id": new_id(), "worker_id": worker, "cell": cell} for worker, cell in sorted(changed)]
    await insert_rows(connection, holding_changes, rows)


def cells_changed_for(worker_id: str, since: int) -> Select[tuple[str]]:
    """Return the query for the cells that a worker got or lost in transaction `since` or later."""
    h = holding_changes.c
    return select(h.cell).where(h.worker_id == worker_id, h.changed_in >= since)


async def save_workers(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save worker_id, region, version, on_duty and duty_changed_at of workers whose rows are held."""
    if not rows:
        return
    given = arrays(
        rows,
        worker_id=Text(),
        region=Text(),
        version=workers.c.version.type,
        on_duty=Boolean(),
        duty_changed_at=workers.c.duty_changed_at.type,
    )
    changed = {name: given.c[name] for name in ("region", "version", "on_duty", "duty_changed_at")}
    await connection.execute(update(workers).where(workers.c.worker_id == given.c.worker_id).values(**changed))


async def save_profile(connection: Connection, worker_id: str, **values: Any) -> None:
    await connection.execute(update(workers).where(workers.c.worker_id == worker_id).values(**values))


async def add_history(
    connection: Connection, steps: Sequence[tuple[str, int, Action, dict[str, object]]], *, by: str, now: datetime
) -> None:
    """Note steps (worker, version, action, facts)."""
    rows = [
        {"worker_id": worker, "version": version, "action": str(action), "by": by, "at": now, "facts": facts}
        for worker, version, action, facts in steps
    ]
    await insert_rows(connection, worker_history, rows)
