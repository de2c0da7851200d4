"""What does a caller see of registers, demands, objections and history?"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from dispatch.assessment.domain.facts import Subject, SubjectKind
from dispatch.assessment.domain.objections import Decision, Ground, ObjectionState
from dispatch.assessment.domain.registers import DemandKind, FigureKind, VoidReason
from dispatch.assessment.schemas.figures import FigureShown
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code, Line, RegionCode


class DraftKept(BaseModel):
    id: UUID


class DraftApproved(BaseModel):
    id: UUID
    what: str
    region: str
    year: int


class DraftShown(Shown):
    """What somebody drew up, for the one who decides it."""

    id: UUID
    region: str
    year: int
    what: str
    state: str
    body: dict[str, Any]
    drawn_up_by: str
    drawn_up_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class DraftPage(BaseModel):
    items: list[DraftShown]
    next: UUID | None


class HeadShown(Shown):
    """An approved register with its days, both inside."""

    id: UUID
    region: str
    valid_from: date
    valid_to: date
    adopted_by: str
    ranking: bool
    minimum_cases: int


class ItemShown(Shown):
    region: str
    code: str
    name: str
    weight: int
    basis: str
    figure: FigureKind | None
    matter: str | None


class ShareShown(Shown):
    unit_id: str
    township_percent: int


class RegisterShown(BaseModel):
    """By what a region may be assessed on a day: the items and shares of the last of `registers`, its own or else its
    county's; the county's says whether townships are ranked.
    """

    region: str
    year: int
    as_of: date
    registers: list[HeadShown]
    items: list[ItemShown]
    shares: list[ShareShown]


class DemandGiven(Body):
    """What a department wants a township to be assessed by; `item`: the code in the register that it goes by."""

    region: RegionCode
    year: int = Field(ge=2000, le=2100)
    kind: DemandKind
    department: Line
    title: Line
    item: Code | None = None


class DemandKept(BaseModel):
    """Kept on record either way; void: nobody has to follow it."""

    id: UUID
    void: bool
    reason: VoidReason | None


class DemandShown(Shown):
    id: UUID
    region: str
    year: int
    kind: DemandKind
    department: str
    title: str
    item: str | None
    void: bool
    reason: VoidReason | None
    by: str
    at: datetime


class DemandPage(BaseModel):
    items: list[DemandShown]
    next: UUID | None


class SubjectGiven(Body):
    """A thing as the figure's own list names it."""

    kind: SubjectKind
    id: Annotated[str, Field(min_length=1, max_length=100)]

    def named(self) -> Subject:
        return Subject(self.kind, self.id)


class ObjectionGiven(Body):
    """`document`: the number of the township's letter; the letter itself stays where it is."""

    region: RegionCode
    year: int = Field(ge=2000, le=2100)
    figure: FigureKind
    subject: SubjectGiven
    ground: Ground
    document: Line


class ObjectionKept(BaseModel):
    id: UUID


class DecisionGiven(Body):
    decision: Decision


class ObjectionDecided(BaseModel):
    """The figure as it was before the decision, and as it is now."""

    id: UUID
    before: FigureShown
    after: FigureShown


class ObjectionShown(Shown):
    id: UUID
    region: str
    year: int
    figure: FigureKind
    subject_kind: SubjectKind
    subject: str
    ground: Ground
    document: str
    state: ObjectionState
    raised_by: str
    raised_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class ObjectionPage(BaseModel):
    items: list[ObjectionShown]
    next: UUID | None


class HistoryLine(Shown):
    id: UUID
    region: str
    step: str
    by: str
    at: datetime
    facts: dict[str, Any]


class HistoryPage(BaseModel):
    items: list[HistoryLine]
    next: UUID | None
