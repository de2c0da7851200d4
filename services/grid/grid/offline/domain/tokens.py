"""From where on does a phone ask what changed? A token of ours, which it does not read."""

import base64
import binascii
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from shared.errors import Invalid


class BadToken(Invalid):
    code = "offline.bad-token"
    said = "同步标记不正确，请重新同步"


@dataclass(frozen=True, slots=True)
class Token:
    """What changed in transaction `since` or later is asked for; None: everything that is open.

    In the middle of a long answer `after` is the last task shown, and `until` from where the next question goes on.
    """

    since: int | None = None
    after: UUID | None = None
    until: int | None = None

    def write(self) -> str:
        parts = ("-" if part is None else str(part) for part in (self.since, self.after, self.until))
        return base64.urlsafe_b64encode(" ".join(parts).encode()).decode()

    @classmethod
    def read(cls, text: str | None) -> Self:
        """Read a token; none is the beginning. Raises BadToken."""
        if text is None:
            return cls()
        try:
            since, after, until = base64.urlsafe_b64decode(text).decode().split(" ")
            return cls(_number(since), None if after == "-" else UUID(after), _number(until))
        except (ValueError, binascii.Error):
            raise BadToken("this is no token of ours") from None


def _number(text: str) -> int | None:
    if text == "-":
        return None
    if not text.isdecimal() or len(text) > 18:  # noqa: PLR2004 (what the database can compare)
        raise ValueError("no number of a transaction")
    return int(text)
