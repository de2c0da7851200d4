"""What does one unit of work do to one case? Steps, notes, a task given or taken back: all of it, or nothing."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.flow import Case, Progress, Step, actions_towards, take_note, take_step
from dispatch.cases.domain.refusals import ResolutionNeeded
from dispatch.cases.domain.workflow import Action, Actor, Workflow
from dispatch.coordination.domain.handovers import LIVE, HandoverState
from shared.schemas.vocabulary import CaseState, Executor, TaskState

WITH_TASKS = frozenset({Executor.GRID, Executor.TEAM})
# A case in one of these has somebody at work on it.
AT_WORK = frozenset({CaseState.DISPATCHED, CaseState.HANDLING})


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
    case that its committee has not approved yet; it moves on, but does not end. `lapsed`: its first receiver has dealt
    with it after all.
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
    lapsed: bool = False

    def step(
        self, action: Action, *, actor: Actor, by: str, now: datetime, facts: dict[str, object] | None = None
    ) -> None:
        """Take a step; raises what `take_step` raises, and ResolutionNeeded.

        Who leaves the work, or suspends it, takes its task back.
        """
        before = self.case.state
        after, step = take_step(self.case, self.workflow, action, actor=actor, by=by, now=now, facts=facts)
        if self.held and self.workflow.is_final(after.state):
            raise ResolutionNeeded("its committee has not approved yet how it was handled", case=str(self.case.id))
        self.case = after
        self.steps.append(step)
        self.paused |= action is Action.SUSPEND
        self.resumed |= action is Action.RESUME
        leaves = before in AT_WORK and self.case.state not in AT_WORK
        if leaves and action is not Action.FEED_BACK and actor is not Actor.EXECUTOR:
            self.recall(str(action))
        if leaves and action is Action.FEED_BACK and actor is not Actor.EXECUTOR:
            self.recall("handled-otherwise")
        is_dealt_with = action in {Action.DISPATCH, Action.FEED_BACK} or self.workflow.is_final(self.case.state)
        if self.case.handover in LIVE and is_dealt_with:
            self.lapsed, self.case = True, replace(self.case, handover=HandoverState.LAPSED)

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
