"""What one step does to a case, who may take it, and what an executor's progress means."""

from dataclasses import replace
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from dispatch.cases.domain.checks import check_executor, check_version
from dispatch.cases.domain.flow import NEED_REASON, QUEUE_OF, take_note, take_step
from dispatch.cases.domain.progress import Progress, actions_towards
from dispatch.cases.domain.refusals import NoExecutor, ReasonMissing, ResultMissing, StaleVersion, VerifiedByHandler
from dispatch.cases.domain.workflow import NOTES, Action, Actor, IllegalAction
from shared.schemas.vocabulary import CaseState, Executor, Result, ReturnReason, TaskState
from tests.unit.dispatch.case_samples import DISPATCHER, FACTS, NOW, WORKER, WORKFLOW, case_in


def progress(state: TaskState, **parts: object) -> Progress:
    usual = Progress(uuid4(), uuid4(), 2, state, WORKER, NOW, Result.PERSUADED, ReturnReason.UNSAFE)
    return replace(usual, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("state", "action"), sorted(WORKFLOW.steps))
def test_every_legal_step_moves_the_case_by_one_version_and_writes_one_line(state: CaseState, action: Action) -> None:
    before = case_in(state)
    actor = min(WORKFLOW.steps[state, action].by)

    after, line = take_step(before, WORKFLOW, action, actor=actor, by=DISPATCHER, now=NOW, facts=FACTS.get(action, {}))

    assert (after.version, line.seq) == (before.version + 1, before.version + 1)
    assert (line.from_state, line.to_state, line.action, line.by) == (state, after.state, action, DISPATCHER)
    assert (after.closed_at == NOW) is WORKFLOW.is_final(after.state)
    assert after.queue == (QUEUE_OF.get(after.state) if after.state is not state else before.queue)


@pytest.mark.parametrize("action", sorted(NEED_REASON))
def test_a_step_that_has_to_be_explained_is_refused_without_a_reason(action: Action) -> None:
    state = next(s for s, a in WORKFLOW.steps if a is action)

    with pytest.raises(ReasonMissing) as refused:
        take_step(case_in(state), WORKFLOW, action, actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW)

    assert refused.value.facts == {"field": "reason"}


def test_feeding_back_without_a_result_is_refused() -> None:
    with pytest.raises(ResultMissing):
        take_step(case_in(CaseState.HANDLING), WORKFLOW, Action.FEED_BACK, actor=Actor.EXECUTOR, by=WORKER, now=NOW)


def test_feeding_back_keeps_the_result_and_who_handled_it() -> None:
    before = case_in(CaseState.HANDLING)

    after, _ = take_step(
        before, WORKFLOW, Action.FEED_BACK, actor=Actor.EXECUTOR, by=WORKER, now=NOW, facts={"result": "explained"}
    )

    assert (after.state, after.result, after.handled_by) == (CaseState.HANDLED, Result.EXPLAINED, WORKER)


@pytest.mark.parametrize(("state", "action"), [(CaseState.HANDLED, Action.VERIFY), (CaseState.VERIFYING, Action.CLOSE)])
def test_who_handled_a_case_neither_verifies_nor_closes_it(state: CaseState, action: Action) -> None:
    with pytest.raises(VerifiedByHandler):
        take_step(
            case_in(state, handled_by=DISPATCHER), WORKFLOW, action, actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW
        )


def test_a_suspended_case_remembers_where_it_was_and_forgets_it_when_it_goes_on() -> None:
    case, _ = take_step(
        case_in(CaseState.DISPATCHED),
        WORKFLOW,
        Action.SUSPEND,
        actor=Actor.APPROVER,
        by=DISPATCHER,
        now=NOW,
        facts=FACTS[Action.SUSPEND],
    )
    assert (case.state, case.previous) == (CaseState.SUSPENDED, CaseState.DISPATCHED)

    case, line = take_step(case, WORKFLOW, Action.RESUME, actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW)

    assert (case.state, case.previous, line.to_state) == (CaseState.DISPATCHED, None, CaseState.DISPATCHED)


def test_an_end_names_its_outcome_and_a_reopened_case_has_none() -> None:
    closed, _ = take_step(
        case_in(CaseState.VERIFYING, result=Result.SOLVED, handled_by=WORKER),
        WORKFLOW,
        Action.CLOSE,
        actor=Actor.DISPATCHER,
        by=DISPATCHER,
        now=NOW,
    )
    assert (closed.outcome, closed.closed_at) == ("closed", NOW)

    again, _ = take_step(
        closed, WORKFLOW, Action.REOPEN, actor=Actor.SYSTEM, by="system", now=NOW, facts={"reason": "unsatisfied"}
    )

    assert (again.outcome, again.result, again.handled_by, again.closed_at) == (None, None, None, None)


