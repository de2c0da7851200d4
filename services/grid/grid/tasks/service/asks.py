"""How does a worker get help with a task, or give it to who stands in?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.tasks.domain.asking import (
    Asked,
    AskIdReused,
    AskKind,
    AskNotFound,
    AskOpen,
    AskState,
    NobodyToTake,
    NotYours,
    ToYourself,
    check_asked,
    check_open,
)
from grid.tasks.domain.local import NotAHolder, TaskKind
from grid.tasks.domain.states import TOLD_AS, Action, State, next_state
from grid.tasks.domain.steps import TaskNotFound
from grid.tasks.repository import asks as repository
from grid.tasks.repository import tasks as tasks_repository
from grid.workers.repository import holdings_of_cells, is_on_duty
from grid.workers.service import who_answers
from shared.runtime import metrics, outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.grid import TaskProgressed

GRID = platform_scope("grid").person_id
STAND_INS_AT_ONCE = 200
ASKS = {AskKind.HELP: Action.ASK_HELP, AskKind.HAND_OVER: Action.ASK_HAND_OVER}
ANSWERS = {
    (AskKind.HELP, True): Action.ANSWER_HELP,
    (AskKind.HELP, False): Action.ANSWER_HELP,
    (AskKind.HAND_OVER, True): Action.HAND_OVER,
    (AskKind.HAND_OVER, False): Action.DECLINE_HAND_OVER,
}


async def ask(work: UnitOfWork, scope: Scope, task_id: UUID, asked: Asked, now: datetime) -> Row[Any]:
    """Ask for help with a task, or that another takes it over; the same again is answered as it stands.

    Help without a name is asked of the grid leader. Who is off duty asks nobody: who stands in has the task at once.
    Raises TaskNotFound, AskIdReused, AskOpen, IllegalStep, NotYours, ToYourself, NotAHolder, NobodyToTake.
    """
    task = await _held(work, scope, task_id)
    known = await repository.ask_by_id(work.connection, asked.id)
    if known is not None:
        if (known.by, known.task_id, known.kind) != (scope.person_id, task_id, str(asked.kind)):
            raise AskIdReused("this id belongs to another", taken=known.kind)
        return known
    twin = await repository.open_ask(work.connection, task_id, str(asked.kind))
    if twin is not None:
        raise AskOpen("one is open already", ask=twin.id)
    to = await _whom(work, scope, task, asked, now)
    stands_in = asked.kind is AskKind.HAND_OVER and not await is_on_duty(work.connection, scope.person_id)
    row = _row(work, task, asked, to, by=scope.person_id, now=now)
    if stands_in:
        row |= {"state": str(AskState.ACCEPTED), "answered_by": GRID, "answered_at": now}
    await repository.add_ask(work.connection, row)
    await _step(work, task, ASKS[asked.kind], {"ask": str(asked.id), "to": to}, by=scope.person_id, now=now)
    if stands_in:
        assert to is not None
        await move_to(work, task, Action.STAND_IN, to, {"ask": str(asked.id)}, by=GRID, now=now)
    return await _shown(work, asked.id)


async def _whom(work: UnitOfWork, scope: Scope, task: dict[str, Any], asked: Asked, now: datetime) -> str | None:
    cell = task["cell"] or ""
    if asked.to == scope.person_id:
        raise ToYourself("one asks another", person=asked.to)
    if asked.kind is AskKind.HAND_OVER and task["worker_id"] != scope.person_id:
        raise NotYours("another has this task", task=task["id"])
    if asked.to is not None:
        holders = {holding.worker_id for holding in await holdings_of_cells(work.connection, {cell})}
        if asked.to not in holders:
            raise NotAHolder("this person does not hold the task's cell", person=asked.to, cell=task["cell"])
        return asked.to
    if asked.kind is AskKind.HELP:
        return None
    found = (await who_answers(work.connection, {cell}, now, but=scope.person_id)).get(cell)
    if found is None or not found.on_duty:
        raise NobodyToTake("nobody else of the cell is on duty", cell=task["cell"])
    return found.worker_id


def _row(
    work: UnitOfWork, task: dict[str, Any], asked: Asked, to: str | None, *, by: str, now: datetime
) -> dict[str, Any]:
    return {
        "id": asked.id,
        "task_id": task["id"],
        "region": task["region"],
        "cell": task["cell"],
        "kind": str(asked.kind),
        "state": str(AskState.OPEN),
        "by": by,
        "to": to,
        "at": now,
        "text": work.sealer.seal(asked.text, about=str(asked.id)) if asked.text else None,
        "answered_by": None,
        "answered_at": None,
    }


async def answer(
    work: UnitOfWork, scope: Scope, ask_id: UUID, *, accept: bool, text: str, leads: bool, now: datetime
) -> Row[Any]:
    """Answer what was asked; who accepts a hand-over has the task.

    Raises AskNotFound, NotAsked, AskAnswered, TaskNotFound, IllegalStep.
    """
    found = await repository.find_ask(work.connection, scope, ask_id, leads=leads)
    if found is None:
        raise AskNotFound("no such ask", ask=ask_id)
    task = await _held(work, scope, found.task_id)
    # Whoever holds the task's row decides; what was read before may have been answered meanwhile.
    found = await _shown(work, ask_id)
    check_asked(found.to, found.by, scope.person_id, leads=leads)
    check_open(AskState(found.state))
    kind = AskKind(found.kind)
    facts: dict[str, Any] = {"ask": str(ask_id), "accepted": accept}
    action = ANSWERS[kind, accept]
    if action is Action.HAND_OVER:
        await move_to(work, task, action, scope.person_id, facts, by=scope.person_id, now=now)
        _tell(work, task, now)
    else:
        await _step(work, task, action, facts, by=scope.person_id, now=now)
    await repository.save_answer(
        work.connection,
        ask_id,
        {
            "state": str(AskState.ACCEPTED if accept else AskState.DECLINED),
            "answered_by": scope.person_id,
            "answered_at": now,
            "answer": work.sealer.seal(text, about=str(ask_id)) if text else None,
        },
    )
    return await _shown(work, ask_id)


async def move_to(
    work: UnitOfWork, task: dict[str, Any], action: Action, to: str, facts: dict[str, Any], *, by: str, now: datetime
) -> None:
    """Let another worker have a task whose row is held."""
    await tasks_repository.add_departures(work.connection, [task])
    facts = facts | {"worker": to, "before": task["worker_id"]}
    task["worker_id"] = to
    await _step(work, task, action, facts, by=by, now=now)


async def let_stand_in(work: UnitOfWork, now: datetime) -> int:
    """Let who is on duty have what its holder, who is off duty, has not accepted yet; return how many."""
    rows = await tasks_repository.lock_unattended(work.connection, STAND_INS_AT_ONCE)
    found = await who_answers(work.connection, {row["cell"] for row in rows}, now)
    # Whose leave has begun at this midnight may still be among those that the rows were found by.
    moved = [row for row in rows if row["cell"] in found and found[row["cell"]].on_duty]
    for row in moved:
        await move_to(work, row, Action.STAND_IN, found[row["cell"]].worker_id, {}, by=GRID, now=now)
    return len(moved)


async def _step(
    work: UnitOfWork, task: dict[str, Any], action: Action, facts: dict[str, Any], *, by: str, now: datetime
) -> None:
    before = State(task["state"])
    task |= {"state": str(next_state(before, action, TaskKind(task["kind"]))), "version": task["version"] + 1}
    step = {"seq": task["version"], "action": str(action), "from_state": str(before), "to_state": task["state"]}
    changes = {name: task[name] for name in ("state", "version", "worker_id")}
    told = step | {"by": by, "at": now, "facts": facts}
    await tasks_repository.save_step(work.connection, task["id"], changes, told)
    metrics.tasks_transitions.labels(str(action)).inc()


def _tell(work: UnitOfWork, task: dict[str, Any], now: datetime) -> None:
    if task["kind"] != TaskKind.CASE:
        return
    event = TaskProgressed(
        task_id=task["id"],
        case_id=task["case_id"],
        version=task["version"],
        state=TOLD_AS[State(task["state"])],
        worker_id=task["worker_id"],
        result=None,
        return_reason=None,
        position=None,
        at=now,
    )
    outbox.record(work, event)


async def _held(work: UnitOfWork, scope: Scope, task_id: UUID) -> dict[str, Any]:
    task = await tasks_repository.find_task(work.connection, scope, task_id, lock=True)
    if task is None:
        raise TaskNotFound("no such task", task=task_id)
    return dict(task._mapping)  # noqa: SLF001 (its public name)


async def _shown(work: UnitOfWork, ask_id: UUID) -> Row[Any]:
    found = await repository.ask_by_id(work.connection, ask_id)
    assert found is not None
    return found


async def list_asks(work: UnitOfWork, scope: Scope, *, leads: bool, only_open: bool, limit: int) -> Sequence[Row[Any]]:
    return await repository.list_asks(work.connection, scope, leads=leads, only_open=only_open, limit=limit)


@dataclass(frozen=True, slots=True)
class Said:
    text: str | None
    answer: str | None


async def read_ask(
    work: UnitOfWork, scope: Scope, ask_id: UUID, *, leads: bool, purpose: str, now: datetime
) -> tuple[Row[Any], Said]:
    """Return an ask and what was written; the look is logged. Raises AskNotFound."""
    row = await repository.find_ask(work.connection, scope, ask_id, leads=leads)
    if row is None:
        raise AskNotFound("no such ask", ask=ask_id)
    await repository.log_ask_look(work.connection, ask_id, by=scope.person_id, at=now, purpose=purpose)
    about = str(ask_id)
    said = [None if sealed is None else work.sealer.open(sealed, about=about) for sealed in (row.text, row.answer)]
    return row, Said(*said)
