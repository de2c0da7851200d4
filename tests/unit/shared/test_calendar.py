"""What the work calendar promises about terms, rest days and pauses."""

import random
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.calendar import (
    OFFICE_HOURS,
    SHANGHAI,
    BadTerm,
    Deadline,
    Pause,
    TermEnd,
    TermUnit,
    Window,
    WorkCalendar,
    YearNotPublished,
    calendar_days_from_package,
)

WORKING_TIME = [TermUnit.WORKING_MINUTES, TermUnit.WORKING_HOURS]
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
AMOUNTS = st.integers(1, 300)


@cache
def published() -> WorkCalendar:
    rows = calendar_days_from_package(range(2024, 2027))
    return WorkCalendar({row.day: row.is_workday for row in rows}, version="2026.1")


def at(text: str) -> datetime:
    """Read a local time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(start: str, amount: int, unit: TermUnit, **options: TermEnd) -> datetime:
    return published().deadline_after(at(start), amount, unit, **options).due_at


def slowly_after(start: datetime, minutes: int) -> datetime:
    """Walk window by window: what the tables must agree with."""
    local = start.astimezone(SHANGHAI)
    left, day = timedelta(minutes=minutes), local.date()
    while True:
        for window in OFFICE_HOURS if published().is_workday(day) else ():
            begins = max(local, datetime.combine(day, window.opens, SHANGHAI))
            ends = datetime.combine(day, window.closes, SHANGHAI)
            if begins < ends:
                if left <= ends - begins:
                    return begins + left
                left -= ends - begins
        day += timedelta(days=1)


def slowly_days_after(start: datetime, days: int) -> date:
    day = start.astimezone(SHANGHAI).date()
    while days:
        day += timedelta(days=1)
        days -= published().is_workday(day)
    return day


@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        ("2026-09-24T10:00", 1, TermUnit.WORKING_HOURS, "2026-09-24T11:00"),
        ("2026-09-24T11:30", 1, TermUnit.WORKING_HOURS, "2026-09-24T14:00"),  # over lunch
        ("2026-09-24T09:00", 3, TermUnit.WORKING_HOURS, "2026-09-24T12:00"),  # used up at the closing, not the opening
        ("2026-09-30T16:30", 2, TermUnit.WORKING_HOURS, "2026-10-08T10:00"),  # over National Day
        ("2026-09-19T22:00", 30, TermUnit.WORKING_MINUTES, "2026-09-20T09:30"),  # into a make-up Sunday
        ("2026-09-18T10:00", 1, TermUnit.WORKING_DAYS, "2026-09-20T17:30"),  # a make-up Sunday counts
        ("2026-09-19T10:00", 1, TermUnit.WORKING_DAYS, "2026-09-20T17:30"),  # received on a rest day
        ("2025-12-31T18:00", 1, TermUnit.WORKING_DAYS, "2026-01-04T17:30"),  # over the year's end
        ("2026-09-30T10:00", 3, TermUnit.CALENDAR_DAYS, "2026-10-04T00:00"),  # rest days are no excuse
        ("2026-09-30T23:50", 30, TermUnit.MINUTES, "2026-10-01T00:20"),
    ],
)
def test_a_term_ends_where_the_calendar_says(start: str, amount: int, unit: TermUnit, expected: str) -> None:
    assert due(start, amount, unit) == at(expected)


def test_a_citizens_working_days_run_until_midnight() -> None:
    given_until = due("2026-09-23T10:00", 1, TermUnit.WORKING_DAYS, ends=TermEnd.MIDNIGHT)

    assert given_until == at("2026-09-25T00:00")


def test_due_times_are_in_utc() -> None:
    assert due("2026-09-24T10:00", 1, TermUnit.WORKING_HOURS).tzinfo is UTC


def test_a_year_that_is_not_published_makes_the_deadline_provisional() -> None:
    before = published().deadline_after(at("2026-12-30T09:00"), 1, TermUnit.WORKING_DAYS)
    beyond = published().deadline_after(at("2026-12-30T09:00"), 2, TermUnit.WORKING_DAYS)

    assert not before.provisional
    assert beyond == Deadline(at("2027-01-01T17:30"), provisional=True)  # the weekday rule: a Friday


def test_terms_round_the_clock_are_never_provisional() -> None:
    assert not published().deadline_after(at("2027-05-01T09:00"), 90, TermUnit.CALENDAR_DAYS).provisional
    assert not published().deadline_after(at("2027-05-01T09:00"), 90, TermUnit.MINUTES).provisional


def test_three_thousand_random_terms_agree_with_a_walk_through_the_days() -> None:
    dice = random.Random(20260930)
    first = at("2025-12-20T00:00")
    for _ in range(3000):
        start = first + timedelta(seconds=dice.randrange(400 * 86400))
        minutes, days = dice.randrange(1, 4000), dice.randrange(1, 12)
        by_minute = published().deadline_after(start, minutes, TermUnit.WORKING_MINUTES)
        by_day = published().deadline_after(start, days, TermUnit.WORKING_DAYS)

        assert by_minute.due_at == slowly_after(start, minutes), start
        assert by_day.due_at.astimezone(SHANGHAI).date() == slowly_days_after(start, days), start


@given(MOMENTS, AMOUNTS, st.sampled_from(WORKING_TIME))
@settings(max_examples=60)
def test_the_working_time_to_a_deadline_is_the_term(start: datetime, amount: int, unit: TermUnit) -> None:
    deadline = published().deadline_after(start, amount, unit)

    seconds = amount * (3600 if unit is TermUnit.WORKING_HOURS else 60)
    assert published().working_seconds_between(start, deadline.due_at) == seconds
    assert published().working_seconds_between(deadline.due_at, start) == -seconds


@given(MOMENTS, MOMENTS, AMOUNTS, st.sampled_from(TermUnit))
@settings(max_examples=60)
def test_a_later_start_is_never_due_earlier(a: datetime, b: datetime, amount: int, unit: TermUnit) -> None:
    early, late = sorted((a, b))

    first, second = (published().deadline_after(start, amount, unit) for start in (early, late))

    assert first.due_at <= second.due_at


@given(MOMENTS, AMOUNTS, st.sampled_from(WORKING_TIME), st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 9000))))
@settings(max_examples=60)
def test_pauses_take_exactly_the_working_time_inside_them(
    start: datetime, amount: int, unit: TermUnit, stretches: list[tuple[int, int]]
) -> None:
    calendar, deadline = published(), published().deadline_after(start, amount, unit)
    pauses, clock = [], start
    for run, rest in stretches:
        began = clock + timedelta(minutes=run)
        clock = began + timedelta(minutes=rest)
        pauses.append(Pause(began, clock))

    extended = calendar.extend_for_pauses(deadline, pauses, unit)

    counted = [p for p in pauses if p.started_at < extended.due_at]
    paused = sum(calendar.working_seconds_between(*pause) for pause in counted)
    assert calendar.working_seconds_between(deadline.due_at, extended.due_at) == pytest.approx(paused)


@given(MOMENTS, AMOUNTS, st.integers(1, 20000), st.sampled_from([*WORKING_TIME, TermUnit.MINUTES]))
@settings(max_examples=60)
def test_to_resume_with_what_remained_is_the_same_as_to_extend(
    start: datetime, amount: int, minutes: int, unit: TermUnit
) -> None:
    calendar, deadline = published(), published().deadline_after(start, amount, unit)
    middle = start + (deadline.due_at - start) / 2
    back = middle + timedelta(minutes=minutes)

    left = calendar.remaining(middle, deadline.due_at, unit)
    extended = calendar.extend_for_pauses(deadline, [Pause(middle, back)], unit)

    resumed = calendar.resume(back, left, unit).due_at
    assert calendar.working_seconds_between(resumed, extended.due_at) == 0


def test_pauses_that_overlap_count_once() -> None:
    deadline = Deadline(at("2026-09-24T16:00"), provisional=False)
    pauses = [
        Pause(at("2026-09-24T10:00"), at("2026-09-24T11:00")),
        Pause(at("2026-09-24T09:30"), at("2026-09-24T10:30")),
    ]

    extended = published().extend_for_pauses(deadline, pauses, TermUnit.WORKING_HOURS)

    assert extended.due_at == at("2026-09-24T17:30")


def test_a_term_until_midnight_stays_one_after_a_pause_of_whole_days() -> None:
    deadline = Deadline(at("2026-09-16T00:00"), provisional=False)
    pause = Pause(at("2026-09-15T09:00"), at("2026-09-16T09:00"))

    extended = published().extend_for_pauses(deadline, [pause], TermUnit.WORKING_DAYS)

    left = published().remaining(pause.started_at, deadline.due_at, TermUnit.WORKING_DAYS)
    resumed = published().resume(pause.ended_at, left, TermUnit.WORKING_DAYS, ends=TermEnd.MIDNIGHT)
    assert extended.due_at == resumed.due_at == at("2026-09-17T00:00")


def test_a_pause_outside_office_hours_changes_nothing() -> None:
    deadline = Deadline(at("2026-09-24T16:00"), provisional=False)
    lunch = Pause(at("2026-09-24T12:00"), at("2026-09-24T13:30"))

    assert published().extend_for_pauses(deadline, [lunch], TermUnit.WORKING_MINUTES) == deadline


def test_nothing_remains_of_a_term_that_is_over() -> None:
    left = published().remaining(at("2026-09-24T16:00"), at("2026-09-24T10:00"), TermUnit.WORKING_HOURS)

    assert left == timedelta(0)


def test_what_can_never_be_computed_is_refused() -> None:
    with pytest.raises(BadTerm, match="time zone"):
        published().deadline_after(datetime(2026, 9, 24, 10, 0), 1, TermUnit.MINUTES)  # noqa: DTZ001
    with pytest.raises(BadTerm, match="at least 1"):
        due("2026-09-24T10:00", 0, TermUnit.WORKING_DAYS)
    with pytest.raises(BadTerm, match="after the calendar"):
        due("2100-12-30T10:00", 9, TermUnit.WORKING_DAYS)


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    deadline = Deadline(at("2026-09-24T16:00"), provisional=False)
    backwards = Pause(at("2026-09-24T11:00"), at("2026-09-24T10:00"))

    with pytest.raises(BadTerm, match="before it starts"):
        published().extend_for_pauses(deadline, [backwards], TermUnit.MINUTES)


@pytest.mark.parametrize(
    "windows", [(), (Window(time(9), time(9)),), (Window(time(13), time(17)), Window(time(9), time(12)))]
)
def test_working_windows_that_overlap_are_refused(windows: tuple[Window, ...]) -> None:
    with pytest.raises(BadTerm, match="without overlap"):
        WorkCalendar({}, version="none", windows=windows)


def test_the_package_knows_make_up_days_and_refuses_to_guess() -> None:
    days = {row.day: row for row in calendar_days_from_package([2026])}

    assert len(days) == 365
    assert days[date(2026, 9, 20)].is_workday  # a Sunday
    assert not days[date(2026, 10, 1)].is_workday
    assert days[date(2026, 1, 1)].source.startswith("chinesecalendar ")
    with pytest.raises(YearNotPublished):
        calendar_days_from_package([2099])
