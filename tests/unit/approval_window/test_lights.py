"""Which light does a term have, as it comes nearer?"""

from datetime import UTC, datetime

import pytest

from approval_window.applications.domain.lights import Light, light_of
from shared.calendar import SHANGHAI, WorkCalendar, calendar_days_from_package

CALENDAR = WorkCalendar({d.day: d.is_workday for d in calendar_days_from_package([2026])}, version="2026")


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI).astimezone(UTC)


LAW, PROMISE = at("2026-03-30T17:30"), at("2026-03-16T17:30")


@pytest.mark.parametrize(
    ("now", "light"),
    [
        (at("2026-03-02T10:00"), Light.GREEN),
        (at("2026-03-13T17:29"), Light.GREEN),  # Friday evening: a minute more than a working day is left
        (at("2026-03-13T17:30"), Light.YELLOW),  # the last working day of the promise, the weekend between
        (at("2026-03-20T10:00"), Light.YELLOW),  # the promise is broken, the law is not
        (at("2026-03-30T17:30"), Light.YELLOW),
        (at("2026-03-30T17:31"), Light.RED),
    ],
)
def test_a_term_turns_yellow_with_its_promise_and_red_with_the_law(now: datetime, light: Light) -> None:
    assert light_of(LAW, PROMISE, now, CALENDAR) is light


def test_where_no_term_runs_nothing_is_urgent() -> None:
    assert light_of(None, None, LAW, CALENDAR) is Light.STILL


def test_without_a_promise_the_law_alone_counts() -> None:
    assert light_of(LAW, None, at("2026-03-20T10:00"), CALENDAR) is Light.GREEN