@pytest.mark.parametrize(("state", "note"), list(product(CaseState, sorted(NOTES))))
def test_a_note_adds_a_line_and_changes_no_state(state: CaseState, note: Action) -> None:
    before = case_in(state)

    after, line = take_note(before, note, by="system", now=NOW, facts={"report": "r"})

    assert (after.state, after.version, line.seq) == (state, 4, 4)
    assert (line.from_state, line.to_state, line.facts) == (state, state, {"report": "r"})
    assert after.urged == (1 if note is Action.URGE else 0)


def test_a_caller_who_saw_another_version_is_told_which_there_is_now() -> None:
    check_version(case_in(), 3)

    with pytest.raises(StaleVersion) as refused:
        check_version(case_in(), 2)

    assert refused.value.facts == {"version": 3, "state": CaseState.DISPATCHED, "given": 2}


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"matter": None}, "matter"),
        ({"executor": None}, "executor"),
        ({"worker_id": None}, "worker_id"),
        ({"executor": Executor.TEAM}, "unit"),
        ({"executor": Executor.UNIT}, "unit"),
    ],
)
def test_a_case_is_not_dispatched_to_nobody(parts: dict[str, Any], field: str) -> None:
    with pytest.raises(NoExecutor) as refused:
        check_executor(case_in(**parts))

    assert refused.value.facts == {"field": field}


def test_a_departments_case_is_handed_over_to_it_and_not_dispatched() -> None:
    case = case_in(executor=Executor.COUNTY, unit="u-county")

    with pytest.raises(NoExecutor) as refused:
        check_executor(case)

    form = f"/cases/{case.id}/handover"
    assert refused.value.facts == {"field": "executor", "unit": "u-county", "form": form}


@pytest.mark.parametrize("executor", [Executor.TEAM, Executor.UNIT])
def test_a_unit_that_is_named_can_be_given_a_case(executor: Executor) -> None:
    check_executor(case_in(executor=executor, unit="u-1", worker_id=None))


@pytest.mark.parametrize("state", [TaskState.ACCEPTED, TaskState.ARRIVED])
def test_a_worker_who_has_begun_brings_the_case_to_handling(state: TaskState) -> None:
    assert actions_towards(CaseState.DISPATCHED, progress(state)) == [(Action.ACCEPT, {})]
    assert actions_towards(CaseState.HANDLING, progress(state)) == []


def test_a_finished_task_says_that_it_was_accepted_too() -> None:
    done = progress(TaskState.FINISHED)

    assert [a for a, _ in actions_towards(CaseState.DISPATCHED, done)] == [Action.ACCEPT, Action.FEED_BACK]
    assert actions_towards(CaseState.HANDLING, done) == [(Action.FEED_BACK, {"result": "persuaded"})]


def test_a_returned_task_returns_the_case_with_its_reason() -> None:
    assert actions_towards(CaseState.HANDLING, progress(TaskState.RETURNED)) == [(Action.RETURN, {"reason": "unsafe"})]


@pytest.mark.parametrize(
    ("state", "told"), list(product(sorted(set(CaseState) - {CaseState.DISPATCHED, CaseState.HANDLING}), TaskState))
)
def test_what_an_executor_tells_of_a_case_that_is_not_with_him_moves_nothing(state: CaseState, told: TaskState) -> None:
    assert actions_towards(state, progress(told)) == []


@pytest.mark.parametrize(("state", "told"), list(product(CaseState, TaskState)))
def test_all_that_an_executor_can_tell_is_legal_in_the_shipped_workflow(state: CaseState, told: TaskState) -> None:
    case = case_in(state)
    for action, facts in actions_towards(state, progress(told)):
        case, _ = take_step(case, WORKFLOW, action, actor=Actor.EXECUTOR, by=WORKER, now=NOW, facts=facts)


def test_an_illegal_step_leaves_the_case_as_it_was() -> None:
    before = case_in(CaseState.CLOSED)

    with pytest.raises(IllegalAction):
        take_step(before, WORKFLOW, Action.DISPATCH, actor=Actor.DISPATCHER, by=DISPATCHER, now=NOW)

    assert (before.state, before.version) == (CaseState.CLOSED, 3)
