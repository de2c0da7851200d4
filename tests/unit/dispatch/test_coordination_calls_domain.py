"""What may follow on what of a whistle's call, a sub-task, a hand-up and a transfer? Every pair, and nothing else."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from dispatch.coordination.domain import hand_ups, subtasks, transfers, whistles
from dispatch.coordination.domain.handovers import UnitOn
from dispatch.coordination.domain.refusals import (
    CallNotPossible,
    ComeByMissing,
    DueTooLate,
    HandUpNotPossible,
    NotASupporter,
    RatingMissing,
    RatingUncalledFor,
    SubtaskNotPossible,
    TransferNotPossible,
)
from dispatch.duties.domain.authority import Answer, Duty, DutyKind, Standing
from shared.errors import Refusal
from shared.schemas.vocabulary import CaseState, Executor

NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
TOWN = "320585102"


def _handed(state: hand_ups.HandUpState, act: hand_ups.HandUpAct) -> hand_ups.HandUpState:
    return hand_ups.next_state(state, act, hand_ups.Wants.HANDLING)


MACHINES: dict[str, tuple[Mapping[Any, Any], Iterable[Any], Iterable[Any], Callable[..., Any], type[Refusal]]] = {
    "call": (
        *(whistles.TRANSITIONS, whistles.CallState, whistles.CallAct),
        *(whistles.next_state, CallNotPossible),
    ),
    "sub-task": (
        *(subtasks.TRANSITIONS, subtasks.SubtaskState, subtasks.SubtaskAct),
        *(subtasks.next_state, SubtaskNotPossible),
    ),
    "hand-up": (hand_ups.TRANSITIONS, hand_ups.HandUpState, hand_ups.HandUpAct, _handed, HandUpNotPossible),
    "transfer": (
        *(transfers.TRANSITIONS, transfers.TransferState, transfers.TransferAct),
        *(transfers.next_state, TransferNotPossible),
    ),
}


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_takes_its_own_acts_and_names_them_when_it_refuses_another(name: str) -> None:
    table, states, acts, step, refusal = MACHINES[name]
    for state, act in product(states, acts):
        if (state, act) in table:
            assert step(state, act) is table[state, act]
            continue
        with pytest.raises(refusal) as refused:
            step(state, act)
        assert refused.value.facts["possible"] == sorted(str(a) for s, a in table if s is state)


def test_every_state_is_reached_by_an_act() -> None:
    for name, (table, states, _, _, _) in MACHINES.items():
        reached = set(table.values())
        begun = {state for state, _ in table} - reached
        assert set(states) == reached | begun, name


@pytest.mark.parametrize("state", whistles.CallState)
def test_a_call_is_due_as_long_as_its_unit_is_expected(state: whistles.CallState) -> None:
    answer_by, come_by = NOW, NOW + timedelta(hours=1)
    due = whistles.due_at(state, answer_by, come_by)
    assert (due is not None) is (state in whistles.EXPECTED)
    assert due == (answer_by if state is whistles.CallState.CALLED else due and come_by)


def test_who_must_come_to_what_is_past_is_told_by_when() -> None:
    past, later = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    must = whistles.Ruling.MUST_COME
    assert whistles.bound_until(must, None, later, NOW) == later
    assert whistles.bound_until(must, later, past, NOW) == later
    assert whistles.bound_until(whistles.Ruling.WELL_FOUNDED, None, past, NOW) == past
    with pytest.raises(ComeByMissing):
        whistles.bound_until(must, None, past, NOW)


def test_each_who_came_is_rated_once_and_nobody_else() -> None:
    one, other = whistles.Rating("u-1", 5), whistles.Rating("u-2", 4)
    whistles.require_ratings([one, other], ["u-1", "u-2"])
    for given in ([one, one], [one, other, whistles.Rating("u-3", 3)]):
        with pytest.raises((RatingUncalledFor, RatingMissing)):
            whistles.require_ratings(given, ["u-1", "u-2"])


def _led(**more: Any) -> subtasks.Led:
    return subtasks.Led("id", CaseState.HANDLING, TOWN, "M1", Executor.UNIT, "u-lead", **more)  # type: ignore[arg-type]


def test_a_department_supports_by_the_list_or_by_a_whistle_alone() -> None:
    bureau = UnitOn("u-bureau", TOWN[:6], "bureau")
    listed = Answer(Standing.BASIC, True, duty=Duty("M1", DutyKind.BASIC, "office", ("bureau",), "条例"))
    silent = Answer(Standing.NOT_LOADED, False)
    assert subtasks.require_supporter(_led(), bureau, listed, named=bureau.id) is bureau
    assert subtasks.require_supporter(_led(came={bureau.id}), bureau, silent, named=bureau.id) is bureau
    with pytest.raises(NotASupporter):
        subtasks.require_supporter(_led(), bureau, silent, named=bureau.id)


def test_a_part_is_due_by_the_limit_or_earlier_and_never_in_the_past() -> None:
    limit = NOW + timedelta(days=3)
    assert subtasks.due_of(limit, None, NOW) == limit
    assert subtasks.due_of(limit, NOW + timedelta(days=1), NOW) == NOW + timedelta(days=1)
    assert subtasks.due_of(None, limit, NOW) == limit
    for known, given in ((limit, limit + timedelta(1)), (limit, NOW), (None, None)):
        with pytest.raises(DueTooLate):
            subtasks.due_of(known, given, NOW)
