"""What does one unit of work do to one case? Steps, notes, a task given or taken back: all of it, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case, Step
from dispatch.cases.domain.clocks import Clock
from dispatch.cases.domain.flow import take_note, take_step
from dispatch.cases.domain.progress import Progress, actions_towards
from dispatch.cases.domain.refusals import ChildrenOpen, ResolutionNeeded
from dispatch.cases.domain.workflow import Action, Actor, Workflow
from dispatch.coordination.domain.handovers import LIVE, HandoverState
from dispatch.coordination.domain.refusals import SubtasksOpen
from dispatch.supervision.domain.refusals import SupervisedUnanswered
from shared.calendar import Pause
from shared.schemas.vocabulary import CaseState, Executor, TaskState

WITH_TASKS = frozenset({Executor.GRID, Executor.TEAM})
# A case in one of these has somebody at work on it.
AT_WORK = frozenset({CaseState.DISPATCHED, CaseState.HANDLING})
# Steps for which all that was asked of supporting units is done and confirmed, or recalled.
NEED_PARTS = frozenset({Action.FEED_BACK, Action.VERIFY, Action.CLOSE, Action.MERGE})


@dataclass(frozen=True, slots=True)
class Task:
    """What an executor is given: one case, one executor; the case's next assignment is another task."""

    id: UUID
    case_id: UUID
    version: int
    heard_version: int
    executor: Executor
    state: TaskState
    region: str
    cell: str | None
    unit: str | None
    worker_id: str | None
    assigned_at: datetime
    due_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class Move:
    """`case` is how it stands now, `steps` what led there.

    `task` is newly given, `told_task` was heard of, `recalled` says why the open one is taken back. `held`: a major
    case that its committee has not approved yet; it moves on, but does not end. `bound`: the county waits for an answer
    about it, so its township does not end it. `lapsed`: its first receiver has dealt with it after all. `subjects`:
    whom a new case complains of. `subtasks`: what supporting units have not done yet, or its lead has not confirmed.
    `children`: open cases that were split from it, so that it does not end. `restored`: clocks that a merge had stopped
    and that go on, due as if they had stood still since; `stood_still`: (clock, from, until) of these. `takes`: reports
    that come from other cases. `extended_by`: how much longer it may be handled, in the unit of its clock; `stood`:
    the ended pauses of its clocks.
    """

    case: Case
    workflow: Workflow
    is_new: bool = False
    source: str = ""
    steps: list[Step] = field(default_factory=list)
    reports: list[UUID] = field(default_factory=list)
    task: Task | None = None
    open_task: Task | None = None
    told_task: Task | None = None
    recalled: str | None = None
    paused: bool = False
    resumed: bool = False
    held: bool = False
    bound: bool = False
    lapsed: bool = False
    subjects: tuple[tuple[str, str], ...] = ()
    subtasks: tuple[UUID, ...] = ()
    children: tuple[UUID, ...] = ()
    restored: Sequence[Clock] = ()
    stood_still: Sequence[tuple[UUID, datetime, datetime]] = ()
    extended_by: int | None = None
    stood: Mapping[UUID, Sequence[Pause]] = field(default_factory=dict)
    takes: tuple[UUID, ...] = ()

    def step(
        self, action: Action, *, actor: Actor, by: str, now: datetime, facts: dict[str, object] | None = None
    ) -> None:
        """Take a step; raises what `take_step` raises, ResolutionNeeded, SupervisedUnanswered, SubtasksOpen and
        ChildrenOpen.

        Who leaves the work, or suspends it, takes its task back.
        """
        before = self.case.state
        self._require_parts_confirmed(action, actor)
        after, step = take_step(self.case, self.workflow, action, actor=actor, by=by, now=now, facts=facts)
        if self.held and self.workflow.is_final(after.state):
            raise ResolutionNeeded("its committee has not approved yet how it was handled", case=str(self.case.id))
        if self.bound and actor is not Actor.SYSTEM and self.workflow.is_final(after.state):
            raise SupervisedUnanswered("the county's order about it is not answered yet", case=str(self.case.id))
        if self.children and self.workflow.is_final(after.state):
            raise ChildrenOpen("what was split from it is open", children=[str(one) for one in self.children])
        self.case = after
        self.steps.append(step)
        self.paused |= action is Action.SUSPEND
        self.resumed |= action is Action.RESUME
        leaves = before in AT_WORK and self.case.state not in AT_WORK
        if leaves and actor is not Actor.EXECUTOR:
            self.recall("handled-otherwise" if action is Action.FEED_BACK else str(action))
        is_dealt_with = action in {Action.DISPATCH, Action.FEED_BACK} or self.workflow.is_final(self.case.state)
        if self.case.handover in LIVE and is_dealt_with:
            self.lapsed, self.case = True, replace(self.case, handover=HandoverState.LAPSED)

    def _require_parts_confirmed(self, action: Action, actor: Actor) -> None:
        """Raise SubtasksOpen. What a worker did is done, and heard; his case is not verified before the rest is."""
        heard = action is Action.FEED_BACK and actor is Actor.EXECUTOR and self.open_task is not None
        if self.subtasks and action in NEED_PARTS and not heard:
            named = [str(one) for one in self.subtasks]
            raise SubtasksOpen("supporting units are still at it", action=str(action), subtasks=named)

    def add_facts(self, facts: dict[str, object]) -> None:
        """Keep more with the step that was taken last."""
        self.steps[-1] = replace(self.steps[-1], facts=self.steps[-1].facts | facts)

    def note(self, action: Action, *, by: str, now: datetime, facts: dict[str, object] | None = None) -> None:
        self.case, step = take_note(self.case, action, by=by, now=now, facts=facts)
        self.steps.append(step)

    def assign(self, task_id: UUID, now: datetime) -> None:
        """Give the case to its executor as a new task, where its executor works by tasks."""
        case = self.case
        if case.executor not in WITH_TASKS:
            return
        self.task = Task(
            task_id,
            case.id,
            1,
            0,
            case.executor,
            TaskState.ASSIGNED,
            case.region,
            case.cell,
            case.unit,
            case.worker_id,
            assigned_at=now,
        )
        self.case = replace(case, task_id=task_id)

    def recall(self, reason: str) -> None:
        if self.open_task is not None:
            self.recalled = reason

    def follow(self, progress: Progress) -> None:
        """Bring the case to where its executor is; a task that is not the case's own any more changes nothing."""
        if self.open_task is None or self.open_task.id != progress.task_id:
            return
        for action, facts in actions_towards(self.case.state, progress):
            self.step(action, actor=Actor.EXECUTOR, by=progress.by, now=progress.at, facts=facts)
        ended = progress.state in {TaskState.FINISHED, TaskState.RETURNED}
        told = replace(
            self.open_task,
            heard_version=progress.version,
            state=progress.state,
            ended_at=progress.at if ended else None,
        )
        self.told_task = told
        self.open_task = None if ended else told
