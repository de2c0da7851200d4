"""Which tasks go to another cell when a township is divided anew, and how many lie on each worker?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.cells.service.boundaries import BOUNDARIES, Boundaries, Follower, Move, summed
from grid.tasks.domain.moving import Moved, Placed, decide_moves
from grid.tasks.domain.states import Action, State
from grid.tasks.repository import tasks as repository
from grid.workers.service import answering
from shared.clock import day_start
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def _moved_by(
    work: UnitOfWork, scope: Scope, boundaries: Boundaries, now: datetime
) -> tuple[dict[UUID, Row[Any]], list[Moved]]:
    rows = await repository.waiting_in(work.connection, scope, boundaries.region)
    placed = [Placed(r.id, r.cell, r.worker_id, boundaries.cell_of(r.cell, r.lon, r.lat)) for r in rows]
    cells = {one.to_cell for one in placed if one.to_cell}
    answers = await answering(work.connection, cells, now)
    who = {cell: [one.worker_id for one in found] for cell, found in answers.items()}
    return {row.id: row for row in rows}, decide_moves(placed, who)


async def preview(work: UnitOfWork, scope: Scope, boundaries: Boundaries) -> Sequence[Move]:
    """Return how many tasks that nobody has accepted would go from which cell to which."""
    rows, moved = await _moved_by(work, scope, boundaries, day_start(boundaries.day))
    return summed("task", ((str(one.task_id), rows[one.task_id].cell, one.cell) for one in moved))


async def follow(work: UnitOfWork, boundaries: Boundaries, now: datetime) -> int:
    """Let tasks that nobody has accepted lie in the cells of the day, with who answers there; return how many went.

    The centre is not told: a case keeps the cell that it was given, and who has the task says so with his next step.
    """
    _, moved = await _moved_by(work, BOUNDARIES, boundaries, now)
    held = await repository.lock_tasks(work.connection, [one.task_id for one in moved])
    changed: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for one in moved:
        row = held[one.task_id]
        if row["state"] != State.ASSIGNED:
            continue
        facts = {"cell": one.cell, "cell_before": row["cell"], "worker": one.worker_id, "before": row["worker_id"]}
        left.append(dict(row))
        row |= {"cell": one.cell, "worker_id": one.worker_id, "version": row["version"] + 1}
        changed.append(row)
        step = {"task_id": row["id"], "seq": row["version"], "action": str(Action.UPDATE), "from_state": row["state"]}
        steps.append(step | {"to_state": row["state"], "by": BOUNDARIES.person_id, "at": now, "facts": facts})
    await repository.add_departures(work.connection, left)
    await repository.save_batch(work.connection, new=[], changed=changed, steps=steps)
    return len(changed)


FOLLOWER = Follower("tasks", preview, follow)


async def count_open(work: UnitOfWork, worker_ids: Collection[str], now: datetime) -> dict[str, int]:
    """Return how many open tasks each worker has."""
    del now
    return await repository.open_by_worker(work.connection, worker_ids)


async def count_overdue(work: UnitOfWork, worker_ids: Collection[str], now: datetime) -> dict[str, int]:
    """Return how many open tasks of each worker are overdue."""
    return await repository.open_by_worker(work.connection, worker_ids, due_before=now)
