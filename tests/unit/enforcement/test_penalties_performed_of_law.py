"""What the penalty law and the coercion law say of paying late and of the court, with edge days."""

from datetime import date, timedelta

import pytest

from enforcement.penalties.domain.correcting import Correction, CorrectionWay
from enforcement.penalties.domain.course import Appeal, AppealKind, Course, Payment, PutOff
from enforcement.penalties.domain.performing import (
    AppealRuns,
    CourtTooLate,
    CourtTooSoon,
    InstalmentsMisfit,
    NotDemanded,
    NotLater,
    NotOverdue,
    court_days,
    days_late,
    late_fen,
    require_court,
    require_instalments,
    require_later,
    require_overdue,
)
from enforcement.penalties.domain.sanctions import Sanction, SanctionKind
from enforcement.penalties.domain.terms import last_day_of_demand
from shared.calendar import WorkCalendar, calendar_days_from_package

CALENDAR = WorkCalendar({d.day: d.is_workday for d in calendar_days_from_package([2025, 2026])}, version="2026")
FINE = Sanction((SanctionKind.FINE,), fine_fen=100_000)
DUE = date(2026, 3, 7)


def day(text: str) -> date:
    return date.fromisoformat(text)


def appeal(began: str, ended: str | None) -> Appeal:
    return Appeal(AppealKind.SUIT, day(began), day(ended) if ended else None)


def asked_again(ended: str) -> Appeal:
    return Appeal(AppealKind.RECONSIDERATION, day("2026-02-01"), day(ended))


@pytest.mark.parametrize(
    ("appeals", "days"),
    [
        ((), 0),
        ((appeal("2026-03-01", "2026-03-05"),), 0),  # over before it was due
        ((appeal("2026-03-01", "2026-03-10"),), 3),
        ((appeal("2026-03-10", None),), 10),  # it runs
        ((appeal("2026-03-01", "2026-03-10"), appeal("2026-03-09", "2026-03-12")), 5),  # no day counts twice
        ((appeal("2026-03-10", "2027-01-01"),), 10),  # ended after the day asked about
    ],
)
def test_days_of_an_appeal_cost_nothing(appeals: tuple[Appeal, ...], days: int) -> None:
    course = Course(decided=FINE, appeals=appeals)
    assert days_late(course, DUE, day("2026-03-20")) == 13 - days
    assert late_fen(course, DUE, day("2026-03-20")) == (13 - days) * 3_000


@pytest.mark.parametrize(
    ("put_offs", "due", "days"),
    [
        ((PutOff(day("2026-03-07"), DUE),), "2026-03-25", 0),  # put off on its last day
        ((PutOff(day("2026-03-12"), DUE),), "2026-03-25", 5),  # five days too late
        ((PutOff(day("2026-03-12"), DUE),), "2026-03-18", 7),  # and two more after the new day
        ((PutOff(day("2026-03-08"), DUE), PutOff(day("2026-03-15"), day("2026-03-12"))), "2026-03-19", 5),
        ((PutOff(day("2026-04-12"), DUE),), "2026-04-25", 13),  # it was put off after the day asked about
    ],
)
def test_what_was_late_before_a_payment_was_put_off_stays_late(
    put_offs: tuple[PutOff, ...], due: str, days: int
) -> None:
    assert days_late(Course(put_offs=put_offs), day(due), day("2026-03-20")) == days


@pytest.mark.parametrize(("to", "today"), [("2026-03-07", "2026-03-01"), ("2026-03-10", "2026-03-10")])
def test_a_payment_is_put_off_to_a_day_to_come(to: str, today: str) -> None:
    with pytest.raises(NotLater) as refusal:
        require_later(day(to), DUE, day(today))
    assert "66" in str(refusal.value.facts["article"])
    require_later(day(to) + timedelta(days=1), DUE, day(today))


PLAN = (Payment(day("2026-03-20"), 60_000), Payment(day("2026-04-20"), 40_000))


@pytest.mark.parametrize(
    ("payments", "on", "days"),
    [
        ((), "2026-03-20", 0),  # the last day of the first instalment
        ((), "2026-03-21", 1),
        ((Payment(day("2026-03-20"), 59_999),), "2026-03-25", 5),  # a little too little
        ((Payment(day("2026-03-20"), 60_000),), "2026-04-20", 0),
        ((Payment(day("2026-03-20"), 60_000),), "2026-04-22", 2),  # the last instalment
        ((Payment(day("2026-03-22"), 60_000),), "2026-03-25", 5),  # too late: all is due since the first was missed
    ],
)
def test_who_misses_an_instalment_is_late_since_its_day(payments: tuple[Payment, ...], on: str, days: int) -> None:
    course = Course(put_offs=(PutOff(DUE, DUE, PLAN),), payments=payments)
    assert days_late(course, day("2026-04-20"), day(on)) == days


