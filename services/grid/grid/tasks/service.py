"""How does a task reach a worker, how does he take its steps, and who reads what he wrote?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.tasks import repository
from grid.tasks.domain.steps import (
    Action,
    ClientIdReused,
    Cursor,
    Given,
    Taken,
    TaskNotFound,
    Wanted,
    check_device_time,
    check_version,
    distance_m,
    next_state,
)
from grid.tasks.domain.words import Assignment, Recall, hear
from shared.geo import Position
from shared.runtime import metrics, outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.grid import TaskProgressed
from shared.schemas.vocabulary import Point, TaskState

CENTRE = platform_scope("dispatch").person_id


async def follow_centre(work: UnitOfWork, words: Sequence[Assignment | Recall], now: datetime) -> None:
    """Bring tasks to what the centre says: a few statements for a whole batch."""
    ids = list({word.task_id for word in words})
    known = await repository.lock_tasks(work.connection, ids)
    recalls = await repository.early_recalls_of(work.connection, ids)

    heard = hear(words, known, recalls)

    steps = [step | {"by": CENTRE, "at": now} for step in heard.steps]
    new = [row | {"received_at": now} for row in heard.new.values()]
    await repository.save_batch(work.connection, new=new, changed=list(heard.changed.values()), steps=steps)
    await repository.save_early_recalls(work.connection, heard.early, now)
    for action, number in Counter(step["action"] for step in steps).items():
        metrics.tasks_transitions.labels(action).inc(number)


async def list_tasks(
    work: UnitOfWork, scope: Scope, wanted: Wanted, *, near: Position | None, after: Cursor | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the tasks that the scope reaches, the urgent first; with `near` the nearest first."""
    if near is not None:
        return await repository.tasks_near(work.connection, scope, wanted, near=near, limit=limit)
    return await repository.tasks_in_order(work.connection, scope, wanted, after=after, limit=limit)


async def show_task(work: UnitOfWork, scope: Scope, task_id: UUID) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return a task and its history. Raises TaskNotFound."""
    row = await repository.find_task(work.connection, scope, task_id)
    if row is None:
        raise TaskNotFound("no such task", task=task_id)
    return row, await repository.history_of(work.connection, task_id)


async def take_step(
    work: UnitOfWork, scope: Scope, *, task_id: UUID, action: Action, given: Given, now: datetime
) -> Taken:
    """Take a worker's step on a task, once for each `client_id`, and publish it.

    Raises TimeImpossible, TaskNotFound, ClientIdReused, Stale, IllegalStep.
    """
    check_device_time(given.device_at, now)
    task = await repository.find_task(work.connection, scope, task_id, lock=True)
    if task is None:
        raise TaskNotFound("no such task", task=task_id)
    before = await repository.find_step(work.connection, task_id, given.client_id)
    if before is not None:
        return _taken_before(before, action, given)
    check_version(task.version, given.version)
    state = next_state(TaskState(task.state), action)

    changes, step = _step(task, action, state, given, by=scope.person_id, now=now)
    await repository.save_step(work.connection, task_id, changes, step)
    if given.note:
        await _keep_note(work, task_id, step, given.note)
    outbox.record(work, _told(task, state, given, by=scope.person_id, now=now))
    metrics.tasks_transitions.labels(str(action)).inc()
    return Taken(task_id, step["seq"], action, state, now)


def _taken_before(before: Row[Any], action: Action, given: Given) -> Taken:
    said = {"result": given.result, "reason": given.reason}
    if before.action != action or any(before.facts.get(name) != value for name, value in said.items()):
        raise ClientIdReused("this client_id belongs to another step", taken=before.action)
    return Taken(before.task_id, before.seq, action, TaskState(before.to_state), before.at)


def _step(
    task: Row[Any], action: Action, state: TaskState, given: Given, *, by: str, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the step changes of the task's row, and its row in the history."""
    changes = {
        "version": task.version + 1,
        "state": str(state),
        "finished_at": now if state is TaskState.FINISHED else None,
        "result": given.result,
        "return_reason": given.reason,
    }
    facts: dict[str, object] = {
        name: str(value) for name, value in (("result", given.result), ("reason", given.reason)) if value
    }
    if given.position and task.lon is not None:
        facts["distance_m"] = distance_m(given.position, Position(task.lon, task.lat))
    step = {
        "seq": task.version + 1,
        "action": str(action),
        "from_state": task.state,
        "to_state": str(state),
        "by": by,
        "at": now,
        "device_at": given.device_at,
        "client_id": given.client_id,
        "lon": given.position.lon if given.position else None,
        "lat": given.position.lat if given.position else None,
        "facts": facts,
    }
    return changes, step


def _told(task: Row[Any], state: TaskState, given: Given, *, by: str, now: datetime) -> TaskProgressed:
    return TaskProgressed(
        task_id=task.id,
        case_id=task.case_id,
        version=task.version + 1,
        state=state,
        worker_id=by,
        result=given.result,
        return_reason=given.reason,
        position=Point(lon=given.position.lon, lat=given.position.lat) if given.position else None,
        at=now,
    )


async def _keep_note(work: UnitOfWork, task_id: UUID, step: dict[str, Any], text: str) -> None:
    note_id = new_id()
    sealed = work.sealer.seal(text, about=str(note_id))
    note = {"id": note_id, "task_id": task_id, "seq": step["seq"], "by": step["by"], "at": step["at"], "note": sealed}
    await repository.add_note(work.connection, note)


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
