"""What is shown of an application over HTTP?"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from approval_window.applications.domain.applicants import ApplicantKind
from approval_window.applications.domain.lights import Light
from approval_window.applications.domain.states import ApplicationState
from approval_window.applications.schemas.corrections import CorrectionShown
from approval_window.applications.schemas.forms import AgentGiven
from approval_window.applications.schemas.opinions import OpinionShown
from shared.files import FileType
from shared.runtime.supporting import SupportKept


class ApplicationTaken(BaseModel):
    """`receipt_code` is told here and nowhere else; what is missing is told until `notice_due_at`."""

    id: UUID
    item: str
    number: str
    receipt_code: str
    state: ApplicationState
    version: int
    received_at: datetime
    notice_due_at: datetime
    provisional: bool


class BundleTaken(BaseModel):
    """What came of one form: an application for each item, each with a receipt of its own."""

    bundle: str
    bundle_id: UUID
    applications: list[ApplicationTaken]


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
    `paused_at`. `renews` is a licence that it would extend, and which is extended where nobody decides until
    `renewal_due_at`. `opinion_due_at`: when the first agency that has not answered is due. `by_silence`: accepted
    because nobody said anything in time. `provisional`: a day of the term that runs is not published yet.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    number: str
    region: str
    item: str
    item_version: int
    bundle: str | None = None
    bundle_id: UUID | None = None
    renews: UUID | None = None
    renewal_due_at: datetime | None = None
    concerns_others: bool = False
    state: ApplicationState
    version: int
    applicant_kind: ApplicantKind
    clerk_id: str
    holder_id: str
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
    corrected_at: datetime | None = None
    provisional: bool
    opinions_asked: int = 0
    opinions_open: int = 0
    opinion_due_at: datetime | None = None
    handed_to: str | None = None
    handed_on: date | None = None


class WaitingShown(BaseModel):
    """`due_at` is the law's, of the term that runs; none while the applicant or a hearing is waited for."""

    application: ApplicationShown
    due_at: datetime | None
    light: Light


class Worklist(BaseModel):
    """`next` goes into `after` for the page that follows."""

    items: list[WaitingShown]
    next: UUID | None


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


class HearingShown(BaseModel):
    """Until when it may be asked for, until when it is held, and who chairs it when (licence law art. 47, 48)."""

    model_config = ConfigDict(from_attributes=True)

    ask_due_at: datetime | None
    announced_at: datetime | None
    asked_at: datetime | None
    waived_at: datetime | None
    hold_due_at: datetime | None
    fixed_for: date | None
    chair: str | None
    held_on: date | None


class FileShown(BaseModel):
    """`sha256`: of what a download gives; `stands`: no later file of the material took its place."""

    id: UUID
    material: str
    media_type: FileType
    bytes: int
    pages: int | None
    sha256: str
    by: str
    at: datetime
    stands: bool


class FileTaken(BaseModel):
    """`version`, `state`: those of the application now; `repeated`: the same file stood there already."""

    id: UUID
    repeated: bool
    version: int
    state: ApplicationState


class AnnouncedHearing(BaseModel):
    """What everybody may know of a hearing: for which item, where and when; never who applied."""

    model_config = ConfigDict(from_attributes=True)

    number: str
    region: str
    name: str
    announced_at: datetime
    fixed_for: date
    announced_place: str


class AnnouncedPage(BaseModel):
    """`next` goes into `after` for the page that follows."""

    items: list[AnnouncedHearing]
    next: UUID | None


class ApplicationDetail(ApplicationShown):
    """`materials`: what became of them by code; what is not among them is missing. `files`: the oldest first."""

    history: list[StepShown] = []
    materials: dict[str, str] = {}
    files: list[FileShown] = []
    verification: VerificationShown | None = None
    hearing: HearingShown | None = None
    opinions: list[OpinionShown] = []
    corrections: list[CorrectionShown] = []
    supports: list[SupportKept] = []


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
    agent: AgentGiven | None = None


class WordsShown(BaseModel):
    seq: int
    action: str
    words: str


class WordsList(BaseModel):
    items: list[WordsShown]
