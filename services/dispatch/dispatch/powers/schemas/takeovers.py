"""What does a caller see of powers that are taken over as they were in force, and how does he name them?"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from dispatch.powers.domain.takeover import Standing, TakeoverState
from dispatch.powers.schemas import FromRow
from shared.runtime.bodies import Body, Day
from shared.runtime.text import Code, Line, RegionCode

MAX_TAKEOVER = 20_000


class StandingGiven(Body):
    """A power that a township holds since a day by a document; `agency` watches over it."""

    region: RegionCode
    power: Code
    in_force_since: Day
    document: Line
    agency: Code | None = None

    def as_standing(self) -> Standing:
        return Standing(self.region, self.power, self.in_force_since, self.document, self.agency)


class TakeoverGiven(Body):
    powers: Annotated[list[StandingGiven], Field(min_length=1, max_length=MAX_TAKEOVER)]


class TakeoverKept(BaseModel):
    id: UUID
    count: int


class TakeoverShown(FromRow):
    """`region`: how far the one who drew it up sees."""

    id: UUID
    region: str
    state: TakeoverState
    size: int
    drawn_up_by: str
    drawn_up_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class TakeoverPage(BaseModel):
    items: list[TakeoverShown]
    next: UUID | None


class StandingShown(BaseModel):
    region: str
    code: str
    in_force_since: date
    document: str
    agency: str | None


class TakeoverWhole(TakeoverShown):
    rows: list[StandingShown]
