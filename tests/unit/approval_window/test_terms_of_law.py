"""What each paragraph of the licence law says of a term: normal, edge, over a year's end, a make-up day and a pause."""

from datetime import UTC, date, datetime, timedelta

import pytest

from approval_window.applications.domain.terms import (
    AlreadyExtended,
    NoticeTooLate,
    TermOver,
    TimeNotTold,
    deadline_for_delivery,
    deadline_for_notice,
    deadlines_for_decision,
    decide_extension,
    require_notice_in_time,
    require_time_told,
    working_days_used,
)
from shared.calendar import SHANGHAI, Pause, WorkCalendar, calendar_days_from_package

CALENDAR = WorkCalendar({d.day: d.is_workday for d in calendar_days_from_package([2024, 2025, 2026])}, version="2026")
MINUTE = timedelta(minutes=1)


def at(day: str, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:{minute:02d}:00").replace(tzinfo=SHANGHAI).astimezone(UTC)


def closes(day: str) -> datetime:
    """Return when the office closes on a day."""
    return at(day, 17, 30)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (at("2026-03-02"), "2026-03-09"),  # a usual week
        (at("2026-03-02", 0, 0), "2026-03-09"),  # its first minute
        (at("2026-03-02", 23, 59), "2026-03-09"),  # its last minute
        (at("2026-09-14"), "2026-09-20"),  # a make-up Sunday is worked
        (at("2026-04-30"), "2026-05-11"),  # Labour Day, with Saturday the 9th worked
        (at("2025-12-29"), "2026-01-06"),  # over the year's end: 1 to 3 January rest, Sunday the 4th is worked
        (at("2026-02-14"), "2026-02-28"),  # received on a make-up Saturday before the Spring Festival; so is the 28th
        (at("2026-02-18"), "2026-02-28"),  # received in the middle of a holiday; Saturday the 28th is worked
    ],
)
def test_the_notice_is_due_in_five_working_days(received: datetime, due: str) -> None:
    assert deadline_for_notice(received, CALENDAR).due_at == closes(due)


def test_the_notice_may_be_given_in_its_last_minute_and_not_after() -> None:
    due = closes("2026-03-09")

    require_notice_in_time(due, due)
    with pytest.raises(NoticeTooLate) as refused:
        require_notice_in_time(due + MINUTE, due)
    assert refused.value.facts["article"] == "行政许可法 32"


@pytest.mark.parametrize(
    ("accepted", "days", "due"),
    [
        (at("2026-03-02"), 20, "2026-03-30"),  # twenty usual days
        (at("2026-03-02", 23, 59), 20, "2026-03-30"),
        (at("2026-04-20"), 20, "2026-05-20"),  # over Labour Day, one make-up Saturday
        (at("2025-12-15"), 20, "2026-01-13"),  # over the year's end
        (at("2026-03-02"), 45, "2026-05-08"),  # joint (art. 42 (2)): Qingming and Labour Day
        (at("2026-09-14"), 5, "2026-09-20"),  # ends on a make-up Sunday
    ],
)
def test_it_is_decided_within_the_days_of_the_law(accepted: datetime, days: int, due: str) -> None:
    terms = deadlines_for_decision(accepted, CALENDAR, legal_days=days, promised_days=5)

    assert terms.by_law.due_at == closes(due)
    assert terms.promised.due_at <= terms.by_law.due_at


def test_an_extension_lengthens_both_terms_by_its_days() -> None:
    terms = deadlines_for_decision(at("2026-03-02"), CALENDAR, legal_days=20, promised_days=10, extended_days=10)

    assert (terms.by_law.due_at, terms.promised.due_at) == (closes("2026-04-14"), closes("2026-03-30"))


