"""How does a case with several reports or several matters become several?

A part takes named reports of its parent, or a matter of its own of what the parent's caller said. It is as hidden as
its parent, lies in the same place, and its reply is owed since its parent came. A parent ends after its parts have: its
callers are answered once all is done. An enquiry that took its caller along is answered by itself and holds nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case, Step
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.refusals import PartUnfit
from dispatch.cases.domain.workflow import Action, Actor, Workflow
from shared.schemas.vocabulary import AppealKind, Executor

MOST_PARTS = 10


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it is asked for; `matter` None: that of the parent. With an executor it is dispatched at once."""

    reports: tuple[UUID, ...] = ()
    matter: str | None = None
    appeal_kind: AppealKind | None = None
    executor: Executor | None = None
    unit: str | None = None
    worker_id: str | None = None


def check_parts(case: Case, reports: Collection[UUID], parts: Sequence[Part]) -> None:
    """Raises PartUnfit: with which part (from 0) what is wrong; a report goes to one part, and the parent keeps one."""
    gone: set[UUID] = set()
    for index, part in enumerate(parts):
        if not part.reports and part.matter in {None, case.matter}:
            raise PartUnfit("a part has reports or a matter of its own", part=index, why="nothing-of-its-own")
        strange = [str(report) for report in part.reports if report not in reports]
        if strange:
            raise PartUnfit("these reports are not of this case", part=index, why="not-its-reports", reports=strange)
        if gone & set(part.reports) or len(set(part.reports)) < len(part.reports):
            raise PartUnfit("a report goes to one part", part=index, why="named-twice")
        gone |= set(part.reports)
    if gone and gone >= set(reports):
        raise PartUnfit("the case keeps a report", part=len(parts) - 1, why="takes-all")


def part_move(
    parent: Case, part: Part, workflow: Workflow, case_id: UUID, number: int, *, by: str, now: datetime
) -> Move:
    """Return the new case of a part: filed where its matter is known."""
    case = Case(
        id=case_id,
        number=f"{parent.region}-{now:%Y%m%d}-{number}",
        version=1,
        state=workflow.initial,
        region=parent.region,
        source=parent.source,
        matter=part.matter or parent.matter,
        urgency=parent.urgency,
        executor=part.executor,
        cell=parent.cell,
        unit=part.unit,
        worker_id=part.worker_id,
        task_id=None,
        lon=parent.lon,
        lat=parent.lat,
        workflow_version=workflow.version,
        # Its reply is owed since then; what a split takes, nobody waits for.
        opened_at=parent.opened_at,
        changed_at=now,
        queue="no-matter",
        appeal_kind=part.appeal_kind or parent.appeal_kind,
        authority=parent.authority,
        sealed=parent.sealed,
        hides_reporter=parent.hides_reporter,
        parent_id=parent.id,
    )
    move = Move(case, workflow, is_new=True, takes=part.reports)
    move.steps.append(Step(case.id, 1, Action.RECEIVE, None, case.state, by, now, {"parent": str(parent.id)}))
    if case.matter is not None:
        move.step(Action.FILE, actor=Actor.DISPATCHER, by=by, now=now)
    return move


def with_subjects(move: Move, subjects: Collection[tuple[str, str]]) -> Move:
    """Return the move of a part that is hidden from whom its parent is hidden."""
    return replace(move, subjects=tuple(sorted(subjects)))
