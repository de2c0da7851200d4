"""What the rules of inspections promise (administrative penalty law art. 28, 42, 55)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from uuid import UUID

import pytest

from enforcement.inspections.domain import course
from enforcement.inspections.domain.checklists import (
    Answer,
    AnswerKind,
    MeasurementUnfit,
    NotAllAnswered,
    Question,
    failed,
    require_answered,
)
from enforcement.inspections.domain.inspections import (
    RESULTS,
    TRANSITIONS,
    Ground,
    GroundUnfit,
    IllegalStep,
    Inspected,
    InspectionAction,
    InspectionState,
    NewInspection,
    ObjectOrPlace,
    Outcome,
    next_state,
    require_ground,
)
from enforcement.inspections.domain.objects import is_there
from enforcement.inspections.domain.quiet import (
    EarlierInspection,
    QuietTime,
    Reason,
    ReasonUnproved,
    require_below_cap,
    require_quiet_over,
)
from shared.errors import Refusal

DAY = timedelta(days=1)
TODAY = date(2026, 11, 30)
ID = UUID(int=7)
ASKED = [Question("exit", "通道"), Question("noise", "噪声", "dB")]
YES, NO, NONE = AnswerKind.YES, AnswerKind.NO, AnswerKind.NOT_APPLICABLE
OWN = {"ground": Ground.OWN, "why": "x", "place": "y"}
LOUD = Answer("noise", NO, Decimal(71), "dB")


def allowed(rule: Callable[[], object]) -> bool:
    try:
        rule()
    except Refusal:
        return False
    return True


@pytest.mark.parametrize(("state", "action"), list(product(InspectionState, InspectionAction)))
def test_every_step_either_leads_on_or_names_what_would(state: InspectionState, action: InspectionAction) -> None:
    if (state, action) in TRANSITIONS:
        assert next_state(state, action) is TRANSITIONS[state, action]
        return
    with pytest.raises(IllegalStep) as refused:
        next_state(state, action)
    assert refused.value.facts["possible"] == sorted(done for at, done in TRANSITIONS if at is state)


def test_the_centre_hears_of_every_outcome() -> None:
    assert set(RESULTS) == set(Outcome) - {Outcome.BROKEN_OFF}


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ([Answer("exit", YES), LOUD], None),
        ([Answer("exit", YES), Answer("noise", NONE)], None),
        ([Answer("exit", YES)], NotAllAnswered),
        ([Answer("exit", YES), LOUD, LOUD], NotAllAnswered),
        ([Answer("exit", YES), LOUD, Answer("more", YES)], NotAllAnswered),
        ([Answer("exit", YES), Answer("noise", YES)], MeasurementUnfit),
        ([Answer("exit", YES), Answer("noise", YES, Decimal(50), "lux")], MeasurementUnfit),
        ([Answer("exit", YES), Answer("noise", NONE, Decimal(50), "dB")], MeasurementUnfit),
        ([Answer("exit", YES, Decimal(1)), LOUD], MeasurementUnfit),
    ],
)
def test_every_question_is_answered_once_and_measured_in_its_unit(
    answers: list[Answer], refusal: type[Refusal] | None
) -> None:
    if refusal is None:
        require_answered(ASKED, answers)
        return
    with pytest.raises(refusal):
        require_answered(ASKED, answers)


def test_what_failed_was_answered_with_no() -> None:
    assert failed([Answer("exit", YES), LOUD, Answer("other", NONE)]) == ["noise"]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"ground": Ground.OWN, "why": "x", "place": "y"}, None),
        ({"ground": Ground.PLAN, "plan_id": ID, "place": "y", "why": "x"}, None),
        ({"ground": Ground.CLUE, "clue_id": ID, "object_id": ID}, None),
        ({"ground": Ground.DRAW, "draw_id": ID, "object_id": ID}, None),
        ({"ground": Ground.DRAW, "draw_id": ID, "place": "y"}, ObjectOrPlace),
        ({"ground": Ground.OWN, "why": "x"}, ObjectOrPlace),
        ({"ground": Ground.OWN, "why": "x", "place": "y", "object_id": ID}, ObjectOrPlace),
        ({"ground": Ground.OWN, "place": "y"}, GroundUnfit),
        ({"ground": Ground.CLUE, "plan_id": ID, "place": "y"}, GroundUnfit),
        ({"ground": Ground.CLUE, "clue_id": ID, "plan_id": ID, "place": "y"}, GroundUnfit),
        (OWN | {"reason": Reason.COMPLAINT, "proof": "1"}, None),
        (OWN | {"reason": Reason.COMPLAINT}, ReasonUnproved),
        (OWN | {"reason": Reason.ACCIDENT, "recheck_of": ID}, ReasonUnproved),
        (OWN | {"reason": Reason.RECHECK, "recheck_of": ID}, None),
        (OWN | {"reason": Reason.RECHECK, "proof": "1"}, ReasonUnproved),
        (OWN | {"reason": Reason.CLUE}, ReasonUnproved),
        (OWN | {"recheck_of": ID}, ReasonUnproved),
        ({"ground": Ground.CLUE, "clue_id": ID, "reason": Reason.CLUE, "place": "y"}, None),
    ],
)
def test_ground_and_reason_name_what_they_rest_on(given: dict[str, object], refusal: type[Refusal] | None) -> None:
    new = NewInspection(**{"region": "320585102", "field": "fire", "second_officer": None} | given)  # type: ignore[arg-type] # cases
    if refusal is None:
        require_ground(new)
        return
    with pytest.raises(refusal):
        require_ground(new)


def test_credentials_come_before_everything_else() -> None:
    assert not allowed(lambda: course.require_credentials(Inspected()))
    assert allowed(lambda: course.require_credentials(Inspected(credentials_shown=True)))


@pytest.mark.parametrize(
    ("done", "may"),
    [
        (Inspected(), False),
        (Inspected(credentials_shown=True), False),
        (Inspected(answers=(LOUD,)), False),
        (Inspected(credentials_shown=True, answers=(LOUD,)), True),
        (Inspected(credentials_shown=True, answers=(LOUD,), signed_by=("o-2",)), True),
        (Inspected(credentials_shown=True, answers=(LOUD,), signed_by=("o-1",)), False),
    ],
)
def test_a_record_is_signed_once_by_each_when_it_is_written(done: Inspected, may: bool) -> None:
    assert allowed(lambda: course.require_signable(done, "o-1")) is may


def test_a_record_is_signed_by_both_officers() -> None:
    one, both = Inspected(signed_by=("o-1",)), Inspected(signed_by=("o-2", "o-1"))
    assert not course.is_signed(one, ("o-1", "o-2"))
    assert course.is_signed(both, ("o-1", "o-2"))


def test_nothing_is_ordered_for_nothing_and_nothing_found_is_passed_over() -> None:
    bad, well = Inspected(answers=(LOUD,)), Inspected(answers=(Answer("exit", YES),))
    assert not allowed(lambda: course.require_nothing_failed(bad))
    assert allowed(lambda: course.require_nothing_failed(well))
    assert allowed(lambda: course.require_something_failed(bad))
    assert not allowed(lambda: course.require_something_failed(well))


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, False), (1, True), (365, True), (366, False)])
def test_an_order_to_correct_names_a_day_within_a_year(days: int, may: bool) -> None:
    assert allowed(lambda: course.require_order_term(TODAY + days * DAY, TODAY)) is may


@pytest.mark.parametrize(
    ("days", "corrected", "may"), [(1, False, False), (0, False, False), (-1, False, True), (1, True, True)]
)
def test_nobody_is_late_before_the_last_day_is_over(days: int, corrected: bool, may: bool) -> None:
    assert allowed(lambda: course.require_term_over(TODAY + days * DAY, TODAY, corrected=corrected)) is may


@pytest.mark.parametrize(
    ("ago", "quiet", "reason", "may"),
    [
        (0, 30, None, False),
        (30, 30, None, False),
        (31, 30, None, True),
        (5, 30, Reason.COMPLAINT, True),
        (0, 0, None, True),
    ],
)
def test_an_enterprise_is_left_in_peace_but_for_a_reason(
    ago: int, quiet: int, reason: Reason | None, may: bool
) -> None:
    earlier = [EarlierInspection("JC-1", TODAY - 100 * DAY), EarlierInspection("JC-2", TODAY - ago * DAY)]
    assert allowed(lambda: require_quiet_over(earlier, quiet, TODAY, reason)) is may


@pytest.mark.parametrize(
    ("cap", "reason", "may"),
    [(None, None, True), (3, None, True), (2, None, False), (1, None, False), (1, Reason.ACCIDENT, True)],
)
def test_an_enterprise_bears_so_many_inspections_a_calendar_year(
    cap: int | None, reason: Reason | None, may: bool
) -> None:
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 29))
    earlier = [EarlierInspection(f"JC-{day}", day) for day in days]
    assert allowed(lambda: require_below_cap(earlier, cap, TODAY, reason)) is may


def test_the_newest_earlier_inspection_is_named() -> None:
    earlier = [EarlierInspection("JC-2", TODAY - DAY), EarlierInspection("JC-1", TODAY - 3 * DAY)]
    with pytest.raises(QuietTime) as refused:
        require_quiet_over(earlier, 10, TODAY, None)
    assert (refused.value.facts["earlier"], refused.value.facts["until"]) == ("JC-2", "2026-12-09")


@pytest.mark.parametrize(
    ("valid_to", "ended_on", "there"),
    [
        (None, None, True),
        (TODAY, None, True),
        (TODAY - DAY, None, False),
        (None, TODAY, False),
        (None, TODAY + DAY, True),
    ],
)
def test_a_licence_is_there_until_its_last_day_or_its_end(
    valid_to: date | None, ended_on: date | None, there: bool
) -> None:
    assert is_there(valid_to, ended_on, TODAY) is there
