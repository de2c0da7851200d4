"""How does a report become a case of its own?"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case, Step
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.workflow import Action, Actor, Workflow
from shared.schemas.vocabulary import AppealKind, Authority, Executor, Point, Result, Urgency

SYSTEM = "system:centre"
# The reason of a void that the reporter asked for himself.
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Opening:
    """A report that becomes a case, as triage decided it; `queue` says what a person has to decide first.

    `complained_of`: (kind, id) of each unit or person that it is about.
    """

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
    appeal_kind: AppealKind | None = None
    authority: Authority = Authority.CENTRE
    sealed: bool = False
    complained_of: tuple[tuple[str, str], ...] = ()
    external_id: str = ""
    # When the report came, and by when its platform itself wants an answer.
    came_at: datetime | None = None
    due_at: datetime | None = None
    # How a worker of the grid has settled it himself before he reported it, and who that is.
    settled: tuple[Result, str] | None = None


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
        appeal_kind=opening.appeal_kind,
        authority=opening.authority,
        sealed=opening.sealed,
        # Who reports a wrong is known to nobody who need not know him.
        hides_reporter=opening.appeal_kind is AppealKind.REPORT or opening.sealed,
    )
    move = Move(case, workflow, is_new=True, reports=[opening.report_id], subjects=opening.complained_of)
    facts: dict[str, object] = {"settled": str(opening.settled[0])} if opening.settled else {}
    move.steps.append(Step(case.id, 1, Action.RECEIVE, None, case.state, SYSTEM, now, facts))
    if opening.matter is not None:
        move.step(Action.FILE, actor=Actor.SYSTEM, by=SYSTEM, now=now)
        move.case = replace(move.case, queue=opening.queue)
    if opening.matter is not None and opening.queue is None:
        move.step(Action.DISPATCH, actor=Actor.SYSTEM, by=SYSTEM, now=now)
        if opening.settled is not None and opening.executor is Executor.GRID:
            _settle(move, *opening.settled, now)
        else:
            move.assign(ids[1], now)
    return move


def _settle(move: Move, result: Result, by: str, now: datetime) -> None:
    """Let a case that is the grid's stand where the worker who reported it already is: handled, to be verified.

    Nobody is given a task for what is done. Where it is somebody else's, what the worker did is no more than a report.
    """
    move.case = replace(move.case, worker_id=by)
    move.step(Action.ACCEPT, actor=Actor.EXECUTOR, by=by, now=now)
    move.step(
        Action.FEED_BACK, actor=Actor.EXECUTOR, by=by, now=now, facts={"result": str(result), "on_the_spot": True}
    )


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
