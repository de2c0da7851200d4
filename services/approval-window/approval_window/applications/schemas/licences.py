"""How do licences look over HTTP?"""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict

from approval_window.applications.domain.licences import ASKED_FOR, LicenceEnd, RevokeGround
from shared.errors import Unfit
from shared.runtime.bodies import Body
from shared.runtime.text import Prose


def _is_asked_for(end: LicenceEnd) -> LicenceEnd:
    if end not in ASKED_FOR:
        raise Unfit("revoked and expired are not asked for here", "撤销和到期注销不由此办理")
    return end


class RevokeAsked(Body):
    """`harms_public`: to revoke it would do great harm to the public (licence law art. 69 (3))."""

    ground: RevokeGround
    harms_public: bool = False
    reason: Prose


class CancelAsked(Body):
    end: Annotated[LicenceEnd, AfterValidator(_is_asked_for)]
    proof: Prose


class LicenceRead(BaseModel):
    """`end` and `ended_on`: how and since when it holds no more; `ground`: on which it was revoked."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    application_id: UUID
    number: str
    region: str
    item: str
    power: str | None
    granted_on: date
    valid_to: date | None
    version: int
    end: LicenceEnd | None
    ground: RevokeGround | None
    ended_on: date | None


class Revoked(BaseModel):
    """`compensated`: its holder is, for what he loses by it (licence law art. 69 (4))."""

    licence: LicenceRead
    compensated: bool


class LicencePage(BaseModel):
    """`next` goes into `after` for the page that follows."""

    items: list[LicenceRead]
    next: UUID | None
