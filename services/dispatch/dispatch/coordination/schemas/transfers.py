"""What is said of a transfer to another township, and what does a caller see of it?"""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from dispatch.coordination.domain.transfers import TransferState
from dispatch.coordination.schemas.handovers import Reason
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Line, Prose, RegionCode
from shared.schemas.vocabulary import CaseState, Urgency


class TransferGiven(Body):
    """In which township it lies, and how that is known."""

    to_region: RegionCode
    reason: Reason
    text: Prose | None = None


class TransferReasonGiven(Body):
    reason: Reason


class TransferDesignationGiven(Body):
    """Where the county says that it belongs, why, and by which document."""

    region: RegionCode
    reason: Reason
    document: Line


class TransferActed(BaseModel):
    """A transfer after an act; `case_state`, `version` and `region` are the case's."""

    id: UUID
    case_id: UUID
    state: TransferState
    case_state: CaseState
    version: int
    region: str


class TransferShown(Shown):
    """What both townships see; of the case as much as says whether it lies there. `due_at`: by when it is taken."""

    id: UUID
    case_id: UUID
    number: str
    version: int
    case_state: CaseState
    source: str
    matter: str | None
    urgency: Urgency
    lon: float | None
    lat: float | None
    opened_at: datetime
    from_region: str
    to_region: str
    state: TransferState
    reason: str
    offered_by: str
    offered_at: datetime
    due_at: datetime | None
    declined_by: str | None
    declined_at: datetime | None
    declined_because: str | None
    settled_by: str | None
    settled_at: datetime | None
    designated: str | None
    document: str | None
    late_at: datetime | None


class TransferPage(BaseModel):
    items: list[TransferShown]
    next: UUID | None


class TransferTextShown(BaseModel):
    text: str | None
