"""What time is it, and which day is that in the town hall?"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return this moment, aware, in UTC: the one place that asks the machine."""
    return datetime.now(UTC)


def town_day(moment: datetime) -> date:
    """Return the calendar day of `moment` in Asia/Shanghai, which is the day that terms and midnights follow."""
    return moment.astimezone(SHANGHAI).date()
