"""How do rules, audiences, templates and campaigns look over HTTP?"""

from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from grid.outreach.domain.audience import Audience, CampaignKind
from grid.outreach.domain.campaigns import CampaignState
from grid.outreach.domain.messages import MessageState
from grid.outreach.domain.rules import Rules
from grid.outreach.domain.templates import TemplateState
from shared.runtime.bodies import Body, Serial, Shown
from shared.runtime.text import Code, Line, RegionCode, clean

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(clean)]
Signature = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\u4e00-\u9fff]{2,20}$")]
Link = Annotated[str, StringConstraints(pattern=r"^https://[A-Za-z0-9.\-]+(/[A-Za-z0-9._~/\-]*)?$", max_length=60)]


class RulesGiven(Body):
    """`version`: the one that was seen, 0 where there is none.

    `same_after_days`: for so long nobody is told the same again by another campaign; 0: at once.
    """

    version: int = Field(ge=0, le=2**31 - 1)
    per_second: int = Field(default=50, ge=1, le=10_000)
    quiet_from: time | None = time(20)
    quiet_to: time | None = time(8)
    least_with_care: int = Field(default=5, ge=1, le=1_000)
    same_after_days: int = Field(default=30, ge=0, le=366)

    def read(self) -> Rules:
        return Rules(**self.model_dump(exclude={"version"}))


class RulesSeen(Shown):
    region: str
    version: int
    per_second: int
    quiet_from: time | None
    quiet_to: time | None
    least_with_care: int
    same_after_days: int


class RulesList(BaseModel):
    items: list[RulesSeen]


class VersionKept(BaseModel):
    version: int


class AudienceGiven(Body):
    region: RegionCode
    kind: CampaignKind
    audience: Audience


class AudienceCount(Shown):
    """`about`: rounded down, because people are chosen by what they are cared for."""

    count: int
    about: bool


class TemplateGiven(Body):
    """`text` without signature and opt-out words, which are added; places to fill stand in braces."""

    region: RegionCode
    code: Code
    kind: CampaignKind
    text: Text
    signature: Signature


class TemplateSeen(Shown):
    id: UUID
    region: str
    code: str
    edition: int
    version: int
    kind: CampaignKind
    text: str
    signature: str
    state: TemplateState
    written_by: str
    written_at: datetime
    decided_by: str | None


class TemplateList(BaseModel):
    items: list[TemplateSeen]
    next: UUID | None


class StepTaken(Body):
    version: Serial


class CampaignGiven(Body):
    region: RegionCode
    kind: CampaignKind
    title: Line
    template_id: UUID
    audience: Audience
    link: Link | None = None
    posts_each: int = Field(default=0, ge=0, le=5)
    urgent: bool = False
    per_second: int | None = Field(default=None, ge=1, le=10_000)

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields} | {"link": self.link or ""}


class CampaignChange(Body):
    version: Serial
    campaign: CampaignGiven


class CampaignSeen(Shown):
    id: UUID
    version: int
    region: str
    kind: CampaignKind
    title: str
    template_id: UUID
    audience: dict[str, Any]
    link: str
    posts_each: int
    urgent: bool
    per_second: int
    state: CampaignState
    counted: int | None
    counted_on: date | None
    prepared_by: str
    approved_by: str | None
    audience_size: int | None
    started_at: datetime | None
    ended_at: datetime | None


class CampaignList(BaseModel):
    items: list[CampaignSeen]
    next: UUID | None


class MessageSeen(Shown):
    """To which record, never to whom."""

    id: UUID
    resident_id: UUID
    state: MessageState
    reason: str | None
    attempts: int
    sent_at: datetime | None
    posts: list[UUID]
    delivery: str | None
    delivery_at: datetime | None
    reply: str | None
    replied_at: datetime | None


class MessageList(BaseModel):
    items: list[MessageSeen]
    next: UUID | None


class StepSeen(Shown):
    version: int
    action: str
    by: str
    at: datetime
    facts: dict[str, Any]


class StepList(BaseModel):
    items: list[StepSeen]


class FigureSeen(Shown):
    code: str
    value: float | None
    numerator: int
    denominator: int
    formula: str


class FunnelSeen(Shown):
    counts: dict[str, int]
    rates: list[FigureSeen]
