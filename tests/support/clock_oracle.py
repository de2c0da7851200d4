"""When is a term over, counted minute by minute? An oracle that shares nothing with the arithmetic of the calendar.

It writes down every minute that is worked between 2024 and 2028, one after the other, strikes out those in which a
clock stood still, and takes the one with which the term is used up. Only the rules are the same: what a term in days
counts is read from `shared.calendar`'s docstring, not from its code.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

import chinese_calendar

from shared.calendar import TermUnit

TOWN_HALL = timezone(timedelta(hours=8))
BEGIN = datetime(2024, 1, 1, tzinfo=TOWN_HALL)
LAST_YEAR = 2028
A_DAY = 24 * 60
CLOSING = 17 * 60 + 30
# The holidays of a year that nobody has published yet, invented: New Year, a week in February with its make-up days, a
# week in May and one in October.
INVENTED_REST = (
    *(date(2027, 1, day) for day in (1, 2, 3)),
    *(date(2027, 2, day) for day in range(5, 13)),
    *(date(2027, 5, day) for day in range(1, 6)),
    *(date(2027, 10, day) for day in range(1, 8)),
)
INVENTED_WORK = (date(2027, 1, 31), date(2027, 2, 20), date(2027, 9, 26), date(2027, 10, 9))


def days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))


def table(*years: int) -> dict[date, bool]:
    """Return which days of `years` are worked: as the State Council said to 2026, invented for 2027."""
    known: dict[date, bool] = {}
    for year in years:
        for day in days_of(year):
            if year <= 2026:
                known[day] = bool(chinese_calendar.is_workday(day))
            else:
                is_usual = day.weekday() < 5 and day not in INVENTED_REST
                known[day] = is_usual or day in INVENTED_WORK
    return known


def worked_minutes_of_a_day() -> list[int]:
    """Return the minutes of a working day, looked at one by one: 09:00-12:00 and 13:30-17:30."""
    return [m for m in range(A_DAY) if 9 * 60 <= m < 12 * 60 or 13 * 60 + 30 <= m < CLOSING]


def minute_of(moment: datetime) -> int:
    """Return how many whole minutes lie between the beginning and a moment."""
    passed = moment - BEGIN
    assert passed.seconds % 60 == 0
    return passed.days * A_DAY + passed.seconds // 60


def moment_of(minute: int) -> datetime:
    return (BEGIN + timedelta(minutes=minute)).astimezone(UTC)


class Oracle:
    """One calendar, written out."""

    def __init__(self, days: Mapping[date, bool]) -> None:
        self.worked, self.workdays, self.published = array("l"), array("l"), array("b")
        every = worked_minutes_of_a_day()
        for number, day in enumerate(day for year in range(BEGIN.year, LAST_YEAR + 1) for day in days_of(year)):
            self.published.append(day in days)
            if days[day] if day in days else day.weekday() not in {5, 6}:
                self.workdays.append(number)
                self.worked.fromlist([number * A_DAY + minute for minute in every])
        self.all = array("l", range(len(self.published) * A_DAY))

    def due(self, start: int, amount: int, unit: TermUnit, pauses: Sequence[tuple[int, int]] = ()) -> int:
        """Return the minute at which a term is over that stood still during `pauses` (from, until; in order)."""
        minutes = self.worked if unit.is_working else self.all
        needed = self._needed(start, amount, unit)
        place = bisect_left(minutes, start)
        paused = sum(bisect_left(minutes, until) - bisect_left(minutes, since) for since, until in pauses)
        running = minutes[place : place + needed + paused]
        for since, until in pauses:
            del running[bisect_left(running, since) : bisect_left(running, until)]
        return running[needed - 1] + 1

    def _needed(self, start: int, amount: int, unit: TermUnit) -> int:
        """Return how many minutes a term takes that is never paused."""
        if unit is TermUnit.WORKING_HOURS:
            return amount * 60
        if unit in {TermUnit.WORKING_MINUTES, TermUnit.MINUTES}:
            return amount
        day = start // A_DAY
        if unit is TermUnit.CALENDAR_DAYS:
            return (day + amount + 1) * A_DAY - start
        # The day on which it starts does not count; the last one is over when the office closes.
        following = bisect_left(self.workdays, day + 1)
        end = self.workdays[following + amount - 1] * A_DAY + CLOSING
        return bisect_left(self.worked, end) - bisect_left(self.worked, start)

    def is_provisional(self, start: int, due: int, unit: TermUnit) -> bool:
        """Tell whether a day that decides over a term is not published: for hours the day it starts on, too."""
        if not unit.is_working:
            return False
        first = start // A_DAY + (unit is TermUnit.WORKING_DAYS)
        return not all(self.published[first : (due - 1) // A_DAY + 1])
