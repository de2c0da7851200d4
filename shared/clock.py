"""What time is it, and which day is that in the town hall?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return this moment, aware, in UTC: the one place that asks the machine."""
    return datetime.now(UTC)


def town_day(moment: datetime) -> date:
    """Return the calendar day of `moment` in Asia/Shanghai, which is the day that terms and midnights follow."""
    return moment.astimezone(SHANGHAI).date()


def day_start(day: date) -> datetime:
    """Return the midnight in Asia/Shanghai with which `day` begins."""
    return datetime.combine(day, time(), SHANGHAI)


def day_end(day: date) -> datetime:
    """Return the midnight in Asia/Shanghai with which `day` ends: what was known on it happened before."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def moment_of(day: date | None, now: datetime) -> datetime:
    """Return when a day is looked at: its end where it is over, else now."""
    return now if day is None else min(day_end(day), now)
