"""What does a caller see of scores and totals?"""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from dispatch.assessment.domain.terms import YearPart
from dispatch.assessment.domain.totals import FORMULA, About, Total, YearTotal
from dispatch.assessment.schemas.figures import rounded
from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import Code, Line, RegionCode


class ScoreGiven(Body):
    """What an item without a figure scores of a hundred, or a stationed agency by its department or its township, and
    why.
    """

    region: RegionCode
    year: int = Field(ge=2000, le=2100)
    about: About
    subject: Code
    points: int = Field(ge=0, le=100)
    reason: Line
    on: Day | None = Field(default=None, description="By the register of this day; today by default")
    corrects: UUID | None = Field(default=None, description="The confirmed score whose place it is to take")


class ScoreKept(BaseModel):
    id: UUID


class ScoreShown(Shown):
    id: UUID
    region: str
    register_id: UUID
    day: date
    about: About
    subject: str
    points: int
    reason: str
    state: str
    given_by: str
    given_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    corrects: UUID | None


class ScorePage(BaseModel):
    items: list[ScoreShown]
    next: UUID | None


class WeighedShown(BaseModel):
    """`computed` without a `score`: its figure is made of nothing, and the item is not weighed."""

    code: str
    weight: int
    score: float | None
    computed: bool


class StationedShown(BaseModel):
    unit_id: str
    township_percent: int
    township: float | None
    department: float | None
    total: float | None


class PartShown(BaseModel):
    """Days of the year under one register, that of `of`: the township's own or its county's."""

    register_id: UUID
    of: str
    valid_from: date
    valid_to: date
    days: int
    total: float | None
    missing: list[str]
    items: list[WeighedShown]
    stationed: list[StationedShown]

    @classmethod
    def over(cls, part: YearPart, total: Total) -> Self:
        items = [
            WeighedShown(code=one.code, weight=one.weight, score=rounded(one.score), computed=one.computed)
            for one in total.items
        ]
        stationed = [
            StationedShown(
                unit_id=one.unit_id,
                township_percent=one.township_percent,
                township=rounded(one.township),
                department=rounded(one.department),
                total=rounded(one.total),
            )
            for one in total.stationed
        ]
        return cls(
            register_id=part.term.register_id,
            of=part.term.region,
            valid_from=part.first,
            valid_to=part.last,
            days=part.days,
            total=rounded(total.value),
            missing=total.missing,
            items=items,
            stationed=stationed,
        )


class AgencyShown(BaseModel):
    """What a stationed agency comes to over the parts of the year whose register names it."""

    unit_id: str
    total: float | None


class TotalShown(BaseModel):
    """A township's total of a hundred until a day, by `formula`; empty while the items in `missing` have no score."""

    region: str
    year: int
    as_of: date
    formula: str
    total: float | None
    missing: list[str]
    parts: list[PartShown]
    stationed: list[AgencyShown]

    @classmethod
    def of(cls, total: YearTotal, region: str, on: date) -> Self:
        return cls(
            region=region,
            year=on.year,
            as_of=on,
            formula=FORMULA,
            total=rounded(total.value),
            missing=total.missing,
            parts=[PartShown.over(part, of_part) for part, of_part in total.parts],
            stationed=[AgencyShown(unit_id=one, total=rounded(value)) for one, value in total.stationed.items()],
        )
