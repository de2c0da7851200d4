"""How does a worker take a step on a task?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.cells.service import distance_to_cell_m
from grid.tasks.domain.arriving import decide_arrival
from grid.tasks.domain.local import TaskKind, refuse_finish
from grid.tasks.domain.rules import Article, check_photos
from grid.tasks.domain.states import TOLD_AS, Action, State, next_state
from grid.tasks.domain.steps import (
    ClientIdReused,
    Given,
    Taken,
    TaskNotFound,
    check_device_time,
    check_version,
    distance_m,
)
from grid.tasks.domain.supporting import (
    APPLICATION,
    INSPECTION,
    LEAD,
    SUPPORTER,
    SupportResult,
    check_not_official,
    check_result,
    check_two,
    told_result,
)
from grid.tasks.domain.uploads import Subject
from grid.tasks.repository import tasks as repository
from grid.tasks.repository.officials import officials_known
from grid.tasks.repository.photos import moments_of
from grid.tasks.repository.rules import rule_for
from shared.clock import town_day
from shared.geo import Position
from shared.runtime import metrics, outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.grid import SupportProgressed, TaskProgressed
from shared.schemas.vocabulary import Point


async def take_step(
    work: UnitOfWork, scope: Scope, *, task_id: UUID, action: Action, given: Given, now: datetime
) -> Taken:
    """Take a worker's step on a task, once for each `client_id`, and publish it.

    Raises TimeImpossible, TaskNotFound, ClientIdReused, Stale, IllegalStep, FinishElsewhere, OutsideTheCell,
    SupportsHimself, OnlySupport, NoSupport, TwoOfficialsNeeded, PhotosMissing.
    """
    check_device_time(given.device_at, now)
    task = await repository.find_task(work.connection, scope, task_id, lock=True)
    if task is None:
        raise TaskNotFound("no such task", task=task_id)
    before = await repository.find_step(work.connection, task_id, given.client_id)
    if before is not None:
        return _taken_before(before, action, given)
    check_version(task.version, given.version)
    kind = TaskKind(task.kind)
    if action is Action.FINISH:
        refuse_finish(kind, task.about_kind, task.about_id)
    state = next_state(State(task.state), action, kind)
    weighed, facts = await _weigh(work, scope, task, action, given)

    changes, step = _step(task, action, state, given, by=scope.person_id, now=now)
    step["facts"] |= facts
    await repository.save_step(work.connection, task_id, changes | weighed, step)
    if given.note:
        await _keep_note(work, task_id, step, given.note)
    if action is not Action.NOTE and state in TOLD_AS:
        _tell(work, task, state, given, by=scope.person_id, now=now)
    metrics.tasks_transitions.labels(str(action)).inc()
    return Taken(task_id, step["seq"], action, state, now, _lead(given.result))


async def _weigh(
    work: UnitOfWork, scope: Scope, task: Row[Any], action: Action, given: Given
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a step changes of the task beside its state, and what stands with it in the history.

    Raises SupportsHimself, OutsideTheCell, OnlySupport, NoSupport, TwoOfficialsNeeded, PhotosMissing.
    """
    if action in {Action.ACCEPT, Action.FINISH}:
        # Looked at again at the end: he may have it from a colleague, and names who was there only then.
        check_not_official(scope.person_id, {*(task.officials or ()), *given.officials})
    if action is Action.ARRIVE:
        return await _weigh_arrival(work, scope, task, given)
    if action is Action.FINISH:
        return {}, await _weigh_finish(work, task, given)
    return {}, {}


async def _weigh_arrival(
    work: UnitOfWork, scope: Scope, task: Row[Any], given: Given
) -> tuple[dict[str, Any], dict[str, Any]]:
    rule = await rule_for(work.connection, task.region, task.matter)
    away = None
    if given.position is not None and task.cell is not None:
        # By the boundary of the day on which he was there, also where the phone sends late.
        day = town_day(given.device_at)
        away = await distance_to_cell_m(work.connection, scope, task.cell, given.position, day)
    weighed = decide_arrival(
        rule,
        has_position=given.position is not None,
        distance_m=away,
        accuracy_m=given.accuracy_m,
        reason=given.unconfirmed,
    )
    metrics.tasks_arrivals.labels(str(weighed.arrival)).inc()
    reason = str(weighed.reason) if weighed.reason else None
    facts = {"arrival": str(weighed.arrival), "unconfirmed": reason, "from_cell_m": weighed.distance_m}
    accuracy = None if given.accuracy_m is None else round(given.accuracy_m)
    return {"arrival": str(weighed.arrival), "arrival_reason": reason}, facts | {"accuracy_m": accuracy}


