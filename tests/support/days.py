"""How do tests say which day it is? They reckon from today, or move the platform's clock and put it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from shared.clock import SHANGHAI, town_day, utc_now
from tests.support.platform import Platform


def today() -> date:
    """Return the town's day of the machine, where nobody has moved a platform's clock."""
    return town_day(utc_now())


def in_days(days: int) -> str:
    """Return the day that is so many days from today, as it is written: what tests name holds in every year."""
    return (today() + timedelta(days=days)).isoformat()


@contextmanager
def on(platform: Platform, day: date) -> Iterator[None]:
    """Let it be noon of a day, and then what it was before."""
    before, noon = platform.clock.ahead, datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
    platform.clock.ahead += noon - platform.clock()
    try:
        yield
    finally:
        platform.clock.ahead = before
