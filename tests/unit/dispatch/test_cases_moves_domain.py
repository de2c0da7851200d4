"""What one unit of work does to a case and its task, how a report becomes a case, and that histories stay legal."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.cases.domain.moves import AT_WORK
from dispatch.cases.domain.opening import SYSTEM, is_answered, open_move
from dispatch.cases.domain.progress import Progress
from dispatch.cases.domain.refusals import ChildrenOpen, ResolutionNeeded
from dispatch.cases.domain.workflow import NOTES, PREVIOUS, Action, Actor
from shared.schemas.vocabulary import CaseState, Executor, Result, TaskState
from tests.unit.dispatch.case_samples import (
    DISPATCHER,
    FACTS,
    NOW,
    WORKER,
    WORKFLOW,
    ids,
    move_in,
    opening,
    task_of,
)


def test_a_report_that_needs_nobody_to_decide_is_dispatched_at_once() -> None:
    move = open_move(WORKFLOW, opening(), ids(), 7, NOW)

    assert [step.action for step in move.steps] == [Action.RECEIVE, Action.FILE, Action.DISPATCH]
    assert (move.steps[0].from_state, move.steps[0].to_state) == (None, CaseState.RECEIVED)
    assert [step.seq for step in move.steps] == [1, 2, 3]
    assert move.task is not None
    assert (move.case.task_id, move.task.worker_id, move.task.state) == (move.task.id, WORKER, TaskState.ASSIGNED)
    assert (move.case.number, move.case.queue) == ("320585102-20261123-7", None)


def test_a_report_that_a_person_decides_is_filed_and_waits_in_his_queue() -> None:
    move = open_move(WORKFLOW, opening(cell=None, worker_id=None, queue="no-cell"), ids(), 7, NOW)

    assert (move.case.state, move.case.queue, move.task) == (CaseState.FILED, "no-cell", None)


def test_a_report_of_no_known_matter_is_received_and_waits() -> None:
    move = open_move(WORKFLOW, opening(matter=None, executor=None, queue="no-matter"), ids(), 7, NOW)

    assert (move.case.state, move.case.queue, len(move.steps)) == (CaseState.RECEIVED, "no-matter", 1)


def test_a_unit_is_dispatched_without_a_task_of_its_own() -> None:
    move = open_move(WORKFLOW, opening(executor=Executor.UNIT, unit="u-1", worker_id=None), ids(), 7, NOW)

    assert (move.case.state, move.task, move.case.task_id) == (CaseState.DISPATCHED, None, None)


@pytest.mark.parametrize("state", list(CaseState))
def test_a_major_case_moves_on_but_does_not_end_before_its_committee(state: CaseState) -> None:
    for action in WORKFLOW.possible(state, Actor.DISPATCHER):
        move = move_in(state)
        move.held = True
        facts = FACTS.get(Action(action))
        if not WORKFLOW.is_final(
            WORKFLOW.next_state(state, Action(action), actor=Actor.DISPATCHER, previous=CaseState.HANDLING)
        ):
            move.step(Action(action), actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW, facts=facts)
            continue
        with pytest.raises(ResolutionNeeded):
            move.step(Action(action), actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW, facts=facts)
        assert (move.case.state, move.steps) == (state, [])


@pytest.mark.parametrize("action", [Action.VOID, Action.MERGE, Action.RETURN])
def test_who_takes_a_case_from_its_executor_takes_the_task_back(action: Action) -> None:
    move = move_in(CaseState.HANDLING)

    move.step(action, actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW, facts=FACTS.get(action))

    assert move.recalled == str(action)


def test_a_suspension_takes_the_task_back() -> None:
    move = move_in(CaseState.HANDLING)

    move.step(Action.SUSPEND, actor=Actor.APPROVER, by=DISPATCHER, now=NOW, facts=FACTS[Action.SUSPEND])

    assert move.recalled == "suspend"


@pytest.mark.parametrize("action", [Action.CLOSE, Action.VOID, Action.MERGE])
def test_a_case_does_not_end_before_what_was_split_from_it(action: Action) -> None:
    move = move_in(CaseState.VERIFYING if action is Action.CLOSE else CaseState.HANDLING)
    move.children = (uuid4(),)

    with pytest.raises(ChildrenOpen):
        move.step(action, actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW, facts=FACTS.get(action))

    assert move.steps == []


def test_a_case_that_is_handled_otherwise_takes_its_task_back() -> None:
    move = move_in(CaseState.HANDLING)

    move.step(Action.FEED_BACK, actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW, facts={"result": "solved"})

    assert move.recalled == "handled-otherwise"


def heard(move_state: CaseState, state: TaskState) -> tuple[object, ...]:
    move = move_in(move_state)
    assert move.open_task is not None
    move.follow(Progress(move.open_task.id, move.case.id, 4, state, WORKER, NOW, Result.SOLVED))
    return move.case.state, move.told_task, move.open_task, move.recalled


def test_a_finished_task_is_ended_and_its_case_handled() -> None:
    state, told, still_open, recalled = heard(CaseState.DISPATCHED, TaskState.FINISHED)

    assert (state, still_open, recalled) == (CaseState.HANDLED, None, None)
    assert (told.state, told.heard_version, told.ended_at) == (TaskState.FINISHED, 4, NOW)  # type: ignore[attr-defined]


def test_an_accepted_task_stays_open() -> None:
    state, told, still_open, _ = heard(CaseState.DISPATCHED, TaskState.ACCEPTED)

    assert state is CaseState.HANDLING
    assert told is still_open


def test_a_task_that_is_not_the_cases_own_any_more_changes_nothing() -> None:
    move = move_in(CaseState.DISPATCHED)
    other = task_of(move.case)

    move.follow(Progress(other.id, move.case.id, 4, TaskState.FINISHED, WORKER, NOW, Result.SOLVED))

    assert (move.case.state, move.steps, move.told_task) == (CaseState.DISPATCHED, [], None)


@pytest.mark.parametrize(
    ("action", "reason", "answered"),
    [
        (Action.VOID, "withdrawn", False),
        (Action.VOID, "sent-twice", True),
        (Action.REJECT, "in-court", True),
        (Action.MERGE, None, False),
    ],
)
def test_reporters_are_told_of_an_end_unless_they_withdrew_or_it_joined_another(
    action: Action, reason: str | None, *, answered: bool
) -> None:
    move = move_in(CaseState.RECEIVED, with_task=False)

    move.step(action, actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW, facts={"reason": reason})

    assert is_answered(move) is answered


@pytest.mark.parametrize("note", sorted(NOTES))
@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.VOIDED, CaseState.REJECTED, CaseState.MERGED])
def test_a_note_on_a_case_that_has_ended_answers_nobody_again(state: CaseState, note: Action) -> None:
    move = move_in(state, with_task=False)

    move.note(note, by=SYSTEM, now=NOW)

    assert not is_answered(move)


def test_a_case_that_ends_and_is_reopened_in_one_move_is_not_answered_yet() -> None:
    move = move_in(CaseState.VERIFYING, with_task=False)

    move.step(Action.CLOSE, actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW)
    assert is_answered(move)
    move.step(Action.REOPEN, actor=Actor.SYSTEM, by=SYSTEM, now=NOW, facts=FACTS[Action.REOPEN])

    assert not is_answered(move)


# (index of the possible action, whether a note comes before it)
walks = st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=30)


@settings(max_examples=150, deadline=None)
@given(walks)
def test_however_a_case_walks_its_history_is_legal_and_an_end_was_verified(walk: list[tuple[int, bool]]) -> None:
    move = open_move(WORKFLOW, opening(matter=None, executor=None, queue="no-matter"), ids(), 1, NOW)
    for index, with_note in walk:
        if with_note:
            move.note(Action.URGE, by=SYSTEM, now=NOW)
        possible = WORKFLOW.possible(move.case.state)
        if possible:
            action = Action(possible[index % len(possible)])
            actor = min(WORKFLOW.steps[move.case.state, action].by)
            move.step(action, actor=actor, by=DISPATCHER, now=NOW, facts=FACTS.get(action))
            move.case = replace(move.case, handled_by=None)

    assert [step.seq for step in move.steps] == list(range(1, move.case.version + 1))
    for before, step in zip(move.steps, move.steps[1:], strict=False):
        assert step.from_state is before.to_state
        known = WORKFLOW.steps.get((before.to_state, step.action))
        assert step.from_state is step.to_state if step.action in NOTES else known is not None
        assert known is None or known.to in {PREVIOUS, step.to_state}
    assert_verified_before_closed([step.action for step in move.steps])


def assert_verified_before_closed(actions: list[Action]) -> None:
    taken = [action for action in actions if action not in NOTES]
    for index, action in enumerate(taken):
        if action is Action.CLOSE:
            assert taken[index - 2 : index] == [Action.FEED_BACK, Action.VERIFY]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(list(TaskState)), max_size=8))
def test_whatever_executors_tell_in_whatever_order_the_case_stays_legal(told: list[TaskState]) -> None:
    move = open_move(WORKFLOW, opening(), ids(), 1, NOW)
    move.open_task, move.task = move.task, None
    assert move.open_task is not None
    task = move.open_task.id
    for version, state in enumerate(told, start=2):
        move.follow(Progress(task, move.case.id, version, state, WORKER, NOW, Result.SOLVED))

    assert move.case.state in AT_WORK | {CaseState.HANDLED, CaseState.RETURNED}
    assert (move.open_task is None) is (move.case.state not in AT_WORK)
