"""What does a gateway tell afterwards: that a message arrived, that it did not, what somebody answered?"""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from grid.outreach.domain.messages import MessageState


class ReceiptKind(StrEnum):
    DELIVERED = "delivered"
    FAILED = "failed"
    REPLY = "reply"


class ReceiptOutcome(StrEnum):
    """What became of a receipt. None but `taken` has an effect; all are answered, so that none comes for ever."""

    TAKEN = "taken"
    KNOWN = "known"
    OVERTAKEN = "overtaken"
    UNKNOWN_MESSAGE = "unknown-message"
    NEVER_SENT = "never-sent"


class Reply(StrEnum):
    """What a reply means; its words are not kept."""

    OPT_OUT = "opt-out"
    INTERESTED = "interested"
    OTHER = "other"


class Way(StrEnum):
    """How somebody said no: by a reply, at the window, to a grid worker, on the telephone."""

    REPLY = "reply"
    WINDOW = "window"
    WORKER = "worker"
    TELEPHONE = "telephone"


_OUT: Final = frozenset({"td", "t", "n", "退订", "退", "取消", "拒收", "stop"})
_YES: Final = frozenset({"1", "y", "yes", "报名", "想", "要", "感兴趣", "是"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """One telling; a reply names its message, or the number that it comes from. Words and number are not kept."""

    id: str
    kind: ReceiptKind
    at: datetime
    message_id: UUID | None = None
    sender: str | None = field(default=None, repr=False)
    text: str = field(default="", repr=False)


def meaning(text: str) -> Reply:
    """Return what a reply means, however it is written: ＴＤ, "td。", "退订！"."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(character for character in plain if character.isalnum())
    if words in _OUT or words.startswith(("退订", "td退订")):
        return Reply.OPT_OUT
    return Reply.INTERESTED if words in _YES else Reply.OTHER


def outcome_of(
    kind: ReceiptKind, at: datetime, *, state: MessageState, attempts: int, delivery_at: datetime | None
) -> ReceiptOutcome:
    """Return what a receipt does that comes for the first time; the later of two about delivery holds.

    A receipt proves that the message was taken, whatever we know of it; but not of one that was never handed over.
    """
    if attempts == 0 and state not in {MessageState.SENT, MessageState.UNKNOWN, MessageState.HANDING_OVER}:
        return ReceiptOutcome.NEVER_SENT
    if kind is not ReceiptKind.REPLY and delivery_at is not None and delivery_at >= at:
        return ReceiptOutcome.OVERTAKEN
    return ReceiptOutcome.TAKEN