async def _weigh_finish(work: UnitOfWork, task: Row[Any], given: Given) -> dict[str, Any]:
    rule = await rule_for(work.connection, task.region, task.matter)
    article = Article(task.article) if task.article else rule.article
    check_result(article, given.result)
    check_photos(rule, await moments_of(work.connection, Subject(task.worker_id, task.id)))
    if article is None:
        return {}
    here = await officials_known(work.connection, article, given.officials, task.region, town_day(given.device_at))
    return {"article": str(article), "officials": check_two(article, given.officials, here), "lead": LEAD}


def _lead(result: object) -> str | None:
    return LEAD if isinstance(result, SupportResult) else None


def _taken_before(before: Row[Any], action: Action, given: Given) -> Taken:
    said = {"result": given.result, "reason": given.reason}
    if before.action != action or any(before.facts.get(name) != value for name, value in said.items()):
        raise ClientIdReused("this client_id belongs to another step", taken=before.action)
    return Taken(before.task_id, before.seq, action, State(before.to_state), before.at, before.facts.get("lead"))


def _step(
    task: Row[Any], action: Action, state: State, given: Given, *, by: str, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the step changes of the task's row, and its row in the history."""
    changes = {
        "version": task.version + 1,
        "state": str(state),
        "finished_at": now if state is State.FINISHED else None,
        "result": given.result,
        "return_reason": given.reason,
        # Who takes it has it, whoever it was meant for.
        "worker_id": by if action is Action.ACCEPT else task.worker_id,
    }
    facts: dict[str, object] = {
        name: str(value) for name, value in (("result", given.result), ("reason", given.reason)) if value
    }
    if given.position and task.lon is not None:
        facts["distance_m"] = distance_m(given.position, Position(task.lon, task.lat))
    if given.said_at is not None:
        facts["device_said"] = given.said_at.isoformat()
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


def _tell(work: UnitOfWork, task: Row[Any], state: State, given: Given, *, by: str, now: datetime) -> None:
    """Tell the centre of its own tasks, and window and team of what supports their officials."""
    if task.kind == TaskKind.CASE:
        outbox.record(work, _told(task, state, given, by=by, now=now))
    elif task.kind == TaskKind.SUPPORT and task.about_kind in {APPLICATION, INSPECTION}:
        outbox.record(work, _support_told(task, state, given, now))


def _support_told(task: Row[Any], state: State, given: Given, now: datetime) -> SupportProgressed:
    return SupportProgressed(
        support_id=UUID(task.key),
        version=task.version + 1,
        task_id=task.id,
        region=task.region,
        state=TOLD_AS[state],
        role=SUPPORTER,
        result=str(given.result) if given.result else None,
        at=now,
    )


def _told(task: Row[Any], state: State, given: Given, *, by: str, now: datetime) -> TaskProgressed:
    return TaskProgressed(
        task_id=task.id,
        case_id=task.case_id,
        version=task.version + 1,
        state=TOLD_AS[state],
        worker_id=by,
        result=told_result(given.result),
        return_reason=given.reason,
        position=Point(lon=given.position.lon, lat=given.position.lat) if given.position else None,
        at=now,
    )


async def _keep_note(work: UnitOfWork, task_id: UUID, step: dict[str, Any], text: str) -> None:
    note_id = new_id()
    sealed = work.sealer.seal(text, about=str(note_id))
    note = {"id": note_id, "task_id": task_id, "seq": step["seq"], "by": step["by"], "at": step["at"], "note": sealed}
    await repository.add_note(work.connection, note)
