"""How do applications look over HTTP?"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from approval_window.bodies import CounterRegion
from shared.runtime.bodies import Body, Day, Serial
from shared.runtime.text import Code, Line, Prose

from .domain.applicants import ApplicantKind
from .domain.materials import HandedIn
from .domain.procedure import DeliveryWay, Ending, RejectGround
from .domain.states import ApplicationState
from .domain.terms import LONGEST_TOLD_DAYS, PauseKind

Materials = Annotated[list[Code], Field(max_length=100)]
PersonId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]

# Form and check digit are the domain's business; here only the length is bounded.
IdentityNumber = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=1, max_length=32)]


class ApplicantGiven(Body):
    """`number`: a person's identity number, an organisation's unified social credit code."""

    kind: ApplicantKind
    name: Line
    number: IdentityNumber


class MaterialPromised(Body):
    """What may follow later, and until which day its applicant brings it."""

    code: Code
    until: Day


class MaterialsGiven(Body):
    """What is here, and what was promised: the codes of the item's materials."""

    handed_in: Materials = Field(default_factory=list)
    promised: Annotated[list[MaterialPromised], Field(max_length=100)] = Field(default_factory=list)

    def taken(self) -> HandedIn:
        """Return it as the domain has it; what is here is not promised besides."""
        here = frozenset(self.handed_in)
        return HandedIn(here, {one.code: one.until for one in self.promised if one.code not in here})


class ApplicationReceive(Body):
    """`region`: 9 digits a township, 12 a village."""

    item: Code
    region: CounterRegion
    applicant: ApplicantGiven
    materials: MaterialsGiven = MaterialsGiven()
    note: Prose | None = None


class StepAsked(Body):
    """`version` is that of the application which was read."""

    version: Serial


class Rejected(StepAsked):
    """`organ`: to whom the applicant is told to go, where it is not ours (licence law art. 32 (2))."""

    ground: RejectGround
    organ: Line | None = None
    reason: Prose


class Corrected(StepAsked):
    """What was corrected on the spot, and which materials were brought into their lawful form by it."""

    what: Prose
    materials: MaterialsGiven = MaterialsGiven()


class NoticeGiven(StepAsked):
    """`defects`: materials that are here, but not in their lawful form; what is missing is named by itself."""

    defects: Materials = Field(default_factory=list)
    words: Prose | None = None


class MaterialsBrought(StepAsked, MaterialsGiven):
    pass


class OfficialsNamed(StepAsked):
    officials: Annotated[list[PersonId], Field(max_length=10)]


class Verified(StepAsked):
    on: Day
    passed: bool
    findings: Prose


class Extended(StepAsked):
    reason: Prose


class Paused(StepAsked):
    """`days`: how many working days the applicant was told it will take (licence law art. 45)."""

    kind: PauseKind
    days: Annotated[int, Field(ge=0, le=10 * LONGEST_TOLD_DAYS)]
    reason: Prose


class Refused(StepAsked):
    reasons: Prose


class Completed(StepAsked):
    result: Prose | None = None


class Delivered(StepAsked):
    way: DeliveryWay
    to: Line


class Withdrawn(StepAsked):
    reason: Prose | None = None


class Terminated(StepAsked):
    ending: Ending
    proof: Line


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


class GrantGiven(StepAsked):
    """Without `valid_to` it holds until further notice."""

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
    """An application without its applicant; `handed_to`: the county's department that goes on with it since a day.

    Days are working days. `decision_due_at` is the law's, `promise_due_at` the window's own; both stand still since
    `paused_at`. `by_silence`: accepted because nobody said anything in time. `provisional`: a day of the term that runs
    is not published yet.
    """

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
    legal_days: int
    promised_days: int
    extended_days: int
    notice_due_at: datetime
    notice_at: datetime | None
    accepted_at: datetime | None
    by_silence: bool
    slip_number: str | None
    decision_due_at: datetime | None
    promise_due_at: datetime | None
    paused_at: datetime | None
    decided_at: datetime | None
    delivery_due_at: datetime | None
    delivered_at: datetime | None
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


class VerificationShown(BaseModel):
    """Who verifies, who has signed, and what came of it; what they wrote is read for a purpose."""

    model_config = ConfigDict(from_attributes=True)

    officials: list[str]
    signed: list[str]
    verified_on: date | None
    passed: bool | None


class ApplicationDetail(ApplicationShown):
    """`materials`: what became of them by code; what is not among them is missing."""

    history: list[StepShown] = []
    materials: dict[str, str] = {}
    verification: VerificationShown | None = None


class WordsShown(BaseModel):
    seq: int
    action: str
    words: str


class WordsList(BaseModel):
    items: list[WordsShown]


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
