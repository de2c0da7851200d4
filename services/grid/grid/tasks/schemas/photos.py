"""How do a task's photos, and those on their way, look over HTTP?"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from grid.tasks.domain.rules import Moment
from grid.tasks.domain.uploads import Announced
from shared.runtime.bodies import Body, Shown


class UploadGiven(Body):
    """`id` is made by the phone; `sha256` is of the whole file, in hexadecimal digits."""

    id: UUID
    moment: Moment
    length: int = Field(ge=1, le=2**31 - 1)
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]

    def read(self) -> Announced:
        return Announced(self.id, self.moment, self.length, bytes.fromhex(self.sha256))


class UploadSeen(Shown):
    """`received` bytes of `length` are there: the offset of the next part; `photo_id` when it is whole."""

    id: UUID
    received: int
    length: int
    photo_id: UUID | None


class PhotoSeen(Shown):
    id: UUID
    moment: Moment
    media_type: str
    bytes: int
    by: str
    at: datetime


class PhotoList(BaseModel):
    items: list[PhotoSeen]
