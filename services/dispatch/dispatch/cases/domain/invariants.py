"""What must every workflow keep that people propose, whatever else it says?

`load_workflow` asks whether a definition is one at all: no dead end, nothing unreachable, verified before closed. This
asks for what the platform needs of it: steps that it takes by itself, one meaning for each action, and a suspension
that somebody approves. What the platform brought before these were asked still loads, for the cases that pinned it.
"""

from collections.abc import Iterator, Mapping

from dispatch.cases.domain.workflow import PREVIOUS, STAYING, Action, Actor, BadWorkflow, Workflow
from shared.schemas.vocabulary import CaseState

# An action means one thing: what it asks for (a reason, a result, another person) hangs on where it leads.
MEANS: Mapping[Action, str] = {
    Action.FILE: CaseState.FILED,
    Action.DISPATCH: CaseState.DISPATCHED,
    Action.ACCEPT: CaseState.HANDLING,
    Action.FEED_BACK: CaseState.HANDLED,
    Action.VERIFY: CaseState.VERIFYING,
    Action.CLOSE: CaseState.CLOSED,
    Action.REWORK: CaseState.FILED,
    Action.RETURN: CaseState.RETURNED,
    Action.SUSPEND: CaseState.SUSPENDED,
    Action.RESUME: PREVIOUS,
    Action.REJECT: CaseState.REJECTED,
    Action.VOID: CaseState.VOIDED,
    Action.MERGE: CaseState.MERGED,
    Action.REOPEN: CaseState.REOPENED,
    Action.UNMERGE: PREVIOUS,
}
# Where it matters by which step a case came: nobody verifies or closes without being asked who handled it.
ENTERED_BY: Mapping[str, Action] = {
    CaseState.HANDLED: Action.FEED_BACK,
    CaseState.VERIFYING: Action.VERIFY,
    CaseState.CLOSED: Action.CLOSE,
    CaseState.SUSPENDED: Action.SUSPEND,
}
# What the platform does by itself, or lets an executor or the other holder of a case do, without looking it up.
BY_ITSELF: tuple[tuple[CaseState, Action, Actor], ...] = (
    (CaseState.RECEIVED, Action.FILE, Actor.SYSTEM),
    (CaseState.FILED, Action.DISPATCH, Actor.SYSTEM),
    (CaseState.FILED, Action.DISPATCH, Actor.DISPATCHER),
    (CaseState.DISPATCHED, Action.ACCEPT, Actor.EXECUTOR),
    (CaseState.DISPATCHED, Action.RETURN, Actor.EXECUTOR),
    (CaseState.DISPATCHED, Action.RETURN, Actor.DISPATCHER),
    (CaseState.HANDLING, Action.FEED_BACK, Actor.EXECUTOR),
    (CaseState.HANDLING, Action.RETURN, Actor.EXECUTOR),
    (CaseState.HANDLING, Action.RETURN, Actor.DISPATCHER),
    (CaseState.RETURNED, Action.DISPATCH, Actor.DISPATCHER),
)


def check_invariants(workflow: Workflow) -> None:
    """Raise BadWorkflow with the state and action of everything at fault."""
    faults = [*_beginning(workflow), *_meanings(workflow), *_approvals(workflow), *_by_itself(workflow)]
    if faults:
        first = faults[0]
        raise BadWorkflow("a workflow must keep what every case relies on", state=first["state"], faults=faults)


def _fault(state: str, action: str, why: str) -> dict[str, str]:
    return {"state": str(state), "action": str(action), "why": why}


def _beginning(workflow: Workflow) -> Iterator[dict[str, str]]:
    """Every history begins with receiving, and a case can end by being closed."""
    definition = workflow.definition
    if definition.initial is not CaseState.RECEIVED:
        yield _fault(definition.initial, Action.RECEIVE, "every history begins with receiving")
    if CaseState.CLOSED not in definition.final:
        yield _fault(CaseState.CLOSED, Action.CLOSE, "a case that is closed has ended")
    if (CaseState.VERIFYING, Action.CLOSE) not in workflow.steps:
        yield _fault(CaseState.VERIFYING, Action.CLOSE, "no case could ever be closed")


def _meanings(workflow: Workflow) -> Iterator[dict[str, str]]:
    for step in workflow.definition.transitions:
        if MEANS.get(step.action, step.to) != step.to:
            yield _fault(step.from_state, step.action, f"this action leads to {MEANS[step.action]}")
        elif ENTERED_BY.get(step.to, step.action) is not step.action:
            yield _fault(step.from_state, step.action, f"into {step.to} leads {ENTERED_BY[step.to]} alone")
        elif step.action in STAYING and step.to != step.from_state:
            yield _fault(step.from_state, step.action, "this action leaves a case where it is")
        elif step.to == CaseState.RECEIVED and step.action not in STAYING:
            yield _fault(step.from_state, step.action, "a case is received once")


def _approvals(workflow: Workflow) -> Iterator[dict[str, str]]:
    """A suspension stops the clocks: who asks for it is not who grants it (挂账须经批准)."""
    for step in workflow.definition.transitions:
        if step.to == CaseState.SUSPENDED and step.by != {Actor.APPROVER}:
            yield _fault(step.from_state, step.action, "a suspension is approved")
    if any(step.to == CaseState.SUSPENDED for step in workflow.definition.transitions):
        resumed = workflow.steps.get((CaseState.SUSPENDED, Action.RESUME))
        if resumed is None:
            yield _fault(CaseState.SUSPENDED, Action.RESUME, "what was suspended can go on")


def _by_itself(workflow: Workflow) -> Iterator[dict[str, str]]:
    for state, action, actor in BY_ITSELF:
        step = workflow.steps.get((state, action))
        if step is None or actor not in step.by:
            yield _fault(state, action, f"this step must be open to the {actor}")
