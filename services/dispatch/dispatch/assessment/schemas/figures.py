"""What does a caller see of figures, of what is behind them, of comparisons and rankings?"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Self

from pydantic import BaseModel, Field

from dispatch.assessment.domain.facts import Exclusion, SubjectKind
from dispatch.assessment.domain.figures import (
    DIRECTIONS,
    FORMULAS,
    Compared,
    Direction,
    Figure,
    Part,
    Ranked,
    TownshipType,
)
from dispatch.assessment.domain.registers import FigureKind


class FigureShown(BaseModel):
    """`value` is empty where nothing is in the denominator; `better`: which value is the better one; `excluded`: how
    many were left out, by reason.
    """

    figure: FigureKind
    formula: str
    better: Direction
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
            better=DIRECTIONS[figure.kind],
            numerator=figure.numerator,
            denominator=figure.denominator,
            value=rounded(figure.value),
            excluded={reason: reasons.count(reason) for reason in sorted(set(reasons))},
        )


def rounded(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 4)


class FiguresShown(BaseModel):
    """A township's figures of a year until a day, that day included."""

    region: str
    year: int
    as_of: date
    figures: list[FigureShown]


class ComparedShown(BaseModel):
    """A figure beside the township's own year before and the rate of its like in the county, taken together; `alike` is
    empty where they are too few to hide in.
    """

    figure: FigureShown
    before: FigureShown
    alike: float | None
    weight: int | None

    @classmethod
    def of(cls, one: Compared) -> Self:
        figure, before = FigureShown.of(one.figure), FigureShown.of(one.before)
        return cls(figure=figure, before=before, alike=rounded(one.alike), weight=one.weight)


class ComparisonShown(BaseModel):
    """Until a day of the year, and the same day of the year before."""

    region: str
    year: int
    as_of: date
    figures: list[ComparedShown]


class SubjectShown(BaseModel):
    """A thing in a figure: `id` as the register of its kind knows it."""

    kind: SubjectKind
    id: str
    reason: Exclusion | None


class SubjectPage(BaseModel):
    """What stands in a part of a figure."""

    figure: FigureKind
    part: Part
    as_of: date
    items: list[SubjectShown]
    next: str | None

    @classmethod
    def of(cls, figure: Figure, part: Part, on: date, after: str | None, limit: int) -> Self:
        rest = [one for one in figure.subjects(part) if after is None or one.id > after]
        items = [SubjectShown(kind=one.kind, id=one.id, reason=figure.excluded.get(one)) for one in rest[:limit]]
        following = items[-1].id if len(rest) > limit else None
        return cls(figure=figure.kind, part=part, as_of=on, items=items, next=following)


class RankedShown(BaseModel):
    region: str
    type: TownshipType
    rank: int | None = Field(description="Empty where too little is in the denominator")
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
