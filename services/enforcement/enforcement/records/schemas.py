"""How does a record look over HTTP?"""

import json
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row


class LineShown(BaseModel):
    """One line: who did what and when. `has_words`: there is more, which is read for a purpose; `hash`: hexadecimal."""

    seq: int
    at: datetime
    by: str
    kind: str
    facts: dict[str, Any]
    has_words: bool
    hash: str

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        said = {"facts": json.loads(row.facts), "has_words": row.sealed is not None, "hash": bytes(row.hash).hex()}
        return cls(seq=row.seq, at=row.at, by=row.by, kind=row.kind, **said)


class RecordPage(BaseModel):
    """Lines of a record in order; `next`: the number of the last one where there are more."""

    case_id: UUID
    length: int
    head: str
    items: list[LineShown]
    next: int | None


class LineWords(BaseModel):
    """What somebody wrote in a line, or who it is about."""

    seq: int
    kind: str
    words: str | None
