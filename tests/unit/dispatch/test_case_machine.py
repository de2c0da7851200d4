"""Is any history of cases illegal, whatever is tried with them? Hypothesis drives the workflows that are shipped.

Which steps there are comes from the workflow's own data, so that a new action is driven as soon as a definition has it.
`make properties EXAMPLES=1000` drives many more steps than CI does, and tells how many.
"""

import os
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dispatch.cases.domain.checks import check_merge
from dispatch.cases.domain.opening import open_move
from dispatch.cases.domain.progress import Progress
from dispatch.cases.domain.workflow import NOTES, Action, Actor
from shared.errors import Refusal
from shared.schemas.vocabulary import Executor, Result, ReturnReason, TaskState, Urgency
from tests.unit.dispatch.case_samples import FACTS, NOW, ids, opening
from tests.unit.dispatch.case_world import Lived, shipped

EXAMPLES = int(os.environ.get("ONEFOUR_EXAMPLES", "10"))
STEPS = 50
MOST_OPEN = 4
PEOPLE = ("p-one", "p-two", "system:centre")
# What an action needs that nobody has listed: something of everything, so that it gets as far as its own rules.
ANY_FACTS: dict[str, object] = {"reason": "because", "result": "solved"}
# What leaves a case to another one, and is taken with both of them.
WITH_ANOTHER = frozenset({Action.MERGE})
ENDINGS = frozenset({Action.VOID, Action.REJECT})
TOLD = (TaskState.ACCEPTED, TaskState.ARRIVED, TaskState.FINISHED, TaskState.RETURNED)
WORKFLOWS = shipped()
taken: Counter[str] = Counter()


