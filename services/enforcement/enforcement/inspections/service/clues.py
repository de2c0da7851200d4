"""How does the team take up, act on and end a clue of the centre?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row

from enforcement.inspections.domain.clues import (
    HIDDEN,
    Act,
    Acted,
    ClientIdReused,
    ClueAction,
    ClueNotFound,
    Recall,
    StaleVersion,
    decide_news,
    next_state,
)
from enforcement.inspections.repository import clues
from enforcement.officers.domain import check_officer, check_two_officers
from enforcement.officers.service.asking import powers_used, require_qualified_for, require_registered
from shared.clock import town_day
from shared.runtime import metrics, outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.dispatch import TaskAssigned, TaskRecalled
from shared.schemas.enforcement import ClueProgressed, PowerUse
from shared.schemas.vocabulary import TaskState

from .asking import USED, officers_of

OfTask = TypeVar("OfTask", TaskAssigned, TaskRecalled)


async def take_tasks(
    work: UnitOfWork,
    scope: Scope,
    *,
    assigned: Sequence[TaskAssigned],
    recalled: Sequence[TaskRecalled],
    now: datetime,
) -> None:
    """Take over what the centre tells of the team's tasks, whatever its order; what is old changes nothing."""
    tasks, recalls = _newest(assigned), _newest(recalled)
    rows = await clues.lock_clues(work.connection, scope, tasks.keys() | recalls.keys())
    current = {clue_id: dict(row._mapping) for clue_id, row in rows.items()}  # noqa: SLF001 - public in SQLAlchemy
    taken_back = {task_id: _recall(recall) for task_id, recall in recalls.items()}
    early = await clues.early_recalls_of(work.connection, tasks.keys() - current.keys())
    steps: list[dict[str, Any]] = []
    for task_id, task in tasks.items():
        if task_id in current:
            _apply(current[task_id], steps, ClueAction.UPDATE, task.version, clues.newer(task), scope, now)
        else:
            current[task_id] = clues.new_clue(task)
            facts = {"case": task.case_number, "task_version": task.version}
            steps.append(
                clues.clue_step(task_id, 1, ClueAction.ASSIGN, None, TaskState.ASSIGNED, scope.person_id, now, facts)
            )
    for recall in (*taken_back.values(), *early):
        if recall.task_id in current:
            clue, ended = current[recall.task_id], {"ended_at": recall.recalled_at}
            _apply(clue, steps, ClueAction.RECALL, recall.version, ended, scope, now, reason=recall.reason)
    unknown = [recall for task_id, recall in taken_back.items() if task_id not in current]
    await clues.add_early_recalls(work.connection, unknown)
    await _save_clues(work, current, steps, known=rows.keys())
    if hidden := {one.task_id for one in (*taken_back.values(), *early) if one.reason == HIDDEN}:
        await clues.hide_clues(work.connection, hidden & current.keys())


async def act_on_clue(work: UnitOfWork, scope: Scope, *, clue_id: UUID, act: Act, by: str, now: datetime) -> Acted:
    """Do what an officer asks for, tell the centre, and return where the clue stands then.

    Raises ClueNotFound, ClientIdReused, NotAnOfficer, TwoOfficersNeeded, PowerNotInForce, NotQualified, StaleVersion,
    IllegalAction.
    """
    clue = (await clues.lock_clues(work.connection, scope, [clue_id])).get(clue_id)
    if clue is None:
        raise ClueNotFound("no such clue", clue=str(clue_id))
    before = await clues.find_act(work.connection, scope, clue_id, act.client_id)
    if before is not None:
        return _answered_before(before, act, by)
    await _check_officers(work, act, clue, by=by, now=now)
    # What a township may not do itself it may always give back.
    may_return = act.action is ClueAction.RETURN
    powers = [] if may_return else await powers_used(work, clue.matter, clue.region, town_day(now), named=act.power)
    if act.version not in {None, clue.version}:
        raise StaleVersion("somebody was faster", given=act.version, current=clue.version)
    state = next_state(TaskState(clue.state), act.action)
    acted = Acted(clue_id, state, clue.version + 1, now)
    await clues.save_clues(work.connection, [_changed(work, clue, act, acted, by)])
    facts = act.facts | {USED: powers}
    step = clues.clue_step(clue_id, acted.version, act.action, TaskState(clue.state), state, by, now, facts)
    await clues.add_clue_history(work.connection, [step | {"client_id": act.client_id}])
    outbox.record(work, _progressed(clue, act, acted, by, powers))
    return acted


