"""When are the terms of penalties over, counted day by day? An oracle that shares nothing with `shared.calendar`.

It walks from one day to the next, with the table of worked days that `clock_oracle` wrote down, and knows the articles.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from tests.support.clock_oracle import CLOSING, TOWN_HALL, table

WORKED = table(2024, 2025, 2026)
DAY = timedelta(days=1)
# Kind, first day and last day of each; None: it runs.
Appeals = Collection[tuple[str, date, date | None]]


def is_worked(day: date) -> bool:
    return WORKED[day] if day in WORKED else day.weekday() not in {5, 6}


def nth_workday(start: date, number: int) -> date:
    """Return the last of so many working days after a day, which does not count itself."""
    day = start
    while number:
        day += DAY
        number -= is_worked(day)
    return day


def nth_day(start: date, number: int) -> date:
    day = start
    for _ in range(number):
        day += DAY
    return day


def days_between(start: date, end: date) -> int:
    """Return how many days after a day another comes."""
    day, passed = start, 0
    while day < end:
        day, passed = day + DAY, passed + 1
    return passed


def nth_month(start: date, number: int) -> date:
    """Return the same day so many months on, or the month's last where it has none."""
    day, passed = start, 0
    while passed < number or not (day.day == start.day or (day.day < start.day and (day + DAY).day == 1)):
        day += DAY
        passed += day.day == 1
    return day


def kept_until(imposed: date, number: int, examined: Collection[tuple[date, date]]) -> date:
    """Return the last of so many days after a day; none of an examination counts, both its ends inside (25)."""
    day = imposed
    while number:
        day += DAY
        number -= not any(first <= day <= last for first, last in examined)
    return day


def closing(day: date) -> datetime:
    return datetime.combine(day, time(CLOSING // 60, CLOSING % 60), TOWN_HALL)


def midnight(day: date) -> datetime:
    """Return the end of a day."""
    return datetime.combine(day + DAY, time(0), TOWN_HALL)


def free_days(appeals: Appeals, on: date) -> set[date]:
    """Return the days of appeals until a day: the one on which an appeal begins does not count."""
    found: set[date] = set()
    for _, began, ended in appeals:
        day = began
        while day < min(ended or on, on):
            day += DAY
            found.add(day)
    return found


def late(fine: int, due: date, on: date, free: Collection[date], put_offs: Sequence[tuple[date, date]] = ()) -> int:
    """Add three per cent for each day after the last, until it is as much as the fine (art. 72, 73).

    `put_offs`: on which day it was put off, and what had been its last day until then (art. 66).
    """
    added, day = Fraction(0), min([due, *(was_due for _, was_due in put_offs)])
    while day < on:
        day += DAY
        last = next((was_due for when, was_due in put_offs if day <= when), due)
        if day > last and day not in free:
            added = min(added + Fraction(3 * fine, 100), Fraction(fine))
    return int(added)


def remedies_over(served: date, appeals: Appeals) -> date:
    """Return the last day on which the party could still appeal."""
    over, at = nth_month(served, 6), date.min
    for kind, _, ended in appeals:
        if ended is not None and (ended > at or (ended == at and kind == "suit")):
            at, over = ended, ended if kind == "suit" else nth_day(ended, 15)
    return over


def court(
    served: date,
    demanded: date | None,
    put_off: date | None,
    appeals: Collection[tuple[str, date, date | None]],
    on: date,
) -> str | None:
    """Return why a court is not asked on a day, None where it may be (coercion law 53, 54, 69)."""
    if any(ended is None for _, _, ended in appeals):
        return "penalties.appeal-runs"
    if demanded is None or on <= nth_workday(demanded, 10):
        return "penalties.not-demanded"
    over = max(remedies_over(served, appeals), put_off or date.min)
    if on <= over:
        return "penalties.court-too-soon"
    return "penalties.court-too-late" if on > nth_month(over, 3) else None
