"""What becomes of one message to one person, and when does it count as sent?

It is `handing-over` before the gateway is called, and that is committed. Whatever ends the process then, it goes out
once at most: the gateway is asked whether it has it; where it cannot tell, the message is `unknown` and counts as sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

# Who dies with messages in his hands keeps them from the others for so long; who lives ends handing over well before.
LEASE = timedelta(seconds=30)
HANDING_SECONDS = 10
FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(minutes=30)


class MessageState(StrEnum):
    WAITING = "waiting"
    HANDING_OVER = "handing-over"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    DROPPED = "dropped"
    CANCELLED = "cancelled"


# The gateway has it, or may have it: never again.
GONE_OUT: Final = (MessageState.SENT, MessageState.UNKNOWN)


class Dropped(StrEnum):
    """Why somebody of the audience is sent nothing after all."""

    OPTED_OUT = "opted-out"
    NO_CONSENT = "no-consent"
    RECORD_ENDED = "record-ended"
    NUMBER_CHANGED = "number-changed"
    NO_POST = "no-post"
    ALREADY_TOLD = "already-told"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """What somebody was told by other campaigns in the same words: of which posts, and whether of the same link."""

    posts: frozenset[str] = frozenset()
    link: bool = False


def new_posts(best: Sequence[UUID], before: ToldBefore, most: int) -> list[UUID]:
    """Return the best `most` posts of which somebody was not told before in the same words."""
    return [one for one in best if str(one) not in before.posts][:most]


class Handed(StrEnum):
    """What the gateway made of a message: `refused` for good, `not-taken` for now, `untold` nobody knows."""

    TAKEN = "taken"
    REFUSED = "refused"
    NOT_TAKEN = "not-taken"
    NOT_BEGUN = "not-begun"
    UNTOLD = "untold"


# No connection, so no message either.
_NEVER_LEFT = frozenset(
    {"ConnectError", "ConnectTimeout", "PoolTimeout", "InvalidURL", "own-address", "ConnectionRefusedError"}
)
# It says itself that it takes nothing now.
_ASK_LATER = frozenset({"HTTP 429", "HTTP 503"})
# It says that this message is none. Any other 4xx is about us (a secret, an address), and no fault of the message.
_IS_NONE = frozenset({"HTTP 400", "HTTP 422"})
# The connection was there, and what became of the message nobody knows.
_TIMED_OUT = "HTTP 408"


def handed(error: str | None) -> Handed:
    """Return what an answer of the gateway (None, `HTTP 503`, the name of an error) says of a message."""
    if error is None:
        return Handed.TAKEN
    if error in _IS_NONE:
        return Handed.REFUSED
    about_us = error.startswith("HTTP 4") and error != _TIMED_OUT
    return Handed.NOT_TAKEN if about_us or error in _NEVER_LEFT | _ASK_LATER else Handed.UNTOLD


def handed_together(error: str) -> Handed:
    """Return what the failure of a call says of all its messages: never that any one of them is none."""
    outcome = handed(error)
    return Handed.NOT_TAKEN if outcome is Handed.REFUSED else outcome


def after_handing(outcome: Handed, attempts: int, now: datetime, *, can_tell: bool) -> tuple[MessageState, datetime]:
    """Return (state, when it is looked at again) of a message that was handed over `attempts` times.

    `can_tell`: the gateway can be asked whether it has a message; until then that stays open.
    """
    if outcome is Handed.TAKEN:
        return MessageState.SENT, now
    if outcome is Handed.NOT_BEGUN:
        return MessageState.WAITING, now
    if outcome is Handed.UNTOLD:
        return (MessageState.HANDING_OVER if can_tell else MessageState.UNKNOWN), now
    if outcome is Handed.REFUSED:
        return MessageState.FAILED, now
    # A gateway that is away is no fault of the message: it waits, however long.
    return MessageState.WAITING, now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 10))


class Told(StrEnum):
    """What a gateway says when it is asked whether it has a message."""

    HAS_IT = "taken"
    HAS_IT_NOT = "not-taken"
    CANNOT_TELL = "cannot-tell"


AFTER_ASKING: Final = {
    Told.HAS_IT: MessageState.SENT,
    Told.HAS_IT_NOT: MessageState.WAITING,
    Told.CANNOT_TELL: MessageState.UNKNOWN,
}
