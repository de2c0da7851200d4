"""What does a caller see of registers, figures, demands and objections?"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.assessment.domain.figures import FORMULAS, Compared, Exclusion, Figure, Part, Ranked, TownshipType
from dispatch.assessment.domain.objections import Decision, Ground, ObjectionState
from dispatch.assessment.domain.registers import DemandKind, FigureKind, VoidReason
from shared.runtime.text import Code, Line, RegionCode


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class DraftKept(BaseModel):
    id: UUID


class DraftApproved(BaseModel):
    id: UUID
    what: str
    region: str
    year: int


class ItemShown(_FromRow):
    region: str
    code: str
    name: str
    weight: int
    basis: str
    figure: FigureKind | None
    matter: str | None


class ShareShown(_FromRow):
    unit_id: str
    township_percent: int


class RegisterShown(BaseModel):
    """The items by which a region may be assessed in a year, its own and its county's, and the shares of its own."""

    region: str
    year: int
    items: list[ItemShown]
    shares: list[ShareShown]


class DemandGiven(_Body):
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


class DemandShown(_FromRow):
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


class FigureShown(BaseModel):
    """`value` is empty where nothing is in the denominator; `excluded`: how many cases were left out, by reason."""

    figure: FigureKind
    formula: str
    numerator: int
    denominator: int
    value: float | None
    excluded: dict[Exclusion, int]

    @classmethod
    def of(cls, figure: Figure) -> Self:
        reasons = list(figure.excluded.values())
        return cls(
            figure=figure.kind,
            formula=FORMULAS[figure.kind],
            numerator=figure.numerator,
            denominator=figure.denominator,
            value=rounded(figure.value),
            excluded={reason: reasons.count(reason) for reason in sorted(set(reasons))},
        )


def rounded(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 4)


class FiguresShown(BaseModel):
    region: str
    year: int
    figures: list[FigureShown]


class ComparedShown(BaseModel):
    """A figure beside the township's own year before and the rate of its like in the county, taken together."""

    figure: FigureShown
    before: FigureShown
    alike: float | None
    weight: int | None

    @classmethod
    def of(cls, one: Compared) -> Self:
        figure, before = FigureShown.of(one.figure), FigureShown.of(one.before)
        return cls(figure=figure, before=before, alike=rounded(one.alike), weight=one.weight)


class ComparisonShown(BaseModel):
    region: str
    year: int
    figures: list[ComparedShown]


class CaseShown(BaseModel):
    case_id: UUID
    reason: Exclusion | None


class CasePage(BaseModel):
    """The cases behind a part of a figure."""

    figure: FigureKind
    part: Part
    items: list[CaseShown]
    next: UUID | None

    @classmethod
    def of(cls, figure: Figure, part: Part, after: UUID | None, limit: int) -> Self:
        rest = [case for case in figure.cases(part) if after is None or case > after]
        items = [CaseShown(case_id=case, reason=figure.excluded.get(case)) for case in rest[:limit]]
        return cls(figure=figure.kind, part=part, items=items, next=items[-1].case_id if len(rest) > limit else None)


class RankedShown(BaseModel):
    region: str
    type: TownshipType
    rank: int | None = Field(description="Empty where there are too few cases to say anything")
    figure: FigureShown

    @classmethod
    def of(cls, ranked: Ranked) -> Self:
        return cls(region=ranked.region, type=ranked.type, rank=ranked.rank, figure=FigureShown.of(ranked.figure))


class RankingShown(BaseModel):
    region: str
    year: int
    townships: list[RankedShown]

    @classmethod
    def over(cls, region: str, year: int, rows: Sequence[Ranked]) -> Self:
        return cls(region=region, year=year, townships=[RankedShown.of(row) for row in rows])


class ObjectionGiven(_Body):
    """`document`: the number of the township's letter; the letter itself stays where it is."""

    region: RegionCode
    year: int = Field(ge=2000, le=2100)
    figure: FigureKind
    case_id: UUID
    ground: Ground
    document: Line


class ObjectionKept(BaseModel):
    id: UUID


class DecisionGiven(_Body):
    decision: Decision


class ObjectionDecided(BaseModel):
    """The figure as it was before the decision, and as it is now."""

    id: UUID
    before: FigureShown
    after: FigureShown


class ObjectionShown(_FromRow):
    id: UUID
    region: str
    year: int
    figure: FigureKind
    case_id: UUID
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


class HistoryLine(_FromRow):
    id: UUID
    region: str
    step: str
    by: str
    at: datetime
    facts: dict[str, Any]


class HistoryPage(BaseModel):
    items: list[HistoryLine]
    next: UUID | None
