"""What does a caller see of results of years, and of what somebody proposes to fix?"""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from dispatch.assessment.domain.figures import TownshipType
from dispatch.assessment.domain.results import FixingState
from dispatch.assessment.schemas import HeadShown, ItemShown, ObjectionShown
from dispatch.assessment.schemas.figures import FigureShown
from dispatch.assessment.schemas.totals import ScoreShown, TotalShown
from shared.runtime.bodies import Shown


class FixingKept(BaseModel):
    id: UUID


class FixingShown(Shown):
    """What somebody proposed to fix, for the one who confirms it; with a `reason`: a further version."""

    id: UUID
    region: str
    year: int
    type: TownshipType | None
    adopted_by: str
    reason: str | None
    state: FixingState
    drawn_up_by: str
    drawn_up_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class FixingPage(BaseModel):
    items: list[FixingShown]
    next: UUID | None


class Document(BaseModel):
    """All that a year came to when it was fixed: the registers with their days, their items, the figures with formula
    and denominator, the total part by part, the scores that count and those that were corrected, and the objections.
    """

    registers: list[HeadShown]
    items: list[ItemShown]
    figures: list[FigureShown]
    total: TotalShown
    scores: list[ScoreShown]
    objections: list[ObjectionShown]


class ResultShown(Shown):
    """A version of a township's year; none is changed, a later one has its `reason`."""

    id: UUID
    region: str
    year: int
    version: int
    adopted_by: str
    reason: str | None
    proposed_by: str
    confirmed_by: str
    confirmed_at: datetime
    body: Document


class ResultPage(BaseModel):
    items: list[ResultShown]
    next: UUID | None


class ResultFixed(BaseModel):
    region: str
    version: int
    total: float | None
