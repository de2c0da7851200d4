"""What is said of a hand-over, and what does a caller see of it?"""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dispatch.coordination.domain.handovers import HandoverState, Offer, Refusal, WaitsFor, waits_for
from shared.runtime.text import Code, Line
from shared.schemas.vocabulary import CaseState, Result

Reason = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,64}$")]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RefusalGiven(_Given):
    """Why a case is refused at the version that the caller saw, and the unit `to` that leads its matter."""

    version: int = Field(ge=1)
    reason: Reason
    to: Code | None = None

    def as_refusal(self) -> Refusal:
        return Refusal(self.version, self.reason, self.to)


class DeclineGiven(_Given):
    reason: Reason


class DesignationGiven(_Given):
    """Who holds the case from now on, why, and by which document of the county's centre."""

    unit: Code
    reason: Reason
    document: Line


class ResultGiven(_Given):
    result: Result


class HandoverActed(BaseModel):
    """A case after an act of its hand-over."""

    id: UUID
    case_id: UUID
    state: HandoverState
    case_state: CaseState
    version: int
    unit: str | None


class HandoverShown(BaseModel):
    """`version` is the case's; `due_at` is by when the named unit takes it, while that is open."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    case_id: UUID
    number: str
    version: int
    region: str
    matter: str
    state: HandoverState
    from_unit: str | None
    to_unit: str
    reason: str
    refused_by: str
    refused_at: datetime
    declined_by: str | None
    declined_at: datetime | None
    declined_because: str | None
    settled_by: str | None
    settled_at: datetime | None
    document: str | None
    due_at: datetime | None


class UnitOffered(BaseModel):
    """`named`: triage has named it, by who leads the matter."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    region: str
    kind: str
    named: bool = False


class OfferShown(BaseModel):
    """To whom a case may be handed over, the named unit first; `lead`: which kinds of unit lead its matter."""

    case_id: UUID
    version: int
    matter: str
    lead: list[str]
    region: str
    units: list[UnitOffered]

    @classmethod
    def of(cls, offer: Offer) -> Self:
        units = [UnitOffered.model_validate(one) for one in offer.units]
        shown = [one.model_copy(update={"named": one.id == offer.named}) for one in units]
        case, lead = offer.case_id, sorted(offer.lead)
        return cls(
            case_id=case, version=offer.version, matter=offer.matter, lead=lead, region=offer.region, units=shown
        )


class WaitingShown(BaseModel):
    """A case that waits for another holder: whose turn it is, which unit is named, since when and by when."""

    model_config = ConfigDict(from_attributes=True)

    case_id: UUID
    number: str
    version: int
    region: str
    matter: str | None
    state: CaseState
    handover: HandoverState | None
    unit: str | None
    waits_for: WaitsFor
    since: datetime
    due_at: datetime | None
    late: bool

    @classmethod
    def of(cls, row: Any, now: datetime) -> Self:
        late = row.due_at is not None and row.due_at < now
        whose = waits_for(HandoverState(row.handover) if row.handover else None)
        return cls.model_validate(dict(row._mapping) | {"waits_for": whose, "late": late})  # noqa: SLF001 - its name


class WaitingPage(BaseModel):
    items: list[WaitingShown]
    next: UUID | None


class HandoverPage(BaseModel):
    items: list[HandoverShown]
    next: UUID | None
