"""What does a caller see of registers, demands, objections and history?"""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from dispatch.assessment.domain.facts import Subject, SubjectKind
from dispatch.assessment.domain.objections import Decision, Ground, ObjectionState, Seen
from dispatch.assessment.domain.registers import DemandKind, FigureKind, VoidReason
from dispatch.assessment.schemas.figures import FigureShown, rounded
from shared.errors import Unfit
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
    objection_days: int


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
    county's; the county's says whether townships are ranked. `passed_down`: the items that nobody is scored by any
    more, since the duty lists took their matter back.
    """

    region: str
    year: int
    as_of: date
    registers: list[HeadShown]
    items: list[ItemShown]
    shares: list[ShareShown]
    passed_down: list[str]


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
    """`figure`: none where a score is objected to; `document`: the number of the township's letter; the letter itself
    stays where it is.
    """

    region: RegionCode
    year: int = Field(ge=2000, le=2100)
    figure: FigureKind | None = None
    subject: SubjectGiven
    ground: Ground
    document: Line

    @model_validator(mode="after")
    def _a_figure_or_a_score(self) -> Self:
        if (self.figure is None) != (self.subject.kind is SubjectKind.SCORE):
            raise Unfit("a score stands in no figure, and everything else in one", "评分不属指标，其他对象须写明指标")
        return self


class ObjectionKept(BaseModel):
    id: UUID


class DecisionGiven(Body):
    decision: Decision
    reason: Line


class ObjectionDecided(BaseModel):
    """The figure, if it is about one, and the total as they were before the decision, and as they are now."""

    id: UUID
    before: FigureShown | None
    after: FigureShown | None
    total_before: float | None
    total_after: float | None

    @classmethod
    def of(cls, objection_id: UUID, before: Seen, after: Seen) -> Self:
        figures = [None if one.figure is None else FigureShown.of(one.figure) for one in (before, after)]
        totals = [rounded(one.total) for one in (before, after)]
        return cls(id=objection_id, before=figures[0], after=figures[1], total_before=totals[0], total_after=totals[1])


class SeenShown(BaseModel):
    """What an objection was about, as it stood then."""

    numerator: int | None
    denominator: int | None
    total: float | None


class ObjectionShown(Shown):
    id: UUID
    region: str
    year: int
    figure: FigureKind | None
    subject_kind: SubjectKind
    subject: str
    ground: Ground
    document: str
    state: ObjectionState
    raised_by: str
    raised_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decided_because: str | None
    before: SeenShown | None
    after: SeenShown | None


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
