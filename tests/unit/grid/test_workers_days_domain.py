"""What the rules of answering, leave and plans promise."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from grid.workers.domain.answering import Answers, decide_answering, in_order
from grid.workers.domain.holdings import Holding
from grid.workers.domain.leaves import (
    BadLeaveDays,
    BadStandIn,
    Days,
    IllegalLeaveStep,
    LeaveAction,
    LeaveOverlaps,
    LeaveState,
    check_days,
    check_free,
    check_stand_in,
    next_leave_state,
)
from grid.workers.domain.shifts import BadPlan, DutyReason, OutsideShift, Shift, check_going_on, check_plan, is_in_shift
from shared.clock import SHANGHAI
from shared.schemas.vocabulary import CellRole

A, B = CellRole.A, CellRole.B
OUTER, INNER = "320585102001001", "320585102001101"
HELD = [Holding(OUTER, "wang", A), Holding(OUTER, "li", B)]


# ----------------------------------------------------------------------------------------------------------- answering
@pytest.mark.parametrize(
    ("absent", "expected"),
    [
        ({}, {("wang", A), ("li", B)}),
        ({"wang": None}, {("li", B)}),
        ({"wang": "zhao"}, {("zhao", A), ("li", B)}),
        ({"wang": "li"}, {("li", A)}),
        ({"li": "wang"}, {("wang", A)}),
        ({"wang": "zhao", "zhao": None}, {("li", B)}),
        ({"wang": None, "li": None}, set()),
    ],
    ids=["nobody away", "A away", "stand-in", "B stands in", "A stands in for B", "stand-in away", "all away"],
)
def test_who_is_away_answers_for_nothing_and_his_stand_in_has_his_role(
    absent: dict[str, str | None], expected: set[tuple[str, CellRole]]
):
    found = decide_answering(HELD, {OUTER: None}, absent)

    assert {(one.worker_id, one.role) for one in found} == expected


def test_in_a_micro_cell_those_around_it_stand_in_for_its_own_holders():
    held = [*HELD, Holding(INNER, "sun", A), Holding(INNER, "li", A)]

    found = decide_answering(held[:3], {OUTER: None, INNER: OUTER}, {})

    assert {(one.worker_id, one.role) for one in found if one.cell == INNER} == {("sun", A), ("wang", B), ("li", B)}
    both = decide_answering([HELD[1], held[3]], {OUTER: None, INNER: OUTER}, {})
    assert {(one.worker_id, one.role) for one in both if one.cell == INNER} == {("li", A)}


def test_cells_that_are_not_of_today_are_answered_for_by_nobody():
    assert decide_answering(HELD, {INNER: None}, {}) == set()


def test_on_duty_comes_before_off_duty_and_a_before_b():
    found = [Answers("a-off", A, False), Answers("b-on", B, True), Answers("a-on", A, True), Answers("b-off", B, False)]

    assert [one.worker_id for one in in_order(found)] == ["a-on", "b-on", "a-off", "b-off"]


# --------------------------------------------------------------------------------------------------------------- leave
LAWFUL = {
    (LeaveState.ASKED, LeaveAction.APPROVE): LeaveState.APPROVED,
    (LeaveState.ASKED, LeaveAction.REFUSE): LeaveState.REFUSED,
    (LeaveState.ASKED, LeaveAction.CANCEL): LeaveState.CANCELLED,
    (LeaveState.APPROVED, LeaveAction.CANCEL): LeaveState.CANCELLED,
    (LeaveState.APPROVED, LeaveAction.BEGIN): LeaveState.RUNNING,
    (LeaveState.APPROVED, LeaveAction.END): LeaveState.OVER,
    (LeaveState.RUNNING, LeaveAction.END): LeaveState.OVER,
}


@pytest.mark.parametrize("state", LeaveState)
@pytest.mark.parametrize("action", LeaveAction)
def test_each_step_of_leave_is_taken_where_it_is_lawful_and_nowhere_else(state: LeaveState, action: LeaveAction):
    if (state, action) in LAWFUL:
        assert next_leave_state(state, action) is LAWFUL[state, action]
    else:
        with pytest.raises(IllegalLeaveStep):
            next_leave_state(state, action)


TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [(0, 0, True), (-3, 0, True), (5, 184, True), (-3, -1, False), (5, 4, False), (5, 185, False)],
)
def test_leave_ends_after_it_begins_not_in_the_past_and_is_not_too_long(first: int, last: int, fits: bool):
    days = Days(TODAY + timedelta(days=first), TODAY + timedelta(days=last))

    if fits:
        check_days(days, today=TODAY, most=180)
    else:
        with pytest.raises(BadLeaveDays):
            check_days(days, today=TODAY, most=180)


@pytest.mark.parametrize(
    ("first", "last", "free"), [(1, 2, True), (6, 9, True), (5, 9, False), (1, 3, False), (4, 4, False)]
)
def test_both_days_belong_to_a_leave(first: int, last: int, free: bool):
    taken = [("id", Days(date(2026, 12, 3), date(2026, 12, 5)))]
    days = Days(date(2026, 12, first), date(2026, 12, last))

    if free:
        check_free(days, taken)
    else:
        with pytest.raises(LeaveOverlaps):
            check_free(days, taken)


def test_a_stand_in_is_another_worker_of_the_township_who_is_there():
    check_stand_in("wang", None, is_worker=False, is_away=True)
    check_stand_in("wang", "li", is_worker=True, is_away=False)

    for who, is_worker, is_away in (("wang", True, False), ("li", False, False), ("li", True, True)):
        with pytest.raises(BadStandIn):
            check_stand_in("wang", who, is_worker=is_worker, is_away=is_away)


# --------------------------------------------------------------------------------------------------------------- plans
def at(weekday: int, hour: int, minute: int = 0) -> datetime:
    # 2026-11-30 is a Monday.
    return (
        datetime(2026, 11, 29 + weekday, hour, minute, tzinfo=SHANGHAI)
        if weekday == 1
        else datetime(2026, 12, weekday - 1, hour, minute, tzinfo=SHANGHAI)
    )


DAY_SHIFT, NIGHT = Shift(1, time(8, 30), time(17, 30)), Shift(7, time(22), time(6))


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (at(1, 8, 30), True),
        (at(1, 17, 29), True),
        (at(1, 17, 30), False),
        (at(1, 8, 29), False),
        (at(2, 9), False),
        (at(7, 23), True),
        (at(1, 5, 59), True),
        (at(1, 6), False),
        (at(1, 9).astimezone(UTC), True),
    ],
)
def test_the_begin_belongs_to_a_shift_the_end_does_not_and_a_night_goes_over_the_week(moment: datetime, inside: bool):
    assert is_in_shift([DAY_SHIFT, NIGHT], moment) is inside


@pytest.mark.parametrize(
    "shifts",
    [
        [DAY_SHIFT, Shift(1, time(17), time(19))],
        [NIGHT, Shift(1, time(5), time(9))],
        [Shift(3, time(8), time(8))],
        [DAY_SHIFT, DAY_SHIFT],
    ],
    ids=["overlap", "over the week's end", "no length", "twice"],
)
def test_shifts_that_overlap_or_have_no_length_are_refused(shifts: list[Shift]):
    with pytest.raises(BadPlan):
        check_plan(shifts)


def test_shifts_that_touch_and_no_shifts_at_all_are_a_plan():
    check_plan([])
    check_plan([DAY_SHIFT, Shift(1, time(17, 30), time(22)), NIGHT])


def test_outside_the_plan_a_word_is_needed_and_without_a_plan_none():
    check_going_on([], at(3, 3), None)
    check_going_on([DAY_SHIFT], at(1, 9), None)
    check_going_on([DAY_SHIFT], at(3, 3), DutyReason.EMERGENCY)

    with pytest.raises(OutsideShift):
        check_going_on([DAY_SHIFT], at(3, 3), None)
