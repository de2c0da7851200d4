"""What does a caller see of duty lists, and how does he draw one up?"""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.duties.domain.authority import Answer, Duty, DutyKind, Standing
from dispatch.duties.domain.lists import DraftGiven
from shared.runtime.text import Code, Line, RegionCode

MAX_LINES = 2000
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2100, 12, 31))]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class DutyGiven(_Body):
    """One line: `lead` and `support` are kinds of unit, of the county's where the duty is supporting or taken back."""

    matter: Code
    kind: DutyKind
    lead: Code
    support: list[Code] = Field(default_factory=list, max_length=20)
    legal_basis: Line


class ListGiven(_Body):
    """A whole list from a day on; `adopted_by` is the number of the document that adopts it."""

    region: RegionCode
    valid_from: Day
    title: Line
    adopted_by: Line
    lines: list[DutyGiven] = Field(min_length=1, max_length=MAX_LINES)

    def as_draft(self) -> DraftGiven:
        duties = [Duty(one.matter, one.kind, one.lead, tuple(one.support), one.legal_basis) for one in self.lines]
        return DraftGiven(self.region, self.valid_from, self.title, self.adopted_by, duties)


class DraftKept(BaseModel):
    id: UUID


class ListPublished(BaseModel):
    region: str
    version: int
    valid_from: date
    lines: int


class BindingGiven(_Body):
    bound_from: Day


class BindingKept(BaseModel):
    region: str
    bound_from: date


class ListSummary(_FromRow):
    id: UUID
    region: str
    version: int
    valid_from: date
    valid_to: date | None
    title: str
    adopted_by: str
    lines: int
    bound_from: date | None


class ListPage(BaseModel):
    items: list[ListSummary]
    next: str | None


class DutyShown(_FromRow):
    matter: str
    name: str
    field: str
    kind: DutyKind
    lead: str
    support: list[str]
    legal_basis: str


class ListShown(_FromRow):
    id: UUID
    region: str
    version: int
    valid_from: date
    valid_to: date | None
    title: str
    adopted_by: str
    drawn_up_by: str
    published_by: str
    published_at: datetime
    lines: list[DutyShown] = Field(default_factory=list)


class AnswerShown(BaseModel):
    """What the registers say of a matter; `listed_by` and `version` name the list that spoke."""

    matter: str
    region: str
    on: date
    standing: Standing
    binding: bool
    listed_by: str | None
    version: int | None
    lead: str | None
    support: list[str]
    legal_basis: str | None

    @classmethod
    def of(cls, answer: Answer, matter: str, region: str, on: date) -> Self:
        duty = answer.duty
        return cls(
            matter=matter,
            region=region,
            on=on,
            standing=answer.standing,
            binding=answer.binding,
            listed_by=answer.region,
            version=answer.version,
            lead=duty.lead if duty else None,
            support=list(duty.support) if duty else [],
            legal_basis=duty.legal_basis if duty else None,
        )


class ExitShown(_FromRow):
    id: UUID
    case_id: UUID
    region: str
    matter: str
    standing: Standing
    reason: str
    by: str
    at: datetime


class ExitPage(BaseModel):
    items: list[ExitShown]
    next: UUID | None


class HistoryLine(_FromRow):
    step: str
    by: str
    at: datetime
    facts: dict[str, Any]
