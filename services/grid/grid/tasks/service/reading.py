"""Who reads which tasks, and what was written about them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.tasks.domain.states import Action
from grid.tasks.domain.steps import Cursor, TaskNotFound, Wanted
from grid.tasks.repository import tasks as repository
from shared.geo import Position
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def list_tasks(
    work: UnitOfWork, scope: Scope, wanted: Wanted, *, near: Position | None, after: Cursor | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the tasks that the scope reaches, the urgent first; with `near` the nearest first."""
    return await repository.list_tasks(work.connection, scope, wanted, near=near, after=after, limit=limit)


async def show_task(work: UnitOfWork, scope: Scope, task_id: UUID) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return a task and its history. Raises TaskNotFound."""
    row = await repository.find_task(work.connection, scope, task_id)
    if row is None:
        raise TaskNotFound("no such task", task=task_id)
    return row, await repository.history_of(work.connection, task_id)


@dataclass(frozen=True, slots=True)
class Note:
    action: Action
    by: str
    at: datetime
    text: str


async def read_notes(work: UnitOfWork, scope: Scope, *, task_id: UUID, purpose: str, now: datetime) -> Sequence[Note]:
    """Return what was written about a task; the look is logged. Raises TaskNotFound."""
    if await repository.find_task(work.connection, scope, task_id) is None:
        raise TaskNotFound("no such task", task=task_id)
    rows = await repository.notes_of(work.connection, task_id)
    await repository.log_look(work.connection, task_id, by=scope.person_id, at=now, purpose=purpose, notes=len(rows))
    return [Note(Action(row.action), row.by, row.at, work.sealer.open(row.note, about=str(row.id))) for row in rows]
