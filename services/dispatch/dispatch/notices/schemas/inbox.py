"""What does an inbox look like over HTTP?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from dispatch.notices.domain.refusals import BadCursor
from dispatch.notices.domain.texts import text_of
from shared.runtime.bodies import Body, Shown

MOST = 2**63 - 1


class Told(Shown):
    """One line of an inbox. `number` is its place in the order of telling; `step` how far up the ladder it came."""

    id: UUID
    number: int
    what: str
    text: str
    case_id: UUID | None
    case_number: str | None
    region: str
    urgent: bool
    diverted: bool
    step: int
    told_at: datetime
    read_at: datetime | None
    must_acknowledge: bool
    acknowledge_by: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return a row as its recipient reads it: the text, never the facts that came with it."""
        text = text_of(row.what, row.facts, case_number=row.case_number, unit=row.unit_name)
        own = {
            "number": row.seq,
            "text": text,
            "diverted": row.outcome == "diverted",
            "must_acknowledge": row.acknowledge_minutes is not None,
        }
        same = {name: getattr(row, name) for name in cls.model_fields if name not in own}
        return cls(**same, **own)


class Inbox(BaseModel):
    items: list[Told]
    next: str | None

    @classmethod
    def of(cls, rows: Sequence[Any], limit: int) -> Self:
        """Return the page of these rows; there may be more where it is full."""
        items = [Told.of(row) for row in rows]
        last = f"{int(items[-1].read_at is not None)}.{items[-1].number}" if len(items) == limit else None
        return cls(items=items, next=last)


def cursor(after: str | None) -> tuple[int, int] | None:
    """Return what the `next` of a page says. Raises BadCursor."""
    if after is None:
        return None
    rank, _, number = after.partition(".")
    if rank not in {"0", "1"}:
        raise BadCursor("this is no `next` of an inbox", after=after)
    return int(rank), _number(number)


def event_number(last_event_id: str | None) -> int | None:
    """Return the number of the event that a broken stream had last. Raises BadCursor."""
    return _number(last_event_id) if last_event_id else None


def _number(given: str) -> int:
    if not given.isascii() or not given.isdigit() or int(given) > MOST:
        raise BadCursor("this is the number of no notice", given=given)
    return int(given)


class Unread(Shown):
    unread: int
    urgent: int
    to_acknowledge: int


class ReadAll(Body):
    """`up_to` is the number of the newest that the caller has seen: what came since stays unread."""

    up_to: int = Field(ge=0, le=MOST)


class Marked(BaseModel):
    read: int
