"""On which days of its year does a register hold, and what of a year lies under which?

Each holds from a day on to the end of its year, or to the day before the next one. On no day two of a region do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from dispatch.assessment.domain.refusals import ChangesThePast, DayNotCome, DayOutsideYear, LaterRegisterExists
from shared.clock import SHANGHAI, town_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """The days of an approved register, both ends inside."""

    register_id: UUID
    region: str
    valid_from: date
    valid_to: date

    def covers(self, on: date) -> bool:
        return self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True)
class Period:
    """A range of days, both ends inside, of which the past until `now` is known.

    `decided_by`: what was decided at this moment or later was not known then; None: whatever is decided by now counts.
    """

    first: date
    last: date
    now: datetime
    decided_by: datetime | None = None

    @property
    def since(self) -> datetime:
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        return min(_midnight(self.last + ONE_DAY), self.now)

    @property
    def known_on(self) -> date | None:
        """Return the last day of it that has come; None before it begins."""
        day = min(self.last, town_day(self.now))
        return day if day >= self.first else None

    @property
    def over_before(self) -> date:
        """Return the first day that is not over yet, or not of the period."""
        return min(self.last + ONE_DAY, town_day(self.now))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class YearPart:
    """Days of a year, one after the other, that lie under one register."""

    term: Term
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def first_day(year: int) -> date:
    return date(year, 1, 1)


def last_day(year: int) -> date:
    return date(year, 12, 31)


def require_in_year(year: int, day: date) -> None:
    """Raise DayOutsideYear."""
    if day.year != year:
        raise DayOutsideYear("this day is of another year", day=day.isoformat(), year=year)


def day_of(year: int, asked: date | None, today: date) -> date:
    """Return the day of a year that is asked about: today, or the year's nearest, where none is named.

    Raises DayOutsideYear.
    """
    if asked is None:
        return min(max(today, first_day(year)), last_day(year))
    require_in_year(year, asked)
    return asked


def known_day_of(year: int, asked: date | None, today: date) -> date:
    """Return the day of a year until which something is asked about: today, or the year's last one if it is over.

    Raises DayOutsideYear, DayNotCome.
    """
    day = day_of(year, asked, today)
    if day > today:
        raise DayNotCome("this day has not come", day=day.isoformat(), today=today.isoformat())
    return day


def on_day(terms: Sequence[Term], on: date) -> Term | None:
    return next((term for term in terms if term.covers(on)), None)


def decide_ended(known: Sequence[Term], valid_from: date, today: date, *, scored_after: bool) -> Term | None:
    """Return the register that one ends (on the day before) which begins on a day; None where it is the first.

    `known`: those of the same region and year; `scored_after`: whether a score rests on what held on that day or later.
    What is past stays: a first register may look back, but neither one that changes another, nor past a score.

    Raises LaterRegisterExists, ChangesThePast.
    """
    newest = max(known, key=lambda term: term.valid_from, default=None)
    if newest is not None and newest.valid_from >= valid_from:
        raise LaterRegisterExists("one that begins then or later stands", valid_from=newest.valid_from.isoformat())
    ended = on_day(known, valid_from)
    if scored_after or (ended is not None and valid_from < today):
        facts = {"valid_from": valid_from.isoformat(), "today": today.isoformat()}
        raise ChangesThePast("what was assessed by another register stays", scored=scored_after, **facts)
    return ended


def parts_of(own: Sequence[Term], county: Sequence[Term], first: date, last: date) -> list[YearPart]:
    """Return the parts of a range of days by the nearest register: the township's own, else its county's.

    Days on which neither has one are in no part.
    """
    turns = {turn for term in (*own, *county) for turn in (term.valid_from, term.valid_to + ONE_DAY)}
    begins = sorted({first, *(turn for turn in turns if first < turn <= last)})
    found: list[YearPart] = []
    for begin, following in zip(begins, [*begins[1:], last + ONE_DAY], strict=True):
        term = on_day(own, begin) or on_day(county, begin)
        if term is None or begin > last:
            continue
        if found and found[-1].term == term and found[-1].last + ONE_DAY == begin:
            found[-1] = YearPart(term, found[-1].first, following - ONE_DAY)
        else:
            found.append(YearPart(term, begin, following - ONE_DAY))
    return found
