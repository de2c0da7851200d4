"""Which kinds of term are there, and what are they made of? The words of `shared.calendar`."""

from calendar import monthrange
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final, NamedTuple

from shared.errors import Invalid

MONTHS_OF_A_YEAR = 12


class TermUnit(StrEnum):
    WORKING_MINUTES = "working-minutes"
    WORKING_HOURS = "working-hours"
    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    MINUTES = "minutes"

    @property
    def is_working(self) -> bool:
        return self in _WORKING


_WORKING: Final = frozenset({TermUnit.WORKING_MINUTES, TermUnit.WORKING_HOURS, TermUnit.WORKING_DAYS})


class TermEnd(StrEnum):
    """When the last day of a term in days is over."""

    CLOSING_HOUR = "closing-hour"
    MIDNIGHT = "midnight"


class BadTerm(Invalid):
    """A term, a moment or a calendar that nothing can be computed from."""

    code = "calendar.bad-term"
    said = "期限或时间不正确，无法计算"


class YearNotPublished(Invalid):
    """The State Council has not published the holidays of this year (or the package does not know them yet)."""

    code = "calendar.year-not-published"
    said = "国务院尚未公布该年度的放假安排"


class Window(NamedTuple):
    """One stretch of a working day, local time."""

    opens: time
    closes: time


class Deadline(NamedTuple):
    """`due_at` in UTC; `provisional` when a day on the way is not published yet."""

    due_at: datetime
    provisional: bool


class Pause(NamedTuple):
    """A stretch in which the clock stands still, aware moments."""

    started_at: datetime
    ended_at: datetime


class CalendarDay(NamedTuple):
    day: date
    is_workday: bool
    source: str


OFFICE_HOURS: Final = (Window(time(9), time(12)), Window(time(13, 30), time(17, 30)))


def add_months(day: date, months: int) -> date:
    """Return the day of the same number some months later; where that month has none, its last day.

    Civil code art. 201, 202: the first day does not count, the last is the corresponding one or the month's last.
    """
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
