"""Which workers are there, what do they hold, and for what do they answer today?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row

from grid.workers.domain.holdings import Holding
from grid.workers.repository import answering as kept
from grid.workers.repository import holdings as repository
from grid.workers.service.assigning import require_worker
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


class Seen(NamedTuple):
    """A worker's row, what he holds, and for what he answers today."""

    row: Row[Any]
    held: Sequence[Holding]
    answers: Sequence[Holding]


async def list_workers(
    work: UnitOfWork, scope: Scope, *, region: str, cell: str | None, after: str, limit: int, skill: str | None = None
) -> Sequence[Seen]:
    """Return workers of `region` (who hold `cell`, who have `skill`, if given), in order of their ids."""
    rows = await repository.workers_of(
        work.connection, scope, region=region, cell=cell, after=after, limit=limit, skill=skill
    )
    return await _seen(work, rows)


async def show_myself(work: UnitOfWork, scope: Scope) -> Seen:
    """Return the asking worker. Raises NotAWorker."""
    return await show(work, scope, scope.person_id)


async def show(work: UnitOfWork, scope: Scope, worker_id: str) -> Seen:
    """Return a worker. Raises WorkerNotFound, NotAWorker."""
    [seen] = await _seen(work, [await require_worker(work, scope, worker_id, lock=False)])
    return seen


async def _seen(work: UnitOfWork, rows: Sequence[Row[Any]]) -> Sequence[Seen]:
    ids = [row.worker_id for row in rows]
    held = await repository.holdings_of_workers(work.connection, ids)
    answers = await kept.answering_of(work.connection, ids)
    return [Seen(row, held[row.worker_id], answers[row.worker_id]) for row in rows]