class Cases(RuleBasedStateMachine):
    """A handful of cases that people, executors and the platform do whatever they like with."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.lived: list[Lived] = []
        self.touched: list[Lived] = []

    def _pick(self, data: Any, *, going_on: bool = False) -> Lived:
        led_on = [one for one in self.lived if one.workflow.possible(one.case.state)] if going_on else []
        lived: Lived = data.draw(st.sampled_from(led_on or self.lived), label="case")
        self.touched.append(lived)
        return lived

    @initialize(data=st.data())
    def begin(self, data: Any) -> None:
        self.open(data)

    @precondition(lambda self: sum(one.case.closed_at is None for one in self.lived) < MOST_OPEN)
    @rule(data=st.data())
    def open(self, data: Any) -> None:
        workflow, law = data.draw(st.sampled_from(WORKFLOWS), label="workflow")
        executor = data.draw(st.sampled_from([Executor.GRID, Executor.TEAM, Executor.UNIT, Executor.COUNTY]))
        given = {
            "matter": data.draw(st.sampled_from([None, "M0101"])),
            "queue": data.draw(st.sampled_from([None, "no-worker"])),
            "urgency": data.draw(st.sampled_from(list(Urgency))),
            "executor": executor,
            "unit": None if executor is Executor.GRID else "u-1",
        }
        move = open_move(workflow, opening(**given), ids(), len(self.lived), self.now)
        lived = Lived(move.case, law, workflow)
        lived.save(move, self.now)
        self.lived.append(lived)
        self.touched.append(lived)
        taken["open"] += 1

    @rule(minutes=st.sampled_from([1, 45, 24 * 60, 5 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        taken["time"] += 1

    @rule(data=st.data())
    def some_steps_are_taken(self, data: Any) -> None:
        self._steps(data)

    @rule(data=st.data())
    def some_more_steps_are_taken(self, data: Any) -> None:
        self._steps(data)

    def _steps(self, data: Any) -> None:
        """Take some steps in a row that the workflow has, in any capacity: its own, or one that must be refused."""
        lived = self._pick(data, going_on=True)
        for _ in range(data.draw(st.integers(1, 4), label="steps")):
            possible = [Action(one) for one in lived.workflow.possible(lived.case.state)]
            actions = [one for one in possible if one not in WITH_ANOTHER]
            # Now and then a case ends early; mostly it is led on.
            lead_on = [one for one in actions if one not in ENDINGS]
            if not actions:
                return
            ends = data.draw(st.integers(0, 9)) == 0
            self._try(lived, data.draw(st.sampled_from(actions if ends or not lead_on else lead_on)), data)

    @rule(data=st.data())
    def try_any_step_at_all(self, data: Any) -> None:
        actions = [one for one in Action if one not in NOTES and one not in WITH_ANOTHER]
        self._try(self._pick(data), data.draw(st.sampled_from(actions)), data)

    def _try(self, lived: Lived, action: Action, data: Any) -> None:
        by, facts = data.draw(st.sampled_from(PEOPLE)), FACTS.get(action, ANY_FACTS)
        step = lived.workflow.steps.get((lived.case.state, action))
        usual = sorted(step.by) if step else []
        # Who has a task tells by it (see below); the executor without one is the unit that holds the case.
        actors = [one for one in (*usual, *usual, *Actor) if one is not Actor.EXECUTOR or not lived.open_tasks()]
        actor = Actor(data.draw(st.sampled_from(actors)))
        is_forgotten = data.draw(st.integers(0, 9)) == 0
        before = (lived.case, len(lived.history), dict(lived.clocks), dict(lived.tasks))
        try:
            lived.act(action, actor, by, self.now, {} if is_forgotten else facts)
            taken[f"{action}"] += 1
        except Refusal as refused:
            taken[f"refused: {refused.code}"] += 1
            assert (lived.case, len(lived.history), lived.clocks, lived.tasks) == before

    @rule(data=st.data())
    def an_executor_tells_of_a_task(self, data: Any) -> None:
        """Of any task that there ever was, in any order, again and again: what came late changes nothing."""
        lived = self._pick(data)
        if not lived.tasks:
            return
        task = data.draw(st.sampled_from(list(lived.tasks.values())))
        state = data.draw(
            st.sampled_from([TaskState.ACCEPTED, TaskState.ARRIVED, TaskState.FINISHED, TaskState.RETURNED])
        )
        heard = Progress(
            task.id,
            lived.case.id,
            task.heard_version + 1,
            state,
            "p-worker",
            self.now,
            Result.SOLVED,
            ReturnReason.NOT_MINE,
        )
        move = lived.move()
        move.follow(heard)
        lived.save(move, self.now)
        taken[f"task {state}"] += 1

    @rule(data=st.data(), note=st.sampled_from(sorted(NOTES)))
    def something_is_noted(self, data: Any, note: Action) -> None:
        lived = self._pick(data)
        move = lived.move()
        move.note(note, by="system:centre", now=self.now)
        lived.save(move, self.now)
        taken["note"] += 1

    @precondition(lambda self: len(self.lived) > 1)
    @rule(data=st.data())
    def two_are_merged(self, data: Any) -> None:
        source, target = self._pick(data), self._pick(data)
        before = (source.case, target.case)
        try:
            if source is target or target.workflow.is_final(target.case.state):
                return
            check_merge(source.case, target.case, ((), ()))
            move, joined = source.move(), target.move()
            move.step(
                Action.MERGE, actor=Actor.DISPATCHER, by="p-one", now=self.now, facts={"into": str(target.case.id)}
            )
        except Refusal as refused:
            taken[f"refused: {refused.code}"] += 1
            assert before == (source.case, target.case)
            return
        joined.note(Action.JOIN, by="p-one", now=self.now, facts={"case": str(source.case.id)})
        source.save(move, self.now)
        target.save(joined, self.now)
        taken["merge"] += 1

    @invariant()
    def every_history_is_legal(self) -> None:
        while self.touched:
            lived = self.touched.pop()
            assert not list(lived.faults()), (list(lived.faults()), lived.history)


def test_no_history_is_illegal_whatever_is_tried(capsys: pytest.CaptureFixture[str]) -> None:
    steady = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize="ONEFOUR_EXAMPLES" not in os.environ,
        database=None,
        # To make a failing history shorter takes minutes: it is told as it was found.
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    taken.clear()
    run_state_machine_as_test(Cases, settings=steady)

    # All kinds of step were taken, and refusals met: a machine that only opens cases proves nothing.
    assert {str(action) for workflow, _ in WORKFLOWS for _, action in workflow.steps} <= set(taken) or EXAMPLES < 100
    assert sum(taken.values()) >= EXAMPLES * STEPS // 2
    assert taken["refused: cases.illegal-action"] > 0
    if "ONEFOUR_EXAMPLES" in os.environ:
        with capsys.disabled():
            sys.stdout.write(f"\ncases: {sum(taken.values())} steps, no illegal history; {dict(taken)}\n")


def test_a_history_that_skips_the_verifying_is_found() -> None:
    """The judge of the machine is no yes-man."""
    workflow, law = WORKFLOWS[0]
    move = open_move(workflow, opening(), ids(), 1, NOW)
    lived = Lived(move.case, law, workflow)
    lived.save(move, NOW)
    assert list(lived.faults()) == []
    (task,) = lived.open_tasks()

    received, _, dispatched = lived.history
    lived.history = [received, replace(dispatched, action=Action.CLOSE)]
    lived.tasks[ids()[0]] = task

    found = set(lived.faults())
    assert {"case-history-gap", "case-history-broken", "case-illegal-step", "two tasks are open"} <= found
    assert "closed without another's verification" in found
