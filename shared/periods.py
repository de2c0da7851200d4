"""Which days does a figure speak of? Days of Asia/Shanghai, both ends inside, none that is still to come."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from shared.clock import day_end, day_start, town_day
from shared.errors import Invalid

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Days:
    """`first` to `last` as days, `since` to `until` as moments: what falls due later than now is not due yet."""

    first: date
    last: date
    since: datetime
    until: datetime

    @classmethod
    def between(cls, first: date, last: date, now: datetime) -> Self | None:
        """Return the period, None where it ends before it begins, is longer than a year, or begins after today."""
        if not first <= last or first > town_day(now) or (last - first).days >= MOST_DAYS:
            return None
        return cls(first, last, day_start(first), min(day_end(last), now))

    @classmethod
    def asked(cls, first: date, last: date, now: datetime, refused: type[Invalid]) -> Self:
        """Return the period. Raises `refused`, with the most days that one has."""
        found = cls.between(first, last, now)
        if found is None:
            raise refused("a period is up to a year and has begun", field="from", most_days=MOST_DAYS)
        return found
