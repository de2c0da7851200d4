"""What does one step do to a case?"""

from dataclasses import replace
from datetime import datetime

from dispatch.cases.domain.case import Case, Step
from dispatch.cases.domain.refusals import ReasonMissing, ResultMissing, VerifiedByHandler
from dispatch.cases.domain.workflow import NOTES, Action, Actor, Workflow
from dispatch.coordination.domain.handovers import HandoverState
from shared.schemas.vocabulary import CaseState, Result

# Steps that somebody must be able to read the reason of, later.
NEED_REASON = frozenset(
    {
        *(Action.RETURN, Action.SUSPEND, Action.EXTEND, Action.REJECT, Action.VOID, Action.REWORK, Action.REOPEN),
        Action.UNMERGE,
    }
)
# From these a case goes back to where it was.
REMEMBERING = frozenset({CaseState.SUSPENDED, CaseState.MERGED})


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
    step = Step(case.id, case.version + 1, action, case.state, to, by, now, facts)
    after = replace(case, version=step.seq, changed_at=now)
    if to is not case.state:
        after = _moved(after, step, is_end=workflow.is_final(to))
    if action is Action.FEED_BACK:
        after = replace(after, result=Result(str(facts["result"])), handled_by=by)
    if action is Action.REOPEN:
        # What was designated stays so; any other hand-over is a matter of the first time.
        handover = case.handover if case.handover is HandoverState.DESIGNATED else None
        after = replace(after, outcome=None, result=None, handled_by=None, handover=handover, route=None)
    return after, step


def _moved(case: Case, step: Step, *, is_end: bool) -> Case:
    """Return the case in another state; an end names its outcome, and the lawful route of what was rejected."""
    route = step.facts.get("route")
    return replace(
        case,
        state=step.to_state,
        previous=step.from_state if step.to_state in REMEMBERING else None,
        queue=QUEUE_OF.get(step.to_state),
        suspended_until=None,
        closed_at=step.at if is_end else None,
        outcome=str(step.facts.get("outcome") or step.to_state) if is_end else case.outcome,
        route=str(route) if route else case.route,
    )


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
