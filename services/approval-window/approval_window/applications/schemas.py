"""How do applications look over HTTP?"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from approval_window.bodies import CounterRegion
from shared.runtime.bodies import Body, Day, Serial
from shared.runtime.text import Code, Line, Prose

from .domain import ApplicantKind, ApplicationState

# Form and check digit are the domain's business; here only the length is bounded.
IdentityNumber = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=1, max_length=32)]


class ApplicantGiven(Body):
    """`number`: a person's identity number, an organisation's unified social credit code."""

    kind: ApplicantKind
    name: Line
    number: IdentityNumber


class ApplicationReceive(Body):
    """`region`: 9 digits a township, 12 a village."""

    item: Code
    region: CounterRegion
    applicant: ApplicantGiven
    note: Prose | None = None


class ApplicationTaken(BaseModel):
    """`receipt_code` is told here and nowhere else; what is missing is told until `notice_due_at`."""

    id: UUID
    number: str
    receipt_code: str
    state: ApplicationState
    version: int
    received_at: datetime
    notice_due_at: datetime
    provisional: bool


class GrantGiven(Body):
    """`version` is that of the application which was read; without `valid_to` it holds until further notice."""

    version: Serial
    valid_to: Day | None = None


class LicenceShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    application_id: UUID
    region: str
    item: str
    power: str | None
    granted_on: date
    valid_to: date | None


class ApplicationShown(BaseModel):
    """An application without its applicant; `handed_to`: the county's department that goes on with it since a day."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    number: str
    region: str
    item: str
    item_version: int
    state: ApplicationState
    version: int
    applicant_kind: ApplicantKind
    clerk_id: str
    received_at: datetime
    notice_due_at: datetime
    provisional: bool
    handed_to: str | None = None
    handed_on: date | None = None


class StepShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    seq: int
    action: str
    from_state: ApplicationState | None
    to_state: ApplicationState
    by: str
    at: datetime
    facts: dict[str, Any]


class ApplicationDetail(ApplicationShown):
    history: list[StepShown] = []


class ApplicationPage(BaseModel):
    """`next` goes into `after` for the page that follows."""

    items: list[ApplicationShown]
    next: UUID | None


class ApplicantShown(BaseModel):
    id: UUID
    kind: ApplicantKind
    name: str
    number: str
    note: str | None
