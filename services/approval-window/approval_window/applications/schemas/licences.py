"""How do licences look over HTTP?"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict

from approval_window.applications.domain.applicants import Agent
from approval_window.applications.domain.forms import Request
from approval_window.applications.domain.licences import ASKED_FOR, LicenceEnd, RevokeGround
from approval_window.applications.domain.renewals import TermKind
from approval_window.applications.schemas.forms import AgentGiven, IdentityNumber, MaterialsGiven
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


class TermShown(BaseModel):
    """For which days it was granted or extended (`how`), by which application and by whom; both days belong to it."""

    model_config = ConfigDict(from_attributes=True)

    first_day: date
    last_day: date | None
    how: TermKind
    application_id: UUID
    by: str
    at: datetime


class LicenceDetail(LicenceRead):
    """`terms`: all days that it ever held for, in order: one licence, however often it was extended."""

    terms: list[TermShown] = []


class RenewalAsked(Body):
    """`number` is that of who asks, which must be its holder's; what is handed in is that of the item of today."""

    number: IdentityNumber
    agent: AgentGiven | None = None
    materials: MaterialsGiven = MaterialsGiven()
    note: Prose | None = None

    def request(self) -> Request:
        """Return it as the use case has it."""
        agent = Agent(self.agent.name, self.agent.number, self.agent.authorisation) if self.agent else None
        return Request(self.number, agent, self.materials.taken(), self.note)


class PlacesShown(BaseModel):
    """`quota` licences there are of an item in a township, of which `held` hold and `waiting` applications ask for one.

    Where they are not limited in number all are None.
    """

    model_config = ConfigDict(from_attributes=True)

    quota: int | None = None
    held: int | None = None
    free: int | None = None
    waiting: int | None = None


class Revoked(BaseModel):
    """`compensated`: its holder is, for what he loses by it (licence law art. 69 (4))."""

    licence: LicenceRead
    compensated: bool


class LicencePage(BaseModel):
    """`next` goes into `after` for the page that follows."""

    items: list[LicenceRead]
    next: UUID | None
