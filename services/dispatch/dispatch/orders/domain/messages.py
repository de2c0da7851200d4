"""What is said to the outside platforms, in which order, and when is a message that is not taken given up?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

GIVEN_UP_AFTER = timedelta(hours=24)


class MessageKind(StrEnum):
    SIGNED = "signed"
    CONTACTED = "contacted"
    RETURN_APPLIED = "return-applied"
    EXTENSION_APPLIED = "extension-applied"
    REPLIED = "replied"


class MessageState(StrEnum):
    """`FAILED`: not taken for 24 hours; it is stuck, and so is what was to be said after it."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Message:
    """What a platform is told of one of its orders; `occasion` makes it the same message, however often it is written.

    `body` holds codes, numbers and approved wordings; `text` is what somebody wrote, and is sealed on disk.
    """

    report_id: UUID
    case_id: UUID
    kind: MessageKind
    occasion: str
    body: dict[str, object]
    text: str | None = None
    application_id: UUID | None = None


def decide_next_attempt(first_at: datetime, now: datetime, wait_seconds: float) -> datetime | None:
    """Return when a message that was not taken is sent again, or None where 24 hours are over."""
    if now - first_at >= GIVEN_UP_AFTER:
        return None
    return min(now + timedelta(seconds=wait_seconds), first_at + GIVEN_UP_AFTER)
