"""How does the team take up, act on and end a clue of the centre, and tell what it found itself?"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row

from enforcement.officers.repository import officers_among
from enforcement.officers.service import powers_used, require_qualified_for
from shared.clock import town_day
from shared.codes import CategoryRef, Scheme
from shared.runtime import metrics, outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.dispatch import TaskAssigned, TaskRecalled
from shared.schemas.enforcement import ClueProgressed, FindingReported, PowerUse
from shared.schemas.vocabulary import TaskState

from .domain.clues import (
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
from .domain.findings import CaseSeen, FindingNotFound, Look, NewFinding, RegionOutside, check_found_at, is_news
from .domain.officers import check_officer, check_two_officers
from .repository import clues, findings

OfTask = TypeVar("OfTask", TaskAssigned, TaskRecalled)
# Under which name the history keeps by which powers the team acted.
USED = "powers"


# --------------------------------------------------------------------------------------------------------------- clues
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
    officers = await _officers(work, by, act.second_officer_id, now)
    if act.action is ClueAction.FINISH:
        check_two_officers(by, act.second_officer_id, region=clue.region, officers=officers)
    else:
        check_officer(by, region=clue.region, officers=officers)
    # Who is not qualified may still give a clue back: else nobody could.
    if act.action is not ClueAction.RETURN:
        acting = {by, act.second_officer_id or by}
        await require_qualified_for(work, clue.matter, clue.region, sorted(acting), town_day(now))


async def _officers(work: UnitOfWork, acting: str, second: str | None, at: datetime) -> dict[str, str]:
    named = [acting, second] if second else [acting]
    return await officers_among(work.connection, named, town_day(at))


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


# ------------------------------------------------------------------------------------------------------------ findings
async def report_finding(work: UnitOfWork, scope: Scope, *, new: NewFinding, by: str, now: datetime) -> UUID:
    """Record what two officers found and publish it; return its id.

    Raises RegionOutside, FoundInFuture, FoundTooLongAgo, MalformedCode, TwoOfficersNeeded, NotAnOfficer,
    PowerNotInForce, NotQualified.
    """
    if not scope.covers(new.region):
        raise RegionOutside("this place is outside your region", region=new.region)
    check_found_at(new.found_at, now=now)
    CategoryRef(new.category.scheme, new.category.code)
    # By the day of the act: what was found before midnight may be told after it, and the other way round may not.
    officers, found_on = await _officers(work, by, new.second_officer_id, new.found_at), town_day(new.found_at)
    check_two_officers(by, new.second_officer_id, region=new.region, officers=officers)
    powers: list[str] = []
    # The platform's own table of matters: its codes are those that powers are for.
    if new.category.scheme == Scheme.ONEFOUR:
        powers = await powers_used(work, new.category.code, new.region, found_on)
        acting = sorted({by, new.second_officer_id or by})
        await require_qualified_for(work, new.category.code, new.region, acting, found_on)
    finding_id = new_id()
    row = findings.finding_row(finding_id, new, by=by, at=now)
    sealed = work.sealer.seal(new.text, about=str(finding_id))
    await findings.add_finding(work.connection, row | {"text": sealed})
    facts = {"second": new.second_officer_id, USED: powers}
    step = findings.finding_step(finding_id, 1, "report", (None, None), by, now, facts)
    await findings.add_finding_history(work.connection, [step])
    outbox.record(
        work,
        FindingReported(
            finding_id=finding_id,
            version=1,
            region=new.region,
            officer_id=by,
            category=new.category,
            urgency=new.urgency,
            position=new.position,
            found_at=new.found_at,
        ),
    )
    return finding_id


async def follow_cases(work: UnitOfWork, scope: Scope, *, news: Sequence[tuple[UUID, CaseSeen]], now: datetime) -> None:
    """Take over the news of the cases that findings belong to, in order; what is old or unknown changes nothing."""
    rows = await findings.lock_findings(work.connection, scope, {finding_id for finding_id, _ in news})
    known = {finding_id: findings.case_of(row) for finding_id, row in rows.items()}
    versions = {finding_id: row.version for finding_id, row in rows.items()}
    steps: list[dict[str, Any]] = []
    for finding_id, case in news:
        if finding_id not in rows or not is_news(known[finding_id], case):
            continue
        before = known[finding_id]
        versions[finding_id] += 1
        known[finding_id] = case
        states = (before.state if before else None, case.state)
        facts = {"case": case.number, "outcome": case.outcome}
        steps.append(
            findings.finding_step(finding_id, versions[finding_id], "follow", states, scope.person_id, now, facts)
        )
    changed = sorted({step["finding_id"] for step in steps})
    await findings.save_findings(work.connection, [findings.followed(i, versions[i], known[i]) for i in changed])
    await findings.add_finding_history(work.connection, steps)


async def get_finding(work: UnitOfWork, scope: Scope, *, finding_id: UUID) -> Row[Any]:
    """Return the finding's row. Raises FindingNotFound, also for one of another region."""
    row = await findings.find_finding(work.connection, scope, finding_id)
    if row is None:
        raise FindingNotFound("no such finding", finding=str(finding_id))
    return row


async def read_contents(work: UnitOfWork, scope: Scope, *, ids: Sequence[UUID], look: Look) -> list[dict[str, Any]]:
    """Return id and text of the findings that the scope reaches; each look is logged."""
    rows = await findings.find_contents(work.connection, scope, ids)
    looks = [{"id": new_id(), "finding_id": row.id, "what": "text", **asdict(look)} for row in rows]
    await findings.add_finding_looks(work.connection, looks)
    return [{"id": row.id, "text": work.sealer.open(row.text, about=str(row.id))} for row in rows]
