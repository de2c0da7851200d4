"""Which tasks does a caller see, and how are tasks, steps and notes saved?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Uuid, func, insert, or_, select, tuple_, update

from grid.tasks.domain.steps import Cursor, Wanted
from grid.tasks.domain.words import Recall
from grid.tasks.models import early_recalls, task_history, task_note_looks, task_notes, tasks
from grid.workers.repository import cells_held_by
from shared.geo import Position
from shared.runtime.db import Connection, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

# What a later word from the centre, or a step, may change of a task.
MUTABLE = (
    "version",
    "centre_version",
    "state",
    "cell",
    "unit",
    "worker_id",
    "urgency",
    "urgency_rank",
    "urged",
    "lon",
    "lat",
    "report_ids",
    "due_at",
    "due_order_at",
    "finished_at",
    "result",
    "return_reason",
)


def _visible(scope: Scope) -> ColumnElement[bool]:
    """A worker sees what is given to him and what happens in the cells that he holds, in either role."""
    if not scope.own_only:
        return visible_in(scope, tasks)
    own = or_(tasks.c.worker_id == scope.person_id, tasks.c.cell.in_(cells_held_by(scope.person_id)))
    return tasks.c.region.startswith(scope.region, autoescape=True) & own


def _matching(scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [_visible(scope)]
    if wanted.states:
        conditions.append(tasks.c.state.in_(sorted(str(state) for state in wanted.states)))
    if wanted.region is not None:
        conditions.append(tasks.c.region.startswith(wanted.region, autoescape=True))
    if wanted.cell is not None:
        conditions.append(tasks.c.cell == wanted.cell)
    if wanted.case_id is not None:
        conditions.append(tasks.c.case_id == wanted.case_id)
    return conditions


async def tasks_in_order(
    connection: Connection, scope: Scope, wanted: Wanted, *, after: Cursor | None, limit: int
) -> Sequence[Row[Any]]:
    """Return tasks, the urgent first, then those that are due first."""
    order = (tasks.c.urgency_rank, tasks.c.due_order_at, tasks.c.id)
    query = select(tasks).where(*_matching(scope, wanted)).order_by(*order).limit(limit)
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(after.urgency_rank, after.due_order_at, after.id))
    return (await connection.execute(query)).all()


async def tasks_near(
    connection: Connection, scope: Scope, wanted: Wanted, *, near: Position, limit: int
) -> Sequence[Row[Any]]:
    """Return tasks, the nearest first; those without a place last."""
    # Within a township the plane is good enough to sort by.
    east = (tasks.c.lon - near.lon) * func.cos(func.radians(near.lat))
    north = tasks.c.lat - near.lat
    nearest = (east * east + north * north).asc().nulls_last()
    query = select(tasks).where(*_matching(scope, wanted)).order_by(nearest, tasks.c.id).limit(limit)
    return (await connection.execute(query)).all()


async def find_task(connection: Connection, scope: Scope, task_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """Return the task (and hold its row, with `lock`), or None where the scope does not reach it."""
    query = select(tasks).where(tasks.c.id == task_id, _visible(scope))
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def history_of(connection: Connection, task_id: UUID) -> Sequence[Row[Any]]:
    query = select(task_history).where(task_history.c.task_id == task_id).order_by(task_history.c.seq)
    return (await connection.execute(query)).all()


async def find_step(connection: Connection, task_id: UUID, client_id: UUID) -> Row[Any] | None:
    """Return the step that the phone sent under `client_id`, if it came before."""
    query = select(task_history).where(task_history.c.task_id == task_id, task_history.c.client_id == client_id)
    return (await connection.execute(query)).one_or_none()


async def save_step(connection: Connection, task_id: UUID, changes: dict[str, Any], step: dict[str, Any]) -> None:
    """Save what a worker's step changed of a task whose row is held, and the step."""
    await connection.execute(update(tasks).where(tasks.c.id == task_id).values(**changes))
    await connection.execute(insert(task_history).values(task_id=task_id, **step))


# ------------------------------------------------------------------------------------------------------ whole batches
async def lock_tasks(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the tasks of `ids` that are known, as rows by id, and hold them; the platform's own work sees all."""
    given = arrays([{"id": task_id} for task_id in ids], id=Uuid())
    query = select(tasks).where(tasks.c.id.in_(select(given.c.id))).order_by(tasks.c.id).with_for_update()
    return {row.id: dict(row._mapping) for row in await connection.execute(query)}  # noqa: SLF001 (its public name)


async def early_recalls_of(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Recall]:
    """Return the recalls that came before their tasks, by id of the task."""
    given = arrays([{"id": task_id} for task_id in ids], id=Uuid())
    query = select(early_recalls).where(early_recalls.c.task_id.in_(select(given.c.id)))
    rows = await connection.execute(query)
    return {row.task_id: Recall(row.task_id, row.centre_version, row.reason) for row in rows}


async def save_early_recalls(connection: Connection, recalls: Sequence[Recall], now: datetime) -> None:
    rows = [
        {"task_id": recall.task_id, "centre_version": recall.version, "reason": recall.reason, "heard_at": now}
        for recall in recalls
    ]
    await insert_rows(connection, early_recalls, rows, skip_known=True)


async def save_batch(
    connection: Connection,
    *,
    new: Sequence[dict[str, Any]],
    changed: Sequence[dict[str, Any]],
    steps: Sequence[dict[str, Any]],
) -> None:
    """Save whole rows of new and of changed tasks, and their steps: a statement each, however many there are."""
    await insert_rows(connection, tasks, new)
    if changed:
        given = arrays(changed, **{name: tasks.c[name].type for name in ("id", *MUTABLE)})
        values = {name: given.c[name] for name in MUTABLE}
        await connection.execute(update(tasks).where(tasks.c.id == given.c.id).values(**values))
    await insert_rows(connection, task_history, steps)


# ---------------------------------------------------------------------------------------------------------------- notes
async def add_note(connection: Connection, note: dict[str, Any]) -> None:
    """Save a sealed note: id, task_id, seq, by, at, note."""
    await insert_rows(connection, task_notes, [note])


async def notes_of(connection: Connection, task_id: UUID) -> Sequence[Row[Any]]:
    query = (
        select(task_notes, task_history.c.action)
        .join(task_history, (task_history.c.task_id == task_notes.c.task_id) & (task_history.c.seq == task_notes.c.seq))
        .where(task_notes.c.task_id == task_id)
        .order_by(task_notes.c.seq)
    )
    return (await connection.execute(query)).all()


async def log_look(connection: Connection, task_id: UUID, *, by: str, at: datetime, purpose: str, notes: int) -> None:
    row = {"id": new_id(), "task_id": task_id, "by": by, "at": at, "purpose": purpose, "notes": notes}
    await insert_rows(connection, task_note_looks, [row])
