"""Which workers does a caller see, which cells do they hold, and how is a change saved?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Row, Select, Text, delete, select, update

from grid.workers.domain import Action, Holding
from grid.workers.models import cell_holdings, worker_history, workers
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows
from shared.schemas.vocabulary import CellRole


def cells_held_by(worker_id: str) -> Select[tuple[str]]:
    """Return the query for the cells that a worker holds, in either role; other queries build on it."""
    return select(cell_holdings.c.cell).where(cell_holdings.c.worker_id == worker_id)


async def workers_of(
    connection: Connection, scope: Scope, *, region: str, cell: str | None, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return workers of `region` (those who hold `cell`, if given) in order of their ids after `after`."""
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


async def holdings_of_cells(connection: Connection, cells: Collection[str]) -> set[Holding]:
    return await _holdings(connection, cell_holdings.c.cell.in_(sorted(cells)))


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


async def add_history(
    connection: Connection, steps: Sequence[tuple[str, int, Action, dict[str, object]]], *, by: str, now: datetime
) -> None:
    """Note steps (worker, version, action, facts)."""
    rows = [
        {"worker_id": worker, "version": version, "action": str(action), "by": by, "at": now, "facts": facts}
        for worker, version, action, facts in steps
    ]
    await insert_rows(connection, worker_history, rows)
