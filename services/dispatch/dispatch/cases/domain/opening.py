"""How does a report become a case of its own?"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.flow import Case, Step
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.workflow import Action, Actor, Workflow
from shared.schemas.vocabulary import Executor, Point, Urgency

SYSTEM = "system:centre"
# The reason of a void that the reporter asked for himself.
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Opening:
    """A report that becomes a case, as triage decided it; `queue` says what a person has to decide first."""

    report_id: UUID
    source: str
    region: str
    matter: str | None
    urgency: Urgency
    executor: Executor | None
    cell: str | None
    unit: str | None
    worker_id: str | None
    position: Point | None
    queue: str | None


def open_move(workflow: Workflow, opening: Opening, ids: tuple[UUID, UUID], number: int, now: datetime) -> Move:
    """Return the new case, as far as it gets by itself: filed where its matter is known, dispatched where nothing
    needs a person. `ids`: of the case and of its first task.
    """
    case = Case(
        id=ids[0],
        number=f"{opening.region}-{now:%Y%m%d}-{number}",
        version=1,
        state=workflow.initial,
        region=opening.region,
        source=opening.source,
        matter=opening.matter,
        urgency=opening.urgency,
        executor=opening.executor,
        cell=opening.cell,
        unit=opening.unit,
        worker_id=opening.worker_id,
        task_id=None,
        lon=opening.position.lon if opening.position else None,
        lat=opening.position.lat if opening.position else None,
        workflow_version=workflow.version,
        opened_at=now,
        changed_at=now,
        queue=opening.queue,
    )
    move = Move(case, workflow, is_new=True, reports=[opening.report_id])
    move.steps.append(Step(case.id, 1, Action.RECEIVE, None, case.state, SYSTEM, now))
    if opening.matter is not None:
        move.step(Action.FILE, actor=Actor.SYSTEM, by=SYSTEM, now=now)
        move.case = replace(move.case, queue=opening.queue)
    if opening.matter is not None and opening.queue is None:
        move.step(Action.DISPATCH, actor=Actor.SYSTEM, by=SYSTEM, now=now)
        move.assign(ids[1], now)
    return move


def is_answered(move: Move) -> bool:
    """Tell whether reporters are to be told of what this move did: where it ended the case, and neither because they
    withdrew nor because it joined another. A note on a case that ended before is no end.
    """
    ends = [
        step for step in move.steps if step.from_state is not step.to_state and move.workflow.is_final(step.to_state)
    ]
    if not ends or not move.workflow.is_final(move.case.state):
        return False
    last = ends[-1]
    return last.action is not Action.MERGE and last.facts.get("reason") != WITHDRAWN
