"""What is said of a whistle, and what does a caller see of it?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from dispatch.coordination.domain.whistles import Blow, CallState, Ending, Rating, Ruling, WhistleState
from dispatch.coordination.schemas.handovers import Reason
from shared.runtime.bodies import Body, Place, Shown
from shared.runtime.text import Code, Line, Prose
from shared.schemas.vocabulary import Result, Urgency

MOST_UNITS = 30


# ---------------------------------------------------------------------------------------------------------------- given
class WhistleGiven(Body):
    """Who shall come where, by when, for what; `place` is said in words, `position` where a map gives it."""

    units: list[Code] = Field(max_length=MOST_UNITS)
    matter: Code
    urgency: Urgency = Urgency.NORMAL
    reason: Reason
    place: Line
    text: Prose | None = None
    come_by: AwareDatetime
    case_id: UUID | None = None
    position: Place | None = None

    def as_blow(self) -> Blow:
        given = self.model_dump(exclude={"position"})
        return Blow(**given, position=self.position.read() if self.position else None)


class CallRefusalGiven(Body):
    """Why a unit does not come, and by which rule."""

    reason: Reason
    basis: Line
    text: Prose | None = None


class ArrivalGiven(Body):
    position: Place | None = None


class OutcomeGiven(Body):
    outcome: Result
    text: Prose | None = None


class RatingGiven(Body):
    """5 very satisfied, 4 satisfied, 3 basically satisfied, 2 dissatisfied, 1 very dissatisfied."""

    unit: Code
    score: int = Field(ge=1, le=5)
    reason: Reason | None = None


class EndingGiven(Body):
    result: Result
    text: Prose | None = None
    ratings: list[RatingGiven] = Field(default_factory=list, max_length=MOST_UNITS)

    def as_ending(self) -> Ending:
        return Ending(self.result, self.text, [Rating(**one.model_dump()) for one in self.ratings])


class CancellationGiven(Body):
    reason: Reason


class RulingGiven(Body):
    """What the county says, by which document; `come_by`: by when it must come, the whistle's own time by default."""

    ruling: Ruling
    document: Line
    come_by: AwareDatetime | None = None


# ---------------------------------------------------------------------------------------------------------------- shown
class Whistled(Shown):
    """A whistle after an act, and the state of each unit that the act was about."""

    id: UUID
    state: WhistleState
    calls: dict[str, CallState]


class CallShown(Shown):
    """How one unit answered; a time that is there says what once was, whatever came after."""

    unit: str
    unit_region: str
    state: CallState
    come_by: datetime
    due_at: datetime | None
    answered_by: str | None
    answered_at: datetime | None
    refused_at: datetime | None
    refused_because: str | None
    basis: str | None
    silent_at: datetime | None
    missed_at: datetime | None
    arrived_by: str | None
    arrived_at: datetime | None
    arrived_lon: float | None
    arrived_lat: float | None
    ruling: Ruling | None
    ruled_by: str | None
    ruled_at: datetime | None
    document: str | None
    outcome: Result | None
    score: int | None
    score_reason: str | None


class WhistleShown(Shown):
    """What was written of it is read by `/whistles/{id}/text`, each look logged."""

    id: UUID
    region: str
    case_id: UUID | None
    matter: str
    urgency: Urgency
    reason: str
    lon: float | None
    lat: float | None
    state: WhistleState
    blown_by: str
    blown_at: datetime
    answer_by: datetime
    come_by: datetime
    ended_by: str | None
    ended_at: datetime | None
    result: Result | None
    calls: list[CallShown] = Field(default_factory=list)

    @classmethod
    def of(cls, row: Any, calls: Iterable[Any]) -> Self:
        shown = cls.model_validate(row)
        shown.calls = [CallShown.model_validate(call) for call in calls]
        return shown


class WhistlePage(BaseModel):
    items: list[WhistleShown]
    next: UUID | None


class AtCountyShown(CallShown):
    """A call that waits for the county's ruling; `id` is the call's, for the next page."""

    id: UUID
    whistle_id: UUID
    whistle_state: WhistleState
    region: str
    case_id: UUID | None
    matter: str
    urgency: Urgency
    reason: str
    blown_by: str
    blown_at: datetime


class AtCountyPage(BaseModel):
    items: list[AtCountyShown]
    next: UUID | None


class StepShown(Shown):
    action: str
    by: str
    at: datetime
    facts: dict[str, Any]


class CallTextShown(BaseModel):
    refusal: str | None
    outcome: str | None


class WhistleTextShown(BaseModel):
    """What was written: of the whistle, of its result, and by each unit that the caller may read."""

    place: str | None
    text: str | None
    result: str | None
    calls: dict[str, CallTextShown]


class ScoreShown(Shown):
    """How a unit answered the whistles of a period.

    `due` is the denominator: `called`, without those that were `released`, that the county `excused`, or that are still
    `pending`. `came` and `in_time` are counted by when somebody stood there; `rating` is the mean of 1 to 5.
    """

    unit: str
    called: int
    released: int
    excused: int
    pending: int
    due: int
    came: int
    in_time: int
    refused: int
    ignored: int
    absent: int
    rated: int
    rating: float | None

    @classmethod
    def of(cls, row: Any) -> Self:
        given = dict(row._mapping)  # noqa: SLF001 - the public name of SQLAlchemy's row mapping
        due = row.called - row.released - row.excused - row.pending
        return cls.model_validate(given | {"due": due})


class ScorePage(BaseModel):
    since: date
    until: date
    items: list[ScoreShown]
    next: str | None