async def get_clue(work: UnitOfWork, scope: Scope, *, clue_id: UUID) -> Row[Any]:
    """Return the clue's row. Raises ClueNotFound, also for one of another region."""
    row = await clues.find_clue(work.connection, scope, clue_id)
    if row is None:
        raise ClueNotFound("no such clue", clue=str(clue_id))
    return row


async def read_note(
    work: UnitOfWork, scope: Scope, *, clue_id: UUID, purpose: str, by: str, now: datetime
) -> str | None:
    """Return what the officers noted when they ended the clue; the look is logged. Raises ClueNotFound."""
    row = await get_clue(work, scope, clue_id=clue_id)
    look = {"id": new_id(), "clue_id": clue_id, "at": now, "by": by, "purpose": purpose, "what": "note"}
    await clues.add_clue_look(work.connection, look)
    return work.sealer.open(row.note, about=str(clue_id)) if row.note else None


async def _check_officers(work: UnitOfWork, act: Act, clue: Row[Any], *, by: str, now: datetime) -> None:
    officers = await officers_of(work, by, act.second_officer_id, now)
    if act.action is ClueAction.FINISH:
        check_two_officers(by, act.second_officer_id, region=clue.region, officers=officers)
    else:
        check_officer(by, region=clue.region, officers=officers)
    # Who is not qualified may still give a clue back: else nobody could.
    if act.action is not ClueAction.RETURN:
        acting = {by, act.second_officer_id or by}
        await require_registered(work, clue.region, acting, town_day(now))
        await require_qualified_for(work, clue.matter, clue.region, sorted(acting), town_day(now))


def _answered_before(row: Row[Any], act: Act, by: str) -> Acted:
    told = {name: value for name, value in row.facts.items() if name != USED}
    if (row.action, row.by, told) != (act.action, by, act.facts):
        raise ClientIdReused("this client id belongs to another act", client_id=str(act.client_id))
    return Acted(row.clue_id, TaskState(row.to_state), row.seq, row.at)


def _changed(work: UnitOfWork, clue: Row[Any], act: Act, acted: Acted, by: str) -> dict[str, Any]:
    changed = {"state": acted.state, "version": acted.version, "officer_id": by}
    if act.action is ClueAction.ACCEPT:
        changed["accepted_at"] = acted.at
    else:
        changed |= {
            "ended_at": acted.at,
            "second_officer_id": act.second_officer_id,
            "result": act.result,
            "return_reason": act.return_reason,
            "note": work.sealer.seal(act.note, about=str(acted.id)) if act.note else None,
        }
    return dict(clue._mapping) | changed  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def _progressed(clue: Row[Any], act: Act, acted: Acted, by: str, powers: list[str]) -> ClueProgressed:
    used = act.action is ClueAction.FINISH and powers
    return ClueProgressed(
        task_id=acted.id,
        case_id=clue.case_id,
        version=acted.version,
        state=acted.state,
        officer_id=by,
        result=act.result,
        return_reason=act.return_reason,
        at=acted.at,
        use=PowerUse(region=clue.region, powers=powers, assigned_at=clue.assigned_at) if used else None,
    )


async def _save_clues(
    work: UnitOfWork, current: dict[UUID, dict[str, Any]], steps: list[dict[str, Any]], *, known: Collection[UUID]
) -> None:
    changed = {step["clue_id"] for step in steps}
    new = sorted(changed - set(known))
    await clues.add_clues(work.connection, [current[clue_id] for clue_id in new])
    await clues.save_clues(work.connection, [current[clue_id] for clue_id in sorted(changed & set(known))])
    await clues.add_clue_history(work.connection, steps)
    metrics.clues_received.inc(len(new))


def _apply(
    clue: dict[str, Any],
    steps: list[dict[str, Any]],
    action: ClueAction,
    version: int,
    changes: dict[str, Any],
    scope: Scope,
    now: datetime,
    **facts: object,
) -> None:
    """Change `clue` and note the step, unless the news is old or comes after the clue's end."""
    before = TaskState(clue["state"])
    after = decide_news(before, clue["task_version"], action, version)
    if after is None:
        return
    clue |= changes | {"task_version": version, "version": clue["version"] + 1, "state": after}
    told = {"task_version": version, **facts}
    steps.append(clues.clue_step(clue["id"], clue["version"], action, before, after, scope.person_id, now, told))


def _recall(event: TaskRecalled) -> Recall:
    return Recall(event.task_id, event.version, event.reason, event.recalled_at)


def _newest(events: Sequence[OfTask]) -> dict[UUID, OfTask]:
    # Of equal versions the first one counts, as it does when they come apart.
    ordered = sorted(events, key=lambda event: event.version, reverse=True)
    return {event.task_id: event for event in reversed(ordered)}
