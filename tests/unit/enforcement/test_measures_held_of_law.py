"""How long is something kept, and what becomes of it (coercion law 19, 21, 25-28)? One test a paragraph."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from enforcement.penalties.domain import holding, settling
from enforcement.penalties.domain.confiscating import settled_measures
from enforcement.penalties.domain.course import Appeal, AppealKind, Course
from enforcement.penalties.domain.measures import (
    Disposal,
    Examination,
    ExaminationKind,
    LiftGround,
    Measure,
    MeasureKind,
    MeasureState,
    Payer,
    Sale,
    require_nothing_held,
    require_seized,
)
from enforcement.penalties.domain.sanctions import Sanction, SanctionKind
from shared.errors import Refusal

DAY = timedelta(days=1)
# 10:00 in the township on 30 November 2026.
NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 30)
S, K = MeasureState, MeasureKind
HELD = Measure(1, K.SEIZE, S.IMPOSED, 30, approved_at=NOW, imposed_at=NOW)
URGENT = replace(HELD, urgent=True, approved_at=None, report_due_at=NOW + timedelta(hours=24))
APPEAL = Appeal(AppealKind.SUIT, TODAY)
REPORTED = replace(URGENT, reported_at=NOW)
GOODS = Sanction((SanctionKind.CONFISCATE_GOODS,), goods_fen=1)
FINE = Sanction((SanctionKind.FINE,), fine_fen=1)


def refusal(check: Any, *given: Any, **named: Any) -> str | None:
    """Return by which article something is refused, None where it is not."""
    try:
        check(*given, **named)
    except Refusal as refused:
        return str(refused.facts["article"]).removeprefix("行政强制法 ")
    return None


@pytest.mark.parametrize(("days", "refused"), [(0, "25"), (1, None), (30, None), (31, "25")])
def test_thirty_days_and_thirty_more_at_most(days: int, refused: str | None) -> None:
    assert refusal(holding.require_term, days) == refusal(holding.require_more_days, days) == refused


@pytest.mark.parametrize(("passed", "over"), [(0, False), (30, False), (31, True)])
def test_the_thirtieth_day_is_the_last(passed: int, over: bool) -> None:
    assert holding.last_day(HELD) == date(2026, 12, 30)
    assert holding.is_over(HELD, TODAY + passed * DAY) is over
    assert refusal(holding.require_extendable, HELD, NOW + passed * DAY) == ("25、28" if over else None)


def test_it_is_extended_once_by_what_was_approved() -> None:
    longer = replace(HELD, extended_days=30)
    assert holding.last_day(longer) == date(2027, 1, 29)
    assert refusal(holding.require_extendable, longer, NOW) == "25"
    assert refusal(holding.require_extendable, REPORTED, NOW) == "19"


@pytest.mark.parametrize(
    ("begins", "until", "more"),
    [(0, 0, 0), (0, 1, 1), (1, 1, 1), (30, 30, 1), (30, 39, 10), (31, 40, 0), (29, 29, 1)],
)
def test_days_of_an_examination_do_not_count(begins: int, until: int, more: int) -> None:
    period = Examination(ExaminationKind.APPRAISAL, TODAY + begins * DAY, TODAY + until * DAY)
    assert holding.last_day_of(TODAY, 30, (period,)) == TODAY + (30 + more) * DAY
    ended = replace(period, until=period.until + 9 * DAY, ended_on=period.until)
    assert holding.last_day_of(TODAY, 30, (ended,)) == TODAY + (30 + more) * DAY


@pytest.mark.parametrize(
    ("begins", "until", "refused"),
    [(0, 0, None), (30, 60, None), (31, 60, "25"), (-1, 5, "25"), (5, 4, "25")],
)
def test_the_period_of_an_examination_is_clear_told_and_begins_in_the_term(
    begins: int, until: int, refused: str | None
) -> None:
    days = TODAY + begins * DAY, TODAY + until * DAY
    assert refusal(holding.require_examination, HELD, *days, TODAY) == refused


def test_one_examination_comes_after_the_other() -> None:
    period = Examination(ExaminationKind.TESTING, TODAY, TODAY + 2 * DAY)
    tested = replace(HELD, examinations=(period,))
    assert [refusal(holding.require_examinable, tested, NOW + n * DAY) for n in (0, 2, 3)] == ["25", "25", None]
    assert [refusal(holding.require_examination_runs, tested, NOW + n * DAY) for n in (-1, 0, 1, 2)] == [
        *("25", None, None, "25")
    ]


def test_the_organ_pays_for_examining_and_keeping() -> None:
    assert refusal(holding.require_borne_by_organ, Payer.ORGAN) is None
    assert refusal(holding.require_borne_by_organ, Payer.PARTY) == "25、26"


@pytest.mark.parametrize(
    ("after", "refused"),
    [(timedelta(0), None), (timedelta(hours=24), None), (timedelta(hours=24, microseconds=1), "19")],
)
def test_what_was_urgent_is_reported_within_twenty_four_hours(after: timedelta, refused: str | None) -> None:
    assert holding.deadline_to_report(NOW) == NOW + timedelta(hours=24)
    assert refusal(holding.require_reportable, URGENT, NOW + after) == refused
    assert refusal(holding.require_reportable, REPORTED, NOW + after) == "19"
    assert refusal(holding.require_reportable, HELD, NOW) == "19"


def test_what_was_urgent_is_approved_after_it_was_reported_or_lifted_at_once() -> None:
    unneeded = replace(REPORTED, unneeded=True)
    approved = replace(REPORTED, approved_at=NOW)
    given = (replace(HELD, state=S.ASKED), URGENT, REPORTED, approved, unneeded)
    assert [refusal(holding.require_approvable, one, NOW) for one in given] == [None, "19", None, "18、19", "19"]
    assert [holding.must_lift(one, NOW) is not None for one in given] == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("at", "earliest", "refused"),
    [
        (NOW, NOW, None),
        (NOW - DAY, NOW, "18、19"),
        (NOW + DAY, NOW, "18、19"),
        (NOW, TODAY, None),
        (NOW - DAY, TODAY, "18、19"),
        (NOW.replace(hour=0), TODAY, None),
    ],
)
def test_it_is_imposed_after_it_was_approved_or_found(at: datetime, earliest: Any, refused: str | None) -> None:
    assert refusal(holding.require_moment, at, earliest, NOW) == refused


@pytest.mark.parametrize("state", S)
def test_nothing_stands_still_or_ends_while_something_is_held(state: MeasureState) -> None:
    held = state in {S.IMPOSED, S.LIFTED}
    assert refusal(require_nothing_held, [replace(HELD, state=state)]) == ("27、28" if held else None)
    seized = None if state is S.IMPOSED else "行政处罚法 56、行政强制法 18"
    assert refusal(require_seized, [replace(HELD, state=state)]) == seized


@pytest.mark.parametrize(
    ("measure", "refused"),
    [
        (HELD, None),
        (replace(HELD, state=S.RETURNED), None),
        (replace(HELD, state=S.LIFTED), "21、28"),
        (REPORTED, "21、28"),
        (replace(HELD, imposed_at=NOW - 31 * DAY), "21、28"),
    ],
)
def test_what_may_be_kept_goes_along_with_a_crime(measure: Measure, refused: str | None) -> None:
    assert refusal(settling.require_transferable, [measure], NOW) == refused


@pytest.mark.parametrize(
    ("measure", "decided", "handled"),
    [
        (HELD, GOODS, True),
        (HELD, FINE, False),
        (HELD, None, False),
        (REPORTED, GOODS, False),
        (replace(HELD, imposed_at=NOW - 30 * DAY), GOODS, True),
        (replace(HELD, imposed_at=NOW - 31 * DAY), GOODS, False),
        (replace(HELD, state=S.LIFTED), GOODS, False),
        (replace(HELD, handled_on=TODAY), FINE, False),
        (replace(HELD, handled_on=TODAY, imposed_at=NOW - 31 * DAY), GOODS, True),
    ],
)
def test_a_decision_in_time_that_confiscates_settles_it(measure: Measure, decided: Any, handled: bool) -> None:
    after = settling.handled(measure, settled_measures(decided, [], [measure]), NOW)
    assert (after.handled_on is not None) is handled
    assert not (handled and holding.is_over(after, TODAY + 99 * DAY))


@pytest.mark.parametrize(
    ("disposal", "course", "handled_on", "basis", "refused"),
    [
        (Disposal.CONFISCATE, Course(decided=GOODS, served_on=TODAY), TODAY, None, None),
        (Disposal.CONFISCATE, Course(decided=GOODS, served_on=TODAY), None, None, "27"),
        (Disposal.CONFISCATE, Course(decided=GOODS), TODAY, None, "27"),
        (Disposal.CONFISCATE, Course(decided=FINE, served_on=TODAY), TODAY, None, "27"),
        (Disposal.CONFISCATE, Course(), TODAY, "条例", "27"),
        (Disposal.DESTROY, Course(), None, "食品安全法", None),
        (Disposal.DESTROY, Course(appeals=(APPEAL,)), None, "食品安全法", None),
        (Disposal.DESTROY, Course(appeals=(APPEAL,)), TODAY, "食品安全法", "行政处罚法 73"),
        (Disposal.DESTROY, Course(), None, " ", "27"),
    ],
)
def test_things_are_confiscated_by_a_decision_and_destroyed_by_a_law(
    disposal: Any, course: Course, handled_on: Any, basis: str | None, refused: str | None
) -> None:
    assert refusal(settling.require_disposal, disposal, course, replace(HELD, handled_on=handled_on), basis) == refused


@pytest.mark.parametrize(
    ("ground", "today", "course", "refused"),
    [(ground, TODAY, Course(decided=FINE), None) for ground in LiftGround if ground is not LiftGround.EXPIRED]
    + [
        (LiftGround.DECIDED, TODAY, Course(), "28"),
        (LiftGround.EXPIRED, TODAY + 30 * DAY, Course(), "28"),
        (LiftGround.EXPIRED, TODAY + 31 * DAY, Course(), None),
    ],
)
def test_it_is_lifted_for_five_grounds(ground: Any, today: date, course: Course, refused: str | None) -> None:
    assert refusal(settling.require_lift_ground, ground, HELD, course, today) == refused


@pytest.mark.parametrize(
    ("sale", "owed"),
    [(None, 0), (Sale(70, 100), 70), (Sale(69, 100), 100), (Sale(150, 100), 150), (Sale(0, 0), 0)],
)
def test_what_was_sold_is_paid_back_and_too_low_a_price_made_good(sale: Sale | None, owed: int) -> None:
    assert settling.owed_back_fen(sale, 70) == owed
    sold = replace(HELD, sale=sale)
    assert refusal(settling.require_returned, sold, "收条", owed, 70) is None
    assert refusal(settling.require_returned, sold, "收条", owed + 1, 70) == "28"
    assert refusal(settling.require_returned, sold, " ", owed, 70) == "28"
    assert refusal(settling.require_saleable, sold, NOW) == ("28" if sale else None)
