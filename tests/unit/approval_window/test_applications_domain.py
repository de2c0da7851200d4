"""What the rules of receiving an application promise."""

from datetime import UTC, date, datetime

import pytest

from approval_window.applications.domain.applicants import Applicant, ApplicantKind, NumberMalformed, check_number
from approval_window.applications.domain.terms import deadline_for_notice
from shared.calendar import WorkCalendar, calendar_days_from_package

TODAY = date(2026, 9, 30)
CITIZEN = "11010519491231002X"
COMPANY = "91110000600037341L"
PUBLISHED = WorkCalendar({day.day: day.is_workday for day in calendar_days_from_package([2026])}, version="2026")
WEEKDAYS = WorkCalendar({}, version="none")


@pytest.mark.parametrize(("kind", "number"), [(ApplicantKind.PERSON, CITIZEN), (ApplicantKind.ORGANISATION, COMPANY)])
def test_a_number_that_fits_its_standard_is_taken(kind: ApplicantKind, number: str) -> None:
    check_number(Applicant(kind, "甲", number), today=TODAY)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (ApplicantKind.PERSON, COMPANY),
        (ApplicantKind.ORGANISATION, CITIZEN),
        (ApplicantKind.PERSON, "110105194912310021"),
        (ApplicantKind.PERSON, "110105 19491231 002X"),
        (ApplicantKind.ORGANISATION, "91110000600037341M"),
        (ApplicantKind.PERSON, ""),
    ],
)
def test_a_number_that_does_not_is_refused_without_repeating_it(kind: ApplicantKind, number: str) -> None:
    with pytest.raises(NumberMalformed) as refused:
        check_number(Applicant(kind, "甲", number), today=TODAY)

    assert set(refused.value.facts) == {"kind", "standard"}


def test_a_birth_after_today_makes_a_number_none() -> None:
    with pytest.raises(NumberMalformed):
        check_number(Applicant(ApplicantKind.PERSON, "甲", CITIZEN), today=date(1949, 12, 30))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 9, 14, 2, 0, tzinfo=UTC), date(2026, 9, 20)),  # Sunday the 20th is a working day
        (datetime(2026, 4, 3, 2, 0, tzinfo=UTC), date(2026, 4, 13)),  # Qingming, 4th to 6th, between
        (datetime(2026, 4, 30, 15, 59, tzinfo=UTC), date(2026, 5, 11)),  # 23:59 in Shanghai; Labour Day; 9th is worked
    ],
)
def test_the_notice_is_due_at_the_close_of_the_fifth_working_day(received: datetime, due: date) -> None:
    notice = deadline_for_notice(received, PUBLISHED)

    assert notice.due_at == datetime(due.year, due.month, due.day, 9, 30, tzinfo=UTC)


def test_a_deadline_over_unpublished_days_is_provisional() -> None:
    received = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)

    assert deadline_for_notice(received, PUBLISHED).provisional
    assert deadline_for_notice(received, WEEKDAYS).provisional
    assert not deadline_for_notice(datetime(2026, 9, 14, 2, 0, tzinfo=UTC), PUBLISHED).provisional
