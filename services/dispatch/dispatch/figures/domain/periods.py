"""Which days does a figure of the centre speak of?"""

from datetime import date, datetime, timedelta

from dispatch.figures.domain.refusals import BadPeriod
from shared.periods import MOST_DAYS, Days


class Period(Days):
    """Days of Asia/Shanghai, both ends inside, none that is still to come."""

    __slots__ = ()

    @classmethod
    def of(cls, first: date, last: date, now: datetime) -> "Period":
        """Raises BadPeriod where it ends before it begins, is longer than a year, or begins after today."""
        found = cls.between(first, last, now)
        if found is None:
            raise BadPeriod("a period is up to a year and has begun", field="from", most_days=MOST_DAYS)
        return found

    @classmethod
    def day(cls, day: date, now: datetime) -> "Period":
        return cls.of(day, day, now)

    @classmethod
    def days_before(cls, end: date, days: int, now: datetime) -> "Period":
        """Return the `days` days that end with `end`."""
        return cls.of(end - timedelta(days=days - 1), end, now)
