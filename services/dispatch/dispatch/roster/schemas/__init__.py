"""What do shifts, swaps and hand-over sheets look like over HTTP?"""

from datetime import datetime, time
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from dispatch.roster.domain import Post, ShiftState, SwapState
from dispatch.roster.domain.plan import Days, Gap, Need, Planned, Rules
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code, Prose, RegionCode

MOST_SHIFTS = 1000
MOST_HOURS = 72


class ShiftGiven(Body):
    """`ends_at` is the moment from which the shift is over; at most 24 hours after `starts_at`."""

    post: Post
    person_id: Code
    starts_at: AwareDatetime
    ends_at: AwareDatetime

    def planned(self) -> Planned:
        return Planned(self.post, self.person_id, self.starts_at, self.ends_at)


class PlanGiven(Body):
    region: RegionCode
    shifts: list[ShiftGiven] = Field(min_length=1, max_length=MOST_SHIFTS)


class GapShown(BaseModel):
    post: Post
    starts_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, gap: Gap) -> Self:
        return cls(post=gap.post, starts_at=gap.starts_at, ends_at=gap.ends_at)


class PlanTaken(BaseModel):
    """The ids of the shifts, in the order in which they were given, and the gaps that they leave."""

    ids: list[UUID]
    gaps: list[GapShown]


class ShiftShown(Shown):
    id: UUID
    region: str
    post: Post
    person_id: str
    starts_at: datetime
    ends_at: datetime
    version: int
    state: ShiftState
    taken_at: datetime | None
    relieved_at: datetime | None


class ShiftStep(Shown):
    action: str
    by: str
    at: datetime
    facts: dict[str, Any]


class OnDuty(BaseModel):
    """`held_over`: the shift is over, and nobody has confirmed its hand-over. `number` is masked."""

    shift: ShiftShown
    held_over: bool
    number: str | None


class NumberShown(BaseModel):
    number: str


class NeedGiven(Body):
    """Hours of a day in which a post must be held; over midnight where they end no later than they begin."""

    post: Post
    days: Days = Days.ALL
    starts: time
    ends: time


class RulesGiven(Body):
    """`version` is that of the rules which these replace for this very region, 0 where it has none of its own."""

    version: int = Field(ge=0, lt=2**31)
    needs: list[NeedGiven] = Field(max_length=50)
    missed_after_minutes: int = Field(ge=1, le=24 * 60)
    held_hours: int = Field(ge=0, le=MOST_HOURS)

    def rules(self) -> Rules:
        needs = tuple(Need(one.post, one.days, one.starts, one.ends) for one in self.needs)
        return Rules(needs, self.missed_after_minutes, self.held_hours)


class RulesShown(BaseModel):
    """The rules that hold for a region, those of the nearest above it where it has none of its own."""

    region: str
    version: int
    needs: list[NeedGiven]
    missed_after_minutes: int
    held_hours: int


class Version(BaseModel):
    version: int


class SwapGiven(Body):
    """Without `other_shift` the other stands in and gives nothing for it."""

    shift_id: UUID
    to_person: Code
    other_shift: UUID | None = None


class SwapShown(Shown):
    id: UUID
    region: str
    shift_id: UUID
    other_shift_id: UUID | None
    from_person: str
    to_person: str
    state: SwapState
    asked_at: datetime
    agreed_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None


class SwapPage(BaseModel):
    items: list[SwapShown]
    next: UUID | None


class Id(BaseModel):
    id: UUID


class SwapActed(BaseModel):
    state: SwapState


class SheetGiven(Body):
    """What the next one must know besides what is open; kept sealed."""

    shift_id: UUID
    remarks: Annotated[Prose, Field(max_length=4000)] | None = None


class SheetLine(Shown):
    id: UUID
    region: str
    post: Post
    from_shift: UUID
    to_shift: UUID
    from_person: str
    to_person: str
    made_at: datetime
    confirmed_at: datetime | None


class SheetShown(SheetLine):
    """`snapshot` is what was open when it was made, of what both may see; it never changes."""

    snapshot: dict[str, Any]
    remarks: str | None


class SheetPage(BaseModel):
    items: list[SheetLine]
    next: UUID | None
