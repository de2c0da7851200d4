"""How urgent is an application to who works through his list?"""

from datetime import datetime
from enum import StrEnum

from shared.calendar import WorkCalendar

# A working day of 09:00-12:00 and 13:30-17:30: with so much left, or less, it is for today.
LAST_DAY_S = 7 * 3600


class Light(StrEnum):
    """`still`: no term runs, the applicant or a hearing is waited for."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    STILL = "still"


def light_of(due_at: datetime | None, promised_at: datetime | None, now: datetime, calendar: WorkCalendar) -> Light:
    """Return a term's light: red after the law's, yellow after the promise or on the last working day of either."""
    if due_at is None:
        return Light.STILL
    if now > due_at:
        return Light.RED
    first = min(due_at, promised_at or due_at)
    return Light.YELLOW if calendar.working_seconds_between(now, first) <= LAST_DAY_S else Light.GREEN