@pytest.mark.parametrize(
    "plan",
    [
        PLAN[::-1],
        PLAN[:1],
        (PLAN[0], Payment(day("2026-04-20"), 40_001)),
        (PLAN[0], Payment(day("2026-04-21"), 40_000)),
        (Payment(DUE, 60_000), PLAN[1]),
        (Payment(day("2026-03-20"), 100_000), Payment(day("2026-04-20"), 0)),
    ],
)
def test_instalments_are_all_that_is_owed_day_by_day(plan: tuple[Payment, ...]) -> None:
    require_instalments(PLAN, day("2026-04-20"), 100_000, DUE)
    with pytest.raises(InstalmentsMisfit):
        require_instalments(plan, day("2026-04-20"), 100_000, DUE)


def test_who_was_found_not_to_have_corrected_is_pressed_without_owing_money() -> None:
    with pytest.raises(NotOverdue):
        require_overdue(Course(correction=Correction(CorrectionWay.AT_ONCE)), None, DUE)
    require_overdue(Course(correction=Correction(CorrectionWay.AT_ONCE, late=True)), None, DUE)


def test_who_has_paid_everything_is_late_no_more() -> None:
    course = Course(decided=FINE, paid_fen=103_000, late_fen=3_000, performed_on=day("2026-03-08"))
    assert late_fen(course, DUE, day("2026-03-20")) == 3_000
    with pytest.raises(NotOverdue):
        require_overdue(course, DUE, day("2026-03-20"))


@pytest.mark.parametrize(
    ("course", "first", "last"),
    [
        (Course(served_on=day("2026-01-15")), "2026-07-16", "2026-10-15"),
        (Course(served_on=day("2025-08-31")), "2026-03-01", "2026-05-28"),  # a month without that day
        (
            Course(served_on=day("2026-01-15"), appeals=(appeal("2026-02-01", "2026-11-30"),)),
            "2026-12-01",
            "2027-02-28",
        ),
        # After a reconsideration he may still sue for fifteen days (administrative litigation law 45).
        (Course(served_on=day("2026-01-15"), appeals=(asked_again("2026-11-30"),)), "2026-12-16", "2027-03-15"),
        (
            Course(
                served_on=day("2026-01-15"), appeals=(asked_again("2026-11-30"), appeal("2026-12-02", "2026-12-08"))
            ),
            "2026-12-09",
            "2027-03-08",
        ),
        (Course(served_on=day("2026-01-15"), put_off_to=day("2026-09-30")), "2026-10-01", "2026-12-30"),
        (Course(served_on=day("2026-01-15"), put_off_to=day("2026-02-28")), "2026-07-16", "2026-10-15"),
    ],
)
def test_a_court_is_asked_within_three_months_after_the_remedies(course: Course, first: str, last: str) -> None:
    assert court_days(course) == (day(first), day(last))


def test_a_demand_runs_for_ten_working_days() -> None:
    course = Course(served_on=day("2025-08-20"), demand_until=last_day_of_demand(day("2026-02-13"), CALENDAR))
    # Spring festival lies among them.
    with pytest.raises(NotDemanded):
        require_court(course, day("2026-03-05"))
    require_court(course, day("2026-03-07"))


@pytest.mark.parametrize(
    ("course", "today", "refusal"),
    [
        (Course(served_on=day("2026-01-15")), "2026-08-01", NotDemanded),
        (Course(served_on=day("2026-01-15"), demand_until=day("2026-03-16")), "2026-07-15", CourtTooSoon),
        (Course(served_on=day("2026-01-15"), demand_until=day("2026-03-16")), "2026-10-16", CourtTooLate),
        (
            Course(served_on=day("2026-01-15"), demand_until=day("2026-03-16"), appeals=(appeal("2026-04-01", None),)),
            "2026-08-01",
            AppealRuns,
        ),
    ],
)
def test_a_court_is_not_asked_too_soon_too_late_or_meanwhile(
    course: Course, today: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        require_court(course, day(today))
    require_court(Course(served_on=day("2026-01-15"), demand_until=day("2026-03-16")), day("2026-07-16"))
