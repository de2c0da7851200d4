"""How does a photo come in over HTTP, and how is it told of?"""

import base64
import binascii
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from shared.files import Unfit, refuse
from shared.runtime.bodies import Body, Place, Serial, Shown
from shared.runtime.text import Line

from .domain.taking import Given


class PhotoGiven(Body):
    """A photo of an inspection: `content` is the file in base64, for what it shows does not belong into an address.

    `taken_at` is what the camera says; `shows` and `place` are sealed.
    """

    media_type: Line
    content: Annotated[str, Field(json_schema_extra={"contentEncoding": "base64"})]
    taken_at: AwareDatetime
    shows: Line
    place: Place | None = None

    def given(self, evidence: int | None = None) -> Given:
        """Return it as the rules see it. Raises BadPosition, AttachmentRefused where `content` is no base64."""
        try:
            data = base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError):
            raise refuse(Unfit.DAMAGED) from None
        place = self.place.read() if self.place else None
        return Given(data, self.media_type.lower(), self.taken_at, self.shows, place, evidence)


class EvidencePhotoGiven(PhotoGiven):
    """A photo or a scan of the entry `evidence` of a case's evidence."""

    evidence: Serial


class PhotoShown(Shown):
    """A photo as its line `seq` tells it: size and SHA-256 are of the cipher text; its words are read for a purpose."""

    id: UUID
    seq: int
    at: datetime
    by: str
    media_type: str
    bytes: int
    sha256: str
    taken_at: datetime
    pages: int | None
    evidence: int | None


class PhotoList(BaseModel):
    items: list[PhotoShown]