@pytest.mark.parametrize(
    ("pause", "due"),
    [
        # Whole working days.
        (Pause(at("2026-03-10", 9), at("2026-03-12", 9)), closes("2026-04-01")),
        # Three hours of one day.
        (Pause(at("2026-03-10", 9), at("2026-03-10", 12)), at("2026-03-31", 12)),
        # Over a weekend: nothing was worked in it.
        (Pause(at("2026-03-13", 17, 30), at("2026-03-16", 9)), closes("2026-03-30")),
        # Over the edge: it begins in the last hour of the term, which goes on when it ends.
        (Pause(at("2026-03-30", 16, 30), at("2026-04-02", 9)), at("2026-04-02", 10)),
        # After the term was over nothing stands still any more.
        (Pause(at("2026-03-31", 9), at("2026-04-02", 9)), closes("2026-03-30")),
    ],
)
def test_what_is_not_counted_is_added_where_it_lay_within_the_term(pause: Pause, due: datetime) -> None:
    terms = deadlines_for_decision(at("2026-03-02"), CALENDAR, legal_days=20, promised_days=20, pauses=[pause])

    assert terms.by_law.due_at == due


@pytest.mark.parametrize(("joint", "days"), [(False, 10), (True, 15)])
def test_the_head_puts_off_by_ten_days_and_the_government_by_fifteen(joint: bool, days: int) -> None:
    due = closes("2026-03-30")

    assert decide_extension(joint=joint, extended_days=0, decision_due_at=due, now=due) == days


def test_it_is_put_off_once_and_not_when_it_is_over() -> None:
    due = closes("2026-03-30")

    with pytest.raises(AlreadyExtended):
        decide_extension(joint=False, extended_days=10, decision_due_at=due, now=due)
    with pytest.raises(TermOver):
        decide_extension(joint=False, extended_days=0, decision_due_at=due, now=due + MINUTE)


@pytest.mark.parametrize("days", [1, 20, 365])
def test_how_long_it_takes_is_told(days: int) -> None:
    require_time_told(days)


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_time_that_tells_nothing_is_refused(days: int) -> None:
    with pytest.raises(TimeNotTold):
        require_time_told(days)


@pytest.mark.parametrize(
    ("decided", "due"),
    [
        (at("2026-03-02"), "2026-03-16"),
        (
            at("2026-09-23"),
            "2026-10-14",
        ),  # Mid-Autumn 25 to 27 September, National Day 1 to 7, Saturday the 10th worked
        (at("2025-12-25"), "2026-01-09"),
    ],
)
def test_a_decision_is_delivered_within_ten_days(decided: datetime, due: str) -> None:
    assert deadline_for_delivery(decided, CALENDAR).due_at == closes(due)


def test_a_term_over_unpublished_days_is_provisional() -> None:
    accepted = datetime.combine(date(2026, 12, 28), datetime.min.time(), SHANGHAI)

    terms = deadlines_for_decision(accepted, CALENDAR, legal_days=20, promised_days=2)
    assert (terms.by_law.provisional, terms.promised.provisional) == (True, False)


@pytest.mark.parametrize(
    ("accepted", "decided", "pauses", "used"),
    [
        ("2026-03-02", "2026-03-02", [], 0),  # on the spot
        ("2026-03-02", "2026-03-03", [], 1),
        ("2026-03-02", "2026-03-09", [], 5),
        ("2026-03-06", "2026-03-08", [], 0),  # a weekend
        ("2026-09-18", "2026-09-20", [], 1),  # a make-up Sunday is worked
        ("2026-09-30", "2026-10-08", [], 1),  # a holiday is not
        ("2026-03-02", "2026-03-30", [("2026-03-05", "2026-03-19")], 10),  # a hearing is not counted
        ("2026-03-02", "2026-03-30", [("2026-03-05", "2026-03-19"), ("2026-03-19", "2026-03-20")], 9),
    ],
)
def test_the_days_used_are_working_days_after_the_acceptance_without_what_is_not_counted(
    accepted: str, decided: str, pauses: list[tuple[str, str]], used: int
) -> None:
    stood = [Pause(at(began), at(ended)) for began, ended in pauses]

    assert working_days_used(at(accepted), at(decided, 16), CALENDAR, stood) == used
