"""What does one step do to a case, and what does an executor's progress mean for it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.cases.domain.refusals import (
    NeedsNextHolder,
    NoExecutor,
    NotWithThisAction,
    ReasonMissing,
    ResultMissing,
    StaleVersion,
    UnknownExecutor,
    VerifiedByHandler,
)
from dispatch.cases.domain.workflow import NOTES, Action, Actor, IllegalAction, Workflow
from dispatch.coordination.domain.handovers import HELD, HandoverState
from dispatch.coordination.domain.refusals import DesignatedAlready, TakenAlready
from shared.codes import RegionLevel
from shared.schemas.vocabulary import CaseState, Executor, Result, ReturnReason, TaskState, Urgency

TOWNSHIP_DIGITS = RegionLevel.TOWNSHIP.digits
COUNTY_DIGITS = RegionLevel.COUNTY.digits


# Why a case is not taken at all, whoever leads its matter; the rules of 12345 list these grounds, and no others.
LAWFUL_GROUNDS = frozenset(
    {
        *("litigation", "in-court", "arbitration", "discipline", "reconsideration", "petition", "state-secret"),
        "concluded",
    }
)

# Steps with which a dispatcher may also say what the case is about, where it is and whose.
MAY_REDIRECT = frozenset({Action.FILE, Action.DISPATCH, Action.REWORK})

# Steps by which who has a case loses it.
TAKE_AWAY = frozenset({Action.RETURN, Action.VOID, Action.MERGE})

# Steps that somebody must be able to read the reason of, later.
NEED_REASON = frozenset({Action.RETURN, Action.SUSPEND, Action.REJECT, Action.VOID, Action.REWORK, Action.REOPEN})


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its row holds it. `queue` says why a dispatcher has to look, None where nobody has to.

    `handover`: how its newest refusal stands, None where nobody has refused it.
    """

    id: UUID
    number: str
    version: int
    state: CaseState
    region: str
    source: str
    matter: str | None
    urgency: Urgency
    executor: Executor | None
    cell: str | None
    unit: str | None
    worker_id: str | None
    task_id: UUID | None
    lon: float | None
    lat: float | None
    workflow_version: int
    opened_at: datetime
    changed_at: datetime
    previous: CaseState | None = None
    queue: str | None = None
    outcome: str | None = None
    result: Result | None = None
    handled_by: str | None = None
    urged: int = 0
    closed_at: datetime | None = None
    handover: HandoverState | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a case's history; `facts` never hold personal data or free text."""

    case_id: UUID
    seq: int
    action: Action
    from_state: CaseState | None
    to_state: CaseState
    by: str
    at: datetime
    facts: dict[str, object] = field(default_factory=dict)


def take_step(
    case: Case,
    workflow: Workflow,
    action: Action,
    *,
    actor: Actor,
    by: str,
    now: datetime,
    facts: dict[str, object] | None = None,
) -> tuple[Case, Step]:
    """Return the case after `action` and the line of its history.

    Raises IllegalAction, NotYourAction, ReasonMissing, ResultMissing, or VerifiedByHandler: who handled a case does not
    verify it.
    """
    facts = facts or {}
    if action in NEED_REASON and not facts.get("reason"):
        raise ReasonMissing(f"{action} needs a reason", field="reason")
    if action is Action.FEED_BACK and not facts.get("result"):
        raise ResultMissing("what was found or done is needed", field="result")
    if action in {Action.VERIFY, Action.CLOSE} and by == case.handled_by:
        raise VerifiedByHandler("who handled a case does not verify it", case=str(case.id))
    to = workflow.next_state(case.state, action, actor=actor, previous=case.previous)
    after = replace(
        case,
        version=case.version + 1,
        state=to,
        previous=case.state if to is CaseState.SUSPENDED else None,
        queue=QUEUE_OF.get(to),
        changed_at=now,
        closed_at=now if workflow.is_final(to) else None,
    )
    if action is Action.FEED_BACK:
        after = replace(after, result=Result(str(facts["result"])), handled_by=by)
    if workflow.is_final(to):
        after = replace(after, outcome=str(facts.get("outcome") or to))
    if action is Action.REOPEN:
        # What was designated stays so; any other hand-over is a matter of the first time.
        handover = case.handover if case.handover is HandoverState.DESIGNATED else None
        after = replace(after, outcome=None, result=None, handled_by=None, handover=handover)
    return after, Step(case.id, after.version, action, case.state, to, by, now, facts)


def take_note(
    case: Case, action: Action, *, by: str, now: datetime, facts: dict[str, object] | None = None
) -> tuple[Case, Step]:
    """Return the case with one more line in its history and its state as it was."""
    assert action in NOTES
    after = replace(case, version=case.version + 1, changed_at=now, urged=case.urged + (action is Action.URGE))
    return after, Step(case.id, after.version, action, case.state, case.state, by, now, facts or {})


# Where a dispatcher has to look. What is dispatched, handled or done waits for others.
QUEUE_OF: dict[CaseState, str] = {
    CaseState.HANDLED: "to-verify",
    CaseState.VERIFYING: "to-close",
    CaseState.RETURNED: "returned",
    CaseState.SUSPENDED: "suspended",
    CaseState.REOPENED: "reopened",
    CaseState.FILED: "to-dispatch",
}


