"""In which capacities does a caller stand to a case, and what may he do with it in them?

What an approver may do he does by deciding what another person has asked for, never by himself: his capacity is for
that door alone (see `domain.requests`). Executors tell what they do with their tasks, at their own service.
"""

from collections.abc import Collection

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.checks import takes_designated
from dispatch.cases.domain.refusals import ApprovalNeeded, ByItsTask, HasItsOwnDoor
from dispatch.cases.domain.workflow import STAYING, Action, Actor, NotYourAction, Workflow

# Who acts directly with a case; where somebody is both, he acts for the centre.
DIRECT = (Actor.DISPATCHER, Actor.HANDLER)
# What is told with the task where a case is with somebody as one.
BY_TASK = frozenset({Action.ACCEPT, Action.FEED_BACK, Action.RETURN})


def actor_for(
    case: Case, workflow: Workflow, action: Action, capacities: Collection[Actor], *, has_task: bool = False
) -> Actor:
    """Return in which of his capacities a caller takes a step.

    Raises ApprovalNeeded, HasItsOwnDoor, ByItsTask or NotYourAction; IllegalAction is left to the step itself.
    """
    by = workflow.actors_of(case.state, action)
    if action in STAYING or action is Action.SUSPEND:
        if by and Actor.DISPATCHER not in by:
            raise ApprovalNeeded(f"{action} is asked for", form=f"/cases/{case.id}/requests", by=sorted(by))
        if action is Action.SPLIT:
            raise HasItsOwnDoor("parts are named", form=f"/cases/{case.id}/parts")
    mine = [actor for actor in DIRECT if actor in capacities]
    if not mine:
        raise NotYourAction("this case does not lie with you", state=case.state, by=sorted(by))
    actor = next((actor for actor in mine if actor in by), mine[0])
    if by and actor not in by:
        raise NotYourAction(f"{action} is not for a {actor}", state=case.state, by=sorted(by))
    if actor is Actor.HANDLER and has_task and action in BY_TASK and actor in by:
        raise ByItsTask("it is with an executor as a task", task=str(case.task_id))
    return actor


def possible_for(
    case: Case, workflow: Workflow, capacities: Collection[Actor], *, scope_region: str, has_task: bool = False
) -> list[str]:
    """Return the actions that a caller may take now, in order."""
    found = []
    for name in workflow.possible(case.state):
        by = workflow.actors_of(case.state, Action(name)) & set(DIRECT) & set(capacities)
        is_holder = by == {Actor.HANDLER}
        told_by_task = is_holder and has_task and name in BY_TASK
        if (
            by
            and not told_by_task
            and not takes_designated(case, Action(name), scope_region=scope_region, is_holder=is_holder)
        ):
            found.append(name)
    return found
