"""What does a caller see of the use of a power, and what does he add that the platform has not counted?"""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from dispatch.powers.domain.catalogue import PowerKind
from dispatch.powers.domain.use import Counted, Stated, figures_of
from dispatch.powers.schemas import FromRow
from shared.runtime.bodies import Body
from shared.runtime.text import Line

Count = Annotated[int, Field(ge=0, le=10_000_000)]


class EvaluationGiven(Body):
    """What the platform has not counted, with `source`, the document that says so; the rest it counts itself."""

    reversed: Count = 0
    complaints: Count = 0
    bad_ratings: Count = 0
    visits_caused: Count = 0
    source: Line | None = None

    def as_stated(self) -> Stated:
        return Stated(**self.model_dump())


class UseShown(BaseModel):
    """What the platform has counted, both days inside; `not_counted`: what is stated by a document, if at all."""

    region: str
    code: str
    since: date
    until: date
    volume: int
    mean_days: float | None
    reversed: int
    bad_ratings: int
    visits_saved: int
    not_counted: list[str] = ["complaints", "visits_caused"]

    @classmethod
    def of(cls, region: str, code: str, use: Any) -> Self:
        counted: Counted = use.counted
        return cls(
            region=region,
            code=code,
            since=use.days.since,
            until=use.days.until,
            volume=counted.volume,
            mean_days=figures_of(counted, Stated()).mean_days,
            reversed=counted.reversed,
            bad_ratings=counted.bad_ratings,
            visits_saved=counted.visits_saved,
        )


class ActShown(FromRow):
    """A clue that the team ended (`about`: its case), or a licence that was granted (`about`: its application)."""

    kind: str
    id: str
    about: str
    ended_on: date


class ActPage(BaseModel):
    items: list[ActShown]
    next: str | None


class EvaluationDue(FromRow):
    """A formal power whose evaluation was due: a year after the last one, or after its first day without any."""

    region: str
    code: str
    name: str
    kind: PowerKind
    principal: str
    in_force_since: date
    evaluated_on: date | None
    due_on: date


class EvaluationDuePage(BaseModel):
    items: list[EvaluationDue]
    next: str | None
