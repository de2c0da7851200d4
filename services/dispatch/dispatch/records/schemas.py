"""How does what was told of a record look over HTTP?"""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class HeadShown(BaseModel):
    """`head`: the hash of a record's end when it had so many lines, in hexadecimal digits."""

    length: int
    head: str
    at: datetime


class HeadPage(BaseModel):
    """What was told of a record, in order; `next`: the last length of a page that has a next one."""

    case_id: UUID
    items: list[HeadShown]
    next: int | None
