"""How do many cases live side by side without a database? What the docket saves, kept in memory, and judged.

`World` does with a move what `cases.service` does: it takes what was decided, keeps histories, clocks and tasks, and
refuses nothing by itself. `faults` judges all of it by the auditor's own reading of a history, not by the domain's.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import files
from uuid import UUID

from dispatch.cases.domain.case import Case, Step
from dispatch.cases.domain.clocks import RUNNING, Clock, ClockKind
from dispatch.cases.domain.moves import AT_WORK, WITH_TASKS, Move, Task
from dispatch.cases.domain.terms import decide_clocks
from dispatch.cases.domain.workflow import NOTES, Action, Actor, Workflow, load_workflow
from onefour import audit_rules
from shared.calendar import WorkCalendar
from shared.schemas.vocabulary import CaseState, TaskState
from tests.support.clock_oracle import table
from tests.unit.dispatch.case_samples import POLICIES, ids

CALENDAR = WorkCalendar(table(2026), "known-2026")


def shipped() -> list[tuple[Workflow, audit_rules.Workflow]]:
    """Return every workflow that the platform brings, as cases and as the auditor read it."""
    every = files("dispatch.cases").joinpath("data").iterdir()
    found = sorted((one for one in every if "workflow_v" in one.name), key=lambda one: one.name)
    said = [json.loads(one.read_text(encoding="utf-8")) for one in found]
    return [(load_workflow(n, text), audit_rules.Workflow.of(text)) for n, text in enumerate(said, start=1)]


@dataclass(slots=True)
class Lived:
    """One case with all that was ever saved of it."""

    case: Case
    law: audit_rules.Workflow
    workflow: Workflow
    history: list[Step] = field(default_factory=list)
    clocks: dict[UUID, Clock] = field(default_factory=dict)
    tasks: dict[UUID, Task] = field(default_factory=dict)
    # Where it went back to from its suspension when it was merged.
    former: CaseState | None = None

    def open_tasks(self) -> list[Task]:
        return [task for task in self.tasks.values() if task.ended_at is None]

    def move(self) -> Move:
        return Move(self.case, self.workflow, open_task=next(iter(self.open_tasks()), None))

    def save(self, move: Move, now: datetime) -> None:
        """Keep what a move decided, as the docket does: ended tasks before new ones, then the clocks."""
        running = [clock for clock in self.clocks.values() if clock.stopped_at is None]
        change = decide_clocks(move, running, POLICIES, CALENDAR, now)
        self.clocks |= {clock.id: clock for clock in (*change.changed, *change.started)}
        if move.told_task:
            self.tasks[move.told_task.id] = move.told_task
        if move.open_task and move.recalled:
            self.tasks[move.open_task.id] = replace(move.open_task, state=TaskState.RECALLED, ended_at=now)
        if move.task:
            self.tasks[move.task.id] = move.task
        if any(step.action is Action.MERGE for step in move.steps):
            self.former = self.case.previous
        self.case = move.case
        self.history += move.steps

    def act(self, action: Action, actor: Actor, by: str, now: datetime, facts: dict[str, object]) -> None:
        """Take a step as `act_on_case` does: what is reworked goes to work again, and who is sent gets a task."""
        move, before = self.move(), self.case.state
        move.step(action, actor=actor, by=by, now=now, facts=facts)
        if action is Action.UNMERGE:
            # As the memory of the merge has it: one step back is not enough for what was merged while suspended.
            move.case = replace(move.case, previous=self.former)
        if action is Action.REWORK and move.case.executor is not None:
            move.step(Action.DISPATCH, actor=Actor.SYSTEM, by="system:centre", now=now)
        if move.case.state in AT_WORK and before not in AT_WORK:
            move.assign(ids()[1], now)
        self.save(move, now)

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with this case, whatever led there."""
        steps = [audit_rules.Step(s.seq, str(s.action), s.from_state, s.to_state) for s in self.history]
        yield from audit_rules.case_faults(self.case.state, self.case.version, steps, self.law)
        yield from self._clock_faults()
        yield from self._task_faults()
        yield from self._verification_faults()
        if any(one.action in NOTES and one.from_state is not one.to_state for one in self.history):
            yield "a note moved the case"
        if self.workflow.is_final(self.case.state) != (self.case.closed_at is not None):
            yield "the end of the case is not told by its state"

    def _clock_faults(self) -> Iterator[str]:
        running = [clock for clock in self.clocks.values() if clock.stopped_at is None]
        kinds = [clock.kind for clock in running]
        if len(kinds) != len(set(kinds)):
            yield "two clocks of a kind run"
        state = self.case.state
        allowed = frozenset(ClockKind) if state is CaseState.SUSPENDED else RUNNING.get(state, frozenset())
        if not set(kinds) <= allowed:
            yield f"clocks run that may not when {state}"
        if any((clock.paused_at is not None) != (state is CaseState.SUSPENDED) for clock in running):
            yield "clocks stand still outside a suspension, or run on in it"
        if any(clock.due_at <= clock.started_at for clock in self.clocks.values()):
            yield "a clock is due before it starts"

    def _task_faults(self) -> Iterator[str]:
        open_tasks = self.open_tasks()
        if len(open_tasks) > 1:
            yield "two tasks are open"
        if open_tasks and self.case.state not in AT_WORK:
            yield f"a task is open when {self.case.state}"
        is_given = self.case.executor in WITH_TASKS and self.case.state is CaseState.DISPATCHED
        if is_given and not open_tasks:
            yield "who works by tasks was sent without one"

    def _verification_faults(self) -> Iterator[str]:
        """Yield where a case was closed without being verified since it was handled, or by who handled it."""
        handled_by, verified = None, False
        for step in self.history:
            if step.to_state == CaseState.HANDLED and step.action not in NOTES:
                handled_by, verified = step.by, False
            if step.action is Action.VERIFY:
                verified = True
                if step.by == handled_by:
                    yield "who handled it verified it"
            if step.action is Action.CLOSE and (not verified or step.by == handled_by):
                yield "closed without another's verification"
