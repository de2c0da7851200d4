"""How do posts and referrals look over HTTP?"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from grid.outreach.domain.audience import CellCode, SkillName
from grid.outreach.domain.jobs import Ground, Post, PostState, ReferralState
from grid.registry.domain.kinds import Sex
from shared.runtime.bodies import Body, Day, Serial, Shown
from shared.runtime.text import Line, RegionCode

Age = Annotated[int, Field(ge=16, le=70)]
Wage = Annotated[int, Field(ge=0, le=1_000_000)]
Wanted = Annotated[int, Field(ge=1, le=10_000)]


class PostGiven(Body):
    """`enterprise_id` of the registry, or the name of an `employer`. Wages: yuan a month. A limit needs a `ground`."""

    enterprise_id: UUID | None = None
    employer: Line | None = None
    title: Line
    wanted: Wanted
    skills: tuple[SkillName, ...] = Field(default=(), max_length=20)
    age_from: Age | None = None
    age_to: Age | None = None
    sex: Sex | None = None
    ground: Ground | None = None
    wage_from: Wage | None = None
    wage_to: Wage | None = None
    place: Line
    cell: CellCode | None = None
    valid_until: Day

    def read(self) -> Post:
        return Post(**{name: getattr(self, name) for name in type(self).model_fields})


class PostsGiven(Body):
    region: RegionCode
    posts: list[PostGiven] = Field(min_length=1, max_length=500)


class PostsKept(BaseModel):
    ids: list[UUID]


class PostChange(Body):
    version: Serial
    wanted: Wanted | None = None
    valid_until: Day | None = None
    state: PostState | None = None


class PostSeen(Shown):
    id: UUID
    version: int
    region: str
    state: PostState
    enterprise_id: UUID | None
    employer: str
    title: str
    wanted: int
    placed: int
    skills: list[str]
    age_from: int | None
    age_to: int | None
    sex: Sex | None
    ground: Ground | None
    wage_from: int | None
    wage_to: int | None
    place: str
    cell: str | None
    valid_until: date


class PostList(BaseModel):
    items: list[PostSeen]
    next: UUID | None


class FitSeen(Shown):
    """Why a post fits: skills in `common`, how `near` it is; `score` is 10 a skill and the nearness."""

    post: UUID
    common: int
    near: int
    score: int


class FitList(BaseModel):
    items: list[FitSeen]


class ReferralGiven(Body):
    post_id: UUID
    resident_id: UUID
    campaign_id: UUID | None = None


class OutcomeGiven(Body):
    version: Serial
    outcome: ReferralState


class ReferralSeen(Shown):
    id: UUID
    version: int
    region: str
    post_id: UUID
    resident_id: UUID
    campaign_id: UUID | None
    state: ReferralState
    by: str
    at: datetime
    decided_by: str | None
    decided_at: datetime | None


class ReferralList(BaseModel):
    items: list[ReferralSeen]
    next: UUID | None
