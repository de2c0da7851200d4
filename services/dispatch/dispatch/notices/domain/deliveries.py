"""What becomes of one telling by one way, when is it tried again, and when is it given up?"""

from datetime import datetime, timedelta
from enum import StrEnum

GIVEN_UP_AFTER = timedelta(hours=6)
# What is urgent and has not arrived by then will not help any more: somebody must see that it failed.
URGENT_GIVEN_UP_AFTER = timedelta(hours=1)
NOBODY = "nobody-left"


class DeliveryState(StrEnum):
    """`held` waits for the end of the quiet hours; `gathered` is told by another row, which counts it."""

    WAITING = "waiting"
    HELD = "held"
    GATHERED = "gathered"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


def next_attempt(first_at: datetime, now: datetime, wait_seconds: float, *, urgent: bool) -> datetime | None:
    """Return when a message that was not taken is sent again, or None where that is given up."""
    end = first_at + (URGENT_GIVEN_UP_AFTER if urgent else GIVEN_UP_AFTER)
    return min(now + timedelta(seconds=wait_seconds), end) if now < end else None
