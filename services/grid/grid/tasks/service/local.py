"""How does a capability of the grid give a worker a task, and how does that end?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from grid.tasks.domain.local import CentresOwn, LocalTask, NotAHolder, TaskKind, check_local
from grid.tasks.domain.states import Action, State, next_state
from grid.tasks.domain.steps import END_OF_TIME, URGENCY_RANK, TaskNotFound
from grid.tasks.repository import tasks as repository
from grid.workers.repository import holdings_of_cells
from grid.workers.service import who_answers
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.vocabulary import Result

GRID = platform_scope("grid").person_id


async def assign_local(work: UnitOfWork, tasks: Sequence[LocalTask], *, by: str, now: datetime) -> dict[str, UUID]:
    """Give tasks of our own to whom they name, else to who answers for their cells; return their ids by key.

    While a task of the same kind and key is not over, that one is answered, as it stands. A cell without anybody leaves
    its task to the grid leader. Raises NotALocalKind.
    """
    check_local(tasks)
    if not tasks:
        return {}
    cells = {task.cell for task in tasks if task.cell and not task.worker_id}
    answers = {cell: one.worker_id for cell, one in (await who_answers(work.connection, cells, now)).items()}
    rows = [_row(task, task.worker_id or answers.get(task.cell or ""), now) for task in tasks]
    added = await repository.add_local(work.connection, rows)
    new = [row for row in rows if row["id"] in added]
    await repository.add_steps(work.connection, [_begun(row, by, now) for row in new])
    metrics.tasks_transitions.labels(str(Action.ASSIGN)).inc(len(new))
    known = await repository.local_of(work.connection, {task.kind for task in tasks}, {task.key for task in tasks})
    ids = {(row["kind"], row["key"]): row["id"] for row in known}
    return {task.key: ids[str(task.kind), task.key] for task in tasks}


def _row(task: LocalTask, worker_id: str | None, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "kind": str(task.kind),
        "key": task.key,
        "about_kind": task.about_kind,
        "about_id": task.about_id,
        "article": str(task.article) if task.article else None,
        "officials": list(task.officials) or None,
        "version": 1,
        "centre_version": 0,
        "state": str(State.ASSIGNED),
        "region": task.region,
        "cell": task.cell,
        "worker_id": worker_id,
        "urgency": str(task.urgency),
        "urgency_rank": URGENCY_RANK[task.urgency],
        "urged": 0,
        "lon": task.position.lon if task.position else None,
        "lat": task.position.lat if task.position else None,
        "report_ids": [],
        "due_at": task.due_at,
        "due_order_at": task.due_at or END_OF_TIME,
        "assigned_at": now,
        "received_at": now,
    }


def _begun(row: dict[str, Any], by: str, now: datetime) -> dict[str, Any]:
    return {
        "task_id": row["id"],
        "seq": 1,
        "action": str(Action.ASSIGN),
        "from_state": None,
        "to_state": row["state"],
        "by": by,
        "at": now,
        "facts": {"worker": row["worker_id"], "key": row["key"]},
    }


async def finish_local(work: UnitOfWork, scope: Scope, *, task_id: UUID, result: Result, now: datetime) -> None:
    """Finish a task of our own by the answer to what it is about; one that was not accepted yet is accepted with it.

    Raises TaskNotFound, CentresOwn, IllegalStep.
    """
    task = await _held(work, scope, task_id)
    actions = [Action.FINISH] if task["state"] != State.ASSIGNED else [Action.ACCEPT, Action.FINISH]
    facts: dict[str, Any] = {"result": str(result)}
    done = {"finished_at": now, "result": str(result), "worker_id": scope.person_id}
    await _move(work, [task], actions, done, facts, by=scope.person_id, now=now)


async def recall_local(
    work: UnitOfWork, *, kind: TaskKind, keys: Collection[str], reason: str, now: datetime, by: str = GRID
) -> int:
    """Take back those tasks of our own with these keys that are not over, also returned ones; return how many."""
    rows = await repository.local_of(work.connection, {kind}, keys, lock=True)
    await _move(work, rows, [Action.RECALL], {"return_reason": None}, {"reason": reason}, by=by, now=now)
    return len(rows)


async def give_anew(work: UnitOfWork, scope: Scope, *, task_id: UUID, worker_id: str, now: datetime) -> None:
    """Give a task of our own to another holder of its cell; it begins again.

    Raises TaskNotFound, CentresOwn, NotAHolder, IllegalStep.
    """
    task = await _held(work, scope, task_id)
    holders = {holding.worker_id for holding in await holdings_of_cells(work.connection, {task["cell"] or ""})}
    if worker_id not in holders:
        raise NotAHolder("this person does not hold the task's cell", person=worker_id, cell=task["cell"])
    facts = {"worker": worker_id, "before": task["worker_id"]}
    changes = {"worker_id": worker_id, "return_reason": None}
    await repository.add_departures(work.connection, [task])
    await _move(work, [task], [Action.REASSIGN], changes, facts, by=scope.person_id, now=now)


async def _held(work: UnitOfWork, scope: Scope, task_id: UUID) -> dict[str, Any]:
    task = await repository.find_task(work.connection, scope, task_id, lock=True)
    if task is None:
        raise TaskNotFound("no such task", task=task_id)
    if task.kind == TaskKind.CASE:
        raise CentresOwn("a case's task is the centre's", task=task_id)
    return dict(task._mapping)  # noqa: SLF001 (its public name)


async def _move(
    work: UnitOfWork,
    tasks: Sequence[dict[str, Any]],
    actions: Sequence[Action],
    changes: dict[str, Any],
    facts: dict[str, Any],
    *,
    by: str,
    now: datetime,
) -> None:
    """Take the same steps with tasks whose rows are held; `facts` stand with the last, `changes` after it."""
    steps = []
    for task in tasks:
        for action in actions:
            before, kind = State(task["state"]), TaskKind(task["kind"])
            task |= {"state": str(next_state(before, action, kind)), "version": task["version"] + 1}
            step = {"task_id": task["id"], "seq": task["version"], "action": str(action), "from_state": str(before)}
            told = facts if action is actions[-1] else {}
            steps.append(step | {"to_state": task["state"], "by": by, "at": now, "facts": told})
            metrics.tasks_transitions.labels(str(action)).inc()
        task.update(changes)
    await repository.save_batch(work.connection, new=[], changed=tasks, steps=steps)
