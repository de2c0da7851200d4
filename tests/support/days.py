"""How do tests say which day it is? They move the platform's clock, and put it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from shared.clock import SHANGHAI
from tests.support.platform import Platform


@contextmanager
def on(platform: Platform, day: date) -> Iterator[None]:
    """Let it be noon of a day."""
    platform.clock.ahead = timedelta(0)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
    platform.clock.ahead = noon - platform.clock()
    try:
        yield
    finally:
        platform.clock.ahead = timedelta(0)
