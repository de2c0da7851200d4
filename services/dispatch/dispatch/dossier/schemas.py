"""What is written into the papers of a case, and what is read there?"""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from dispatch.dossier.domain.comments import Audience, Said, Seat
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import clean

MOST_CHARACTERS = 2_000
Comment = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_CHARACTERS),
    AfterValidator(clean),
]


class CommentGiven(Body):
    """`audience`: the centre's own people, or the handling unit, too."""

    audience: Audience
    text: Comment


class CommentCorrected(Body):
    """`version` is the one that its writer read last."""

    version: int = Field(ge=1)
    text: Comment


class CommentWritten(BaseModel):
    id: UUID
    version: int


class VersionShown(Shown):
    version: int
    text: str
    at: datetime


class SaidShown(Shown):
    """A comment with all that it ever said, the newest last; or what the platform said: supplemented, urged …"""

    id: UUID
    kind: str
    by: str
    at: datetime
    audience: Audience | None
    seat: Seat | None
    versions: list[VersionShown]


class SaidPage(BaseModel):
    items: list[SaidShown]
    next: UUID | None

    @classmethod
    def of(cls, said: list[Said], limit: int) -> Self:
        items = [SaidShown.model_validate(one) for one in said]
        return cls(items=items, next=items[-1].id if len(items) == limit else None)


class AttachmentWritten(BaseModel):
    """`repeated`: the case had the same file already."""

    id: UUID
    repeated: bool


class AttachmentShown(Shown):
    id: UUID
    media_type: str
    bytes: int
    audience: Audience
    by: str
    at: datetime
