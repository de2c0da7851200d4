"""Who answers for which cell today, and how is a change of that saved?"""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Text, and_, delete, exists, func, not_, or_, select, tuple_

from grid.cells.models import cell_periods
from grid.cells.models import cells as all_cells
from grid.workers.domain.answering import Answers
from grid.workers.domain.holdings import Holding
from grid.workers.models import answering, cell_holdings, leaves, workers
from shared.runtime.db import Connection, among
from shared.runtime.sets import arrays, insert_rows
from shared.schemas.vocabulary import CellRole


async def lock_answering(connection: Connection, regions: Iterable[str]) -> None:
    """Let one transaction at a time decide who answers in a township; in order, so that none waits in a circle."""
    for region in sorted(set(regions)):
        await connection.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(f"grid.answering:{region}", 0)))
        )


async def holdings_in(connection: Connection, region: str) -> set[Holding]:
    query = select(cell_holdings).where(cell_holdings.c.cell.startswith(region, autoescape=True))
    rows = await connection.execute(query)
    return {Holding(row.cell, row.worker_id, CellRole(row.role)) for row in rows}


async def answering_in(connection: Connection, region: str) -> set[Holding]:
    query = select(answering).where(answering.c.cell.startswith(region, autoescape=True))
    rows = await connection.execute(query)
    return {Holding(row.cell, row.worker_id, CellRole(row.role)) for row in rows}


async def answering_of(connection: Connection, worker_ids: Collection[str]) -> dict[str, list[Holding]]:
    """Return what each of the workers answers for today, in order of cells."""
    found: dict[str, list[Holding]] = {worker: [] for worker in worker_ids}
    query = select(answering).where(among(answering.c.worker_id, sorted(worker_ids))).order_by(answering.c.cell)
    for row in await connection.execute(query):
        found[row.worker_id].append(Holding(row.cell, row.worker_id, CellRole(row.role)))
    return found


async def answers_for(connection: Connection, cells: Collection[str], day: date) -> dict[str, list[Answers]]:
    """Return who answers for each of the cells, without those whose leave holds on `day`; unordered."""
    away = and_(
        leaves.c.worker_id == answering.c.worker_id,
        leaves.c.state.in_(("approved", "running")),
        leaves.c.first_day <= day,
        leaves.c.last_day >= day,
    )
    query = (
        select(answering, workers.c.on_duty)
        .join(workers, workers.c.worker_id == answering.c.worker_id)
        .where(among(answering.c.cell, sorted(set(cells))), not_(exists().where(away)))
    )
    found: dict[str, list[Answers]] = {cell: [] for cell in cells}
    for row in await connection.execute(query):
        found[row.cell].append(Answers(row.worker_id, CellRole(row.role), row.on_duty))
    return found


async def change_answering(connection: Connection, *, gone: Collection[Holding], new: Collection[Holding]) -> None:
    if gone:
        rows = [{"cell": one.cell, "worker_id": one.worker_id} for one in gone]
        given = arrays(rows, cell=Text(), worker_id=Text())
        pairs = tuple_(answering.c.cell, answering.c.worker_id).in_(select(given.c.cell, given.c.worker_id))
        await connection.execute(delete(answering).where(pairs))
    rows = [{"cell": h.cell, "worker_id": h.worker_id, "role": str(h.role)} for h in sorted(new)]
    await insert_rows(connection, answering, rows)


async def drop_ended(connection: Connection, region: str, today: date) -> set[tuple[str, str]]:
    """Take away what is held of a township's cells that have ended and do not begin again; return (worker, cell)."""
    still = exists().where(
        cell_periods.c.cell == all_cells.c.cell,
        or_(cell_periods.c.valid_to.is_(None), cell_periods.c.valid_to > today),
    )
    ended = select(all_cells.c.cell).where(all_cells.c.region == region, not_(still))
    gone = (
        delete(cell_holdings)
        .where(cell_holdings.c.cell.in_(ended))
        .returning(cell_holdings.c.worker_id, cell_holdings.c.cell)
    )
    return {(row.worker_id, row.cell) for row in await connection.execute(gone)}
