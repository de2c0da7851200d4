"""When is a term over, and how much working time lies between two moments?

Rules, each a choice, with its reason:

- The day (or moment) on which a term starts does not count: a term in working days begins with the next working day
  (Civil Code art. 201). A start on a rest day is no different: the next working day is day 1, the stricter reading.
- A term in working days ends at the closing hour of its last day (Civil Code art. 203: where there are business hours,
  when business stops). That binds the office more strictly than midnight. A term that runs for a citizen (pay, ask for
  a hearing) is given until midnight instead: `ends=TermEnd.MIDNIGHT`.
- Terms of 2, 3, 5 and 7 days of the Penalty Law (art. 85) and all day terms of the Licence Law (art. 82) are working
  days: `working-days`. Its 15 and 90 days are calendar days: `calendar-days`, which end at midnight and are not moved
  when the last day is a rest day, again the stricter reading for the office.
- `working-hours` and `working-minutes` run inside the daily windows only; a term that is used up exactly at a closing
  hour ends there, not at the next opening. `minutes` run round the clock.
- A pause takes exactly the working time that lay inside it (for `minutes` and `calendar-days`: the time). It is not
  rounded to days. What lies after the due time takes nothing: the term was over.
- A day that no published table covers follows the weekday rule (Monday to Friday) and makes the deadline provisional:
  it is computed again when the table arrives.

All days are days of Asia/Shanghai, a fixed +08:00 since 1991. Results are in UTC.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from importlib.metadata import version as package_version
from itertools import pairwise
from typing import Final

import chinese_calendar

from shared.terms import (
    OFFICE_HOURS,
    BadTerm,
    CalendarDay,
    Deadline,
    Pause,
    TermEnd,
    TermUnit,
    Window,
    YearNotPublished,
)

__all__ = [
    "OFFICE_HOURS",
    "SHANGHAI",
    "BadTerm",
    "CalendarDay",
    "Deadline",
    "Pause",
    "TermEnd",
    "TermUnit",
    "Window",
    "WorkCalendar",
    "YearNotPublished",
    "calendar_days_from_package",
]

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=SHANGHAI)
_EPOCH_UTC: Final = _EPOCH.astimezone(UTC)
_DAYS: Final = (LAST_DAY - FIRST_DAY).days + 1
_SECOND: Final = 1_000_000
_DAY: Final = 86_400 * _SECOND
_FIRST_REST_WEEKDAY: Final = 5


_MICROSECONDS: Final = {
    TermUnit.WORKING_MINUTES: 60 * _SECOND,
    TermUnit.WORKING_HOURS: 3600 * _SECOND,
    TermUnit.MINUTES: 60 * _SECOND,
}


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days and hours are worked: `days` as published, `windows` on each of them; `version` names the table.

    Answers from prepared tables: a deadline costs a few microseconds. Covers 2000 to 2100; raises BadTerm beyond, for
    naive moments, and for windows that overlap or are empty.
    """

    days: Mapping[date, bool]
    version: str
    windows: tuple[Window, ...] = OFFICE_HOURS
    _workdays: tuple[int, ...] = field(init=False, repr=False, compare=False)  # day numbers of all workdays
    _before: tuple[int, ...] = field(init=False, repr=False, compare=False)  # workdays before day i
    _unpublished: tuple[int, ...] = field(init=False, repr=False, compare=False)  # unpublished days before day i
    _spans: tuple[tuple[int, int, int], ...] = field(init=False, repr=False, compare=False)  # opens, closes, worked
    _day_length: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        set_field = object.__setattr__
        spans = _spans(self.windows)
        workdays, before, unpublished = _day_tables(self.days)
        set_field(self, "_spans", spans)
        set_field(self, "_day_length", sum(closes - opens for opens, closes, _ in spans))
        set_field(self, "_workdays", workdays)
        set_field(self, "_before", before)
        set_field(self, "_unpublished", unpublished)

    def is_workday(self, day: date) -> bool:
        """Return whether `day` is worked, by the table or else the weekday rule. Raises BadTerm outside 2000-2100."""
        number = _day_number(day)
        return self._before[number + 1] > self._before[number]

    def is_published(self, day: date) -> bool:
        return day in self.days

    def deadline_after(self, start: datetime, amount: int, unit: TermUnit, *, ends: TermEnd | None = None) -> Deadline:
        """Return when a term of `amount` (≥ 1) `unit` that starts at `start` is over.

        `ends` applies to days: working days end at the closing hour, calendar days at midnight, unless it says
        otherwise. Raises BadTerm.
        """
        if amount < 1:
            raise BadTerm("a term is at least 1", amount=amount, unit=unit)
        begun = _since_epoch(start)
        if unit is TermUnit.MINUTES:
            return Deadline(_moment(begun + amount * _MICROSECONDS[unit]), provisional=False)
        if unit is TermUnit.CALENDAR_DAYS:
            return Deadline(self._end_of_day(begun // _DAY + amount, ends or TermEnd.MIDNIGHT), provisional=False)
        if unit is TermUnit.WORKING_DAYS:
            nth = self._before[_checked(begun // _DAY) + 1] + amount - 1
            last = self._workday(nth)
            return Deadline(
                self._end_of_day(last, ends or TermEnd.CLOSING_HOUR), self._is_provisional(begun // _DAY, last)
            )
        return self._after_working(begun, amount * _MICROSECONDS[unit])

    def working_seconds_between(self, a: datetime, b: datetime) -> float:
        """Return the working time from `a` to `b` in seconds, negative where `b` is the earlier. Raises BadTerm."""
        return (self._worked(_since_epoch(b)) - self._worked(_since_epoch(a))) / _SECOND

    def extend_for_pauses(self, deadline: Deadline, pauses: Iterable[Pause], unit: TermUnit) -> Deadline:
        """Return what `deadline` becomes when the clock stood still during `pauses` (in any order, may overlap)."""
        due = moved = _since_epoch(deadline.due_at)
        for began, ended in _merged(pauses):
            if began >= moved:
                break
            moved = self._shift(moved, began, ended, unit)
        # Midnight ends the day before it.
        is_guessed = unit.is_working and self._is_provisional((due - 1) // _DAY, (moved - 1) // _DAY)
        return Deadline(_moment(moved), deadline.provisional or is_guessed)

    def remaining(self, at: datetime, due_at: datetime, unit: TermUnit) -> timedelta:
        """Return what is left of a term at `at`: working time for working units, else time; zero when it is over."""
        now, due = _since_epoch(at), _since_epoch(due_at)
        left = self._worked(due) - self._worked(now) if unit.is_working else due - now
        return timedelta(microseconds=max(left, 0))

    def resume(
        self, at: datetime, left: timedelta, unit: TermUnit, *, ends: TermEnd = TermEnd.CLOSING_HOUR
    ) -> Deadline:
        """Return the deadline of a clock that goes on at `at` with `left` to run, as `remaining` gave it.

        `ends` is that of the term: one until midnight stays one when what remains fills whole days.
        """
        now, rest = _since_epoch(at), left // timedelta(microseconds=1)
        if not unit.is_working or rest <= 0:
            return Deadline(_moment(now + max(rest, 0)), provisional=False)
        moment = self._unworked(self._worked(now) + rest)
        provisional = self._is_provisional(now // _DAY, moment // _DAY)
        return Deadline(_moment(self._until(moment, ends)), provisional)

    # ------------------------------------------------------------------------- microseconds since 2000-01-01 Shanghai
    def _worked(self, moment: int) -> int:
        """Return the working time from the epoch to `moment`."""
        day, of_day = divmod(moment, _DAY)
        before = self._before[_checked(day)]
        worked = before * self._day_length
        if self._before[day + 1] == before:
            return worked
        for opens, closes, already in reversed(self._spans):
            if of_day > opens:
                return worked + already + min(of_day, closes) - opens
        return worked

    def _after_working(self, begun: int, amount: int) -> Deadline:
        moment = self._unworked(self._worked(begun) + amount)
        return Deadline(_moment(moment), self._is_provisional(begun // _DAY, moment // _DAY))

    def _unworked(self, target: int) -> int:
        """Return the earliest moment to which `target` > 0 has been worked: the inverse of `_worked`."""
        nth, of_day = divmod(target - 1, self._day_length)
        of_day += 1
        day = self._workday(nth) * _DAY
        for opens, _, already in reversed(self._spans):
            if of_day > already:
                return day + opens + of_day - already
        raise AssertionError("a span starts with nothing worked")

    def _shift(self, due: int, began: int, ended: int, unit: TermUnit) -> int:
        if not unit.is_working:
            return due + ended - began
        taken = self._worked(ended) - self._worked(began)
        if taken == 0:
            return due
        moved = self._unworked(self._worked(due) + taken)
        return self._until(moved, TermEnd.MIDNIGHT if due % _DAY == 0 else TermEnd.CLOSING_HOUR)

    def _until(self, moment: int, ends: TermEnd) -> int:
        """Return midnight for a closing hour where the term runs until midnight; else the moment itself."""
        is_moved = ends is TermEnd.MIDNIGHT and moment % _DAY == self._spans[-1][1]
        return (moment // _DAY + 1) * _DAY if is_moved else moment

    def _workday(self, nth: int) -> int:
        if nth >= len(self._workdays):
            raise BadTerm("the term ends after the calendar", last_day=LAST_DAY.isoformat())
        return self._workdays[nth]

    def _end_of_day(self, day: int, ends: TermEnd) -> datetime:
        return _moment(day * _DAY + (_DAY if ends is TermEnd.MIDNIGHT else self._spans[-1][1]))

    def _is_provisional(self, first: int, last: int) -> bool:
        return self._unpublished[_checked(last) + 1] > self._unpublished[_checked(first)]


def calendar_days_from_package(years: Iterable[int]) -> list[CalendarDay]:
    """Return every day of `years` as the package `chinesecalendar` knows it from the State Council's yearly notices.

    Raises YearNotPublished for a year that the package does not cover, rather than guess.
    """
    source = f"chinesecalendar {package_version('chinesecalendar')}"
    rows: list[CalendarDay] = []
    for year in years:
        first = date(year, 1, 1)
        try:
            rows += [
                CalendarDay(day, bool(chinese_calendar.is_workday(day)), source)
                for day in (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
            ]
        except NotImplementedError:
            raise YearNotPublished(f"the holidays of {year} are not published", year=year, source=source) from None
    return rows


def _day_tables(days: Mapping[date, bool]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    workdays: list[int] = []
    before, unpublished = [0], [0]
    for number in range(_DAYS):
        day = FIRST_DAY + timedelta(days=number)
        published = days.get(day)
        if published if published is not None else day.weekday() < _FIRST_REST_WEEKDAY:
            workdays.append(number)
        before.append(len(workdays))
        unpublished.append(unpublished[-1] + (published is None))
    return tuple(workdays), tuple(before), tuple(unpublished)


def _spans(windows: tuple[Window, ...]) -> tuple[tuple[int, int, int], ...]:
    bounds = [moment for window in windows for moment in window]
    if not bounds or any(a >= b for a, b in pairwise(bounds)):
        raise BadTerm("working windows must follow each other without overlap", windows=[str(w) for w in windows])
    spans: list[tuple[int, int, int]] = []
    worked = 0
    for window in windows:
        opens, closes = (
            ((t.hour * 60 + t.minute) * 60 + t.second) * _SECOND + t.microsecond for t in (window.opens, window.closes)
        )
        spans.append((opens, closes, worked))
        worked += closes - opens
    return tuple(spans)


def _merged(pauses: Iterable[Pause]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for began, ended in sorted((_since_epoch(p.started_at), _since_epoch(p.ended_at)) for p in pauses):
        if ended < began:
            raise BadTerm("a pause ends before it starts", started_at=_moment(began), ended_at=_moment(ended))
        if merged and began <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ended, merged[-1][1]))
        else:
            merged.append((began, ended))
    return merged


def _since_epoch(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise BadTerm("a moment needs a time zone", given=moment.isoformat())
    passed = moment - _EPOCH
    return passed.days * _DAY + passed.seconds * _SECOND + passed.microseconds


def _moment(since_epoch: int) -> datetime:
    return _EPOCH_UTC + timedelta(microseconds=since_epoch)


def _day_number(day: date) -> int:
    return _checked((day - FIRST_DAY).days)


def _checked(day: int) -> int:
    if not 0 <= day < _DAYS:
        raise BadTerm("outside the calendar", first_day=FIRST_DAY.isoformat(), last_day=LAST_DAY.isoformat())
    return day
