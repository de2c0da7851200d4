"""What do rules, numbers, systems of units and failures look like over HTTP?"""

from datetime import datetime, time
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr

from dispatch.notices.domain.rules import Channel, Rule
from dispatch.organisation.domain.terms import PersonRole
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code, Line, RegionCode

Codes = Annotated[str, Field(pattern=r"^([a-z0-9-]{1,63}\*?|\*)$")]
MOST_MINUTES = 7 * 24 * 60


class RuleGiven(Body):
    """A rule as it shall hold; `version` is the one that it replaces, 0 where there is none yet.

    `codes` is a notice's code, the beginning of one with `*`, or `*`. Without `role` or `urgent` it is for all.
    """

    version: int = Field(ge=0, lt=2**31)
    codes: Codes
    region: RegionCode
    role: PersonRole | None = None
    urgent: bool | None = None
    channels: list[Channel] = Field(min_length=1, max_length=len(Channel))
    quiet_from: time | None = None
    quiet_to: time | None = None
    acknowledge_minutes: int | None = Field(default=None, ge=1, le=MOST_MINUTES)
    ladder: list[PersonRole] = Field(default_factory=list, max_length=8)
    digest_over: int = Field(default=3, ge=1, le=1000)

    def rule(self, rule_id: str) -> Rule:
        values: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        return Rule(
            rule_id,
            **values
            | {
                "role": str(self.role) if self.role else None,
                "channels": tuple(sorted(set(self.channels))),
                "ladder": tuple(str(role) for role in self.ladder),
            },
        )


class RuleShown(Shown):
    id: str
    version: int
    codes: str
    region: str
    role: str | None
    urgent: bool | None
    channels: list[Channel]
    quiet_from: time | None
    quiet_to: time | None
    acknowledge_minutes: int | None
    ladder: list[str]
    digest_over: int


class RulePage(BaseModel):
    items: list[RuleShown]
    next: str | None


class RuleStep(Shown):
    version: int
    action: str
    by: str
    at: datetime
    facts: dict[str, Any]


class Version(BaseModel):
    version: int


class NumberGiven(Body):
    number: Line


class NumberShown(BaseModel):
    """`number` is masked where no purpose was named."""

    person_id: str
    number: str


class WebhookGiven(Body):
    """Where a unit's system takes its notices, and the secret that signs them (Standard Webhooks)."""

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    secret: SecretStr


class WebhookShown(Shown):
    unit_id: Code
    region: str
    url: str
    set_by: str
    set_at: datetime


class WebhookPage(BaseModel):
    items: list[WebhookShown]
    next: str | None


class Failure(Shown):
    """A message that was given up: to whom, by which way, and why. What it says is not shown."""

    id: UUID
    notice_id: UUID
    recipient: str
    channel: Channel
    region: str
    what: str
    urgent: bool
    attempts: int
    last_error: str | None
    told_at: datetime
    first_at: datetime


class FailurePage(BaseModel):
    items: list[Failure]
    next: UUID | None
