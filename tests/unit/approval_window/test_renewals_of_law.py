"""Until when is the extension of a licence asked for and decided, and for which days is it (licence law art. 50)?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from approval_window.applications.domain.renewals import (
    HoldsWithoutEnd,
    IsARenewal,
    NotARenewal,
    NotTheHolder,
    RenewalTooLate,
    RenewedBySilence,
    deadline_for_renewal,
    last_day_to_ask,
    renewed_to,
    require_holder,
    require_new,
    require_renewal,
    require_renewal_in_time,
    require_renewal_undecided,
)
from approval_window.applications.domain.terms import deadlines_for_decision
from shared.calendar import WorkCalendar, calendar_days_from_package

LAST = date(2026, 12, 31)
ONE_SECOND = timedelta(seconds=1)
CALENDAR = WorkCalendar({day.day: day.is_workday for day in calendar_days_from_package([2025, 2026])}, version="2026")


@pytest.mark.parametrize(
    ("today", "days_ahead", "in_time"),
    [
        (date(2026, 6, 1), 30, True),
        (date(2026, 12, 1), 30, True),
        (date(2026, 12, 2), 30, False),
        (date(2026, 12, 2), 10, True),
        (date(2026, 12, 21), 10, True),
        (date(2026, 12, 22), 10, False),
        (date(2026, 12, 31), 0, True),
    ],
)
def test_it_is_asked_for_thirty_days_before_the_end_or_as_a_law_says_otherwise(
    today: date, days_ahead: int, in_time: bool
) -> None:
    if in_time:
        assert require_renewal_in_time(LAST, days_ahead, today) == LAST
    else:
        with pytest.raises(RenewalTooLate) as refused:
            require_renewal_in_time(LAST, days_ahead, today)
        assert refused.value.facts["asked_until"] == last_day_to_ask(LAST, days_ahead).isoformat()


def test_what_holds_until_further_notice_is_not_extended() -> None:
    with pytest.raises(HoldsWithoutEnd):
        require_renewal_in_time(None, 30, LAST)


def test_its_holder_asks_and_nobody_else() -> None:
    require_holder("11010519491231002X", "11010519491231002X")
    with pytest.raises(NotTheHolder):
        require_holder("11010519491231002X", "110105194912310011")


def test_it_is_decided_until_the_last_day_is_over_in_the_town_and_not_later() -> None:
    due = deadline_for_renewal(LAST)

    assert due.astimezone(UTC) == datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    require_renewal_undecided(due, due + ONE_SECOND / 2)
    require_renewal_undecided(None, due + ONE_SECOND)
    with pytest.raises(RenewedBySilence):
        require_renewal_undecided(due, due + ONE_SECOND)


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        (datetime(2026, 11, 30, 2, tzinfo=UTC), datetime(2026, 12, 28, 9, 30, tzinfo=UTC)),
        (datetime(2026, 12, 21, 2, tzinfo=UTC), deadline_for_renewal(LAST)),
    ],
)
def test_the_decision_is_due_in_twenty_days_and_before_the_licence_ends(accepted: datetime, due: datetime) -> None:
    terms = deadlines_for_decision(
        accepted, CALENDAR, legal_days=20, promised_days=20, renewal_due_at=deadline_for_renewal(LAST)
    )

    assert terms.by_law.due_at == terms.promised.due_at == due


@pytest.mark.parametrize(
    ("first", "last", "months", "renewed"),
    [
        (date(2023, 11, 30), date(2026, 11, 29), None, date(2029, 11, 29)),
        (date(2024, 2, 29), date(2025, 2, 28), None, date(2026, 3, 1)),
        (date(2026, 1, 1), date(2026, 12, 31), None, date(2027, 12, 31)),
        (date(2026, 1, 10), date(2026, 1, 20), None, date(2026, 1, 31)),
        (date(2026, 3, 1), date(2026, 3, 1), None, date(2026, 3, 2)),
        (date(2023, 11, 30), date(2026, 11, 29), 12, date(2027, 11, 29)),
        (date(2026, 1, 1), date(2026, 1, 30), 1, date(2026, 2, 27)),
    ],
)
def test_it_holds_as_long_again_or_for_the_months_of_its_item(
    first: date, last: date, months: int | None, renewed: date
) -> None:
    assert renewed_to(first, last, months) == renewed


def test_what_is_there_is_extended_and_what_is_not_is_granted() -> None:
    require_new(None)
    require_renewal("a licence")
    with pytest.raises(IsARenewal):
        require_new("a licence")
    with pytest.raises(NotARenewal):
        require_renewal(None)