def check_version(case: Case, version: int) -> None:
    """Raises StaleVersion where the caller saw another case than there is now."""
    if case.version != version:
        raise StaleVersion("the case has moved on", version=case.version, state=case.state, given=version)


def check_executor(case: Case) -> None:
    """Raises NoExecutor where nobody could work on the case as it stands."""
    needed = {Executor.GRID: case.worker_id, Executor.TEAM: case.unit, Executor.UNIT: case.unit}
    if case.handover in HELD:
        # A department of the county works on what it has taken, and on nothing else.
        needed[Executor.COUNTY] = case.unit
    if case.matter is None:
        raise NoExecutor("a case is dispatched for a matter", field="matter")
    if case.executor is Executor.COUNTY and not needed.get(case.executor):
        # Nobody is sent to a department: the case is handed over, to the one that is named first.
        form = f"/cases/{case.id}/handover"
        raise NoExecutor("a department takes it by a hand-over", field="executor", unit=case.unit, form=form)
    if case.executor not in needed or not needed[case.executor]:
        field_name = "worker_id" if case.executor is Executor.GRID else "unit"
        raise NoExecutor("nobody is named to work on it", field="executor" if case.executor is None else field_name)


def check_place(case: Case, place: str | None) -> None:
    """Raise where who is named cannot work on the case: `place` is his region, None where he is not there today.

    UnknownExecutor for another township's, NoExecutor for a department of the county: that takes it by a hand-over.
    """
    if place is not None and len(place) <= COUNTY_DIGITS:
        form = f"/cases/{case.id}/handover"
        raise NoExecutor("a department takes it by a hand-over", field="unit", unit=case.unit, form=form)
    if place is None or not place.startswith(case.region[:TOWNSHIP_DIGITS]):
        field_name = "worker_id" if case.executor is Executor.GRID else "unit"
        raise UnknownExecutor("who is named is not of the case's place", region=case.region, fields=[field_name])


def check_redirection(action: Action, given: Mapping[str, object]) -> None:
    """Raises NotWithThisAction where matter, place or executor are changed by a step that is not for it."""
    if given and action not in MAY_REDIRECT:
        raise NotWithThisAction(f"{action} changes none of these", fields=sorted(given))


def check_rejection(case: Case, action: Action, reason: object) -> None:
    """Raises NeedsNextHolder where a case is turned away although a department is known to lead its matter."""
    if action is Action.REJECT and case.executor is Executor.COUNTY and case.unit and reason not in LAWFUL_GROUNDS:
        grounds = sorted(LAWFUL_GROUNDS)
        raise NeedsNextHolder("hand it over", unit=case.unit, form=f"/cases/{case.id}/handover", grounds=grounds)


def check_designated(case: Case, action: Action, given: Mapping[str, object], *, scope_region: str) -> None:
    """Raises DesignatedAlready where less than the county takes a case from whom the county has designated."""
    takes_it_away = action in TAKE_AWAY or not {"executor", "unit", "worker_id"}.isdisjoint(given)
    if case.handover is HandoverState.DESIGNATED and takes_it_away and len(scope_region) > COUNTY_DIGITS:
        raise DesignatedAlready("what was designated is not returned again", unit=case.unit)


def check_merge(source: Case, target: Case) -> None:
    """Raises TakenAlready where a case that somebody has taken over would leave him by being merged away."""
    if source.handover in HELD and (target.handover not in HELD or target.unit != source.unit):
        raise TakenAlready("who has taken it handles it", unit=source.unit)


def redirect(case: Case, given: Mapping[str, Any]) -> Case:
    """Return the case with what a dispatcher says of it; whose cell it lies in, that township's it is."""
    region = str(given["cell"])[:TOWNSHIP_DIGITS] if "cell" in given else case.region
    return replace(case, region=region, **given)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an executor is with a task, by the newest version that was heard."""

    task_id: UUID
    case_id: UUID
    version: int
    state: TaskState
    by: str
    at: datetime
    result: Result | None = None
    return_reason: ReturnReason | None = None


def actions_towards(state: CaseState, progress: Progress) -> Sequence[tuple[Action, dict[str, object]]]:
    """Return the steps that bring a case in `state` to where its executor already is.

    An event carries the newest state of the task, not every step: a finished task says that it was accepted, too.
    """
    accept = [(Action.ACCEPT, dict[str, object]())] if state is CaseState.DISPATCHED else []
    if progress.state in {TaskState.ACCEPTED, TaskState.ARRIVED}:
        return accept
    if progress.state is TaskState.FINISHED and state in {CaseState.DISPATCHED, CaseState.HANDLING}:
        return [*accept, (Action.FEED_BACK, {"result": str(progress.result or Result.SOLVED)})]
    if progress.state is TaskState.RETURNED and state in {CaseState.DISPATCHED, CaseState.HANDLING}:
        return [(Action.RETURN, {"reason": str(progress.return_reason or ReturnReason.NOT_MINE)})]
    return []


__all__ = [
    "Action",
    "Actor",
    "Case",
    "IllegalAction",
    "Progress",
    "Step",
    "actions_towards",
    "check_version",
    "take_note",
    "take_step",
]
