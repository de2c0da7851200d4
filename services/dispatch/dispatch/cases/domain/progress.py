"""What does an executor's progress mean for his case?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.workflow import Action
from shared.schemas.vocabulary import CaseState, Result, ReturnReason, TaskState


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
