"""What does a caller see of duty lists, and how does he draw one up?"""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.duties.domain.authority import Answer, Duty, DutyKind, Standing
from dispatch.duties.domain.lists import DraftGiven
from shared.runtime.bodies import Day
from shared.runtime.text import Code, Line, RegionCode

MAX_LINES = 2000


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

    def as_duty(self) -> Duty:
        return Duty(self.matter, self.kind, self.lead, tuple(self.support), self.legal_basis)


class ListGiven(_Body):
    """A whole list from a day on; `adopted_by` is the number of the document that adopts it."""

    region: RegionCode
    valid_from: Day
    title: Line
    adopted_by: Line
    lines: list[DutyGiven] = Field(min_length=1, max_length=MAX_LINES)

    def as_draft(self) -> DraftGiven:
        duties = [one.as_duty() for one in self.lines]
        return DraftGiven(self.region, self.valid_from, self.title, self.adopted_by, duties)


class DraftKept(BaseModel):
    id: UUID


class ListPublished(BaseModel):
    region: str
    version: int
    valid_from: date
    lines: int


class DraftSummary(_FromRow):
    """`lines`: how many there are; a draft is open until another person publishes it, or somebody takes it away."""

    id: UUID
    region: str
    state: str
    valid_from: date
    title: str
    adopted_by: str
    drawn_up_by: str
    drawn_up_at: datetime
    lines: int


class DraftPage(BaseModel):
    items: list[DraftSummary]
    next: UUID | None


class DraftShown(DraftSummary):
    """A draft as who publishes it has to see it: line by line, and what changes against the list of its first day."""

    duties: list[DutyGiven]
    added: list[str]
    changed: list[str]
    removed: list[str]


class BindingGiven(_Body):
    bound_from: Day


class BindingKept(_FromRow):
    region: str
    bound_from: date


class BindingProposed(BindingKept):
    """`id`: of the proposal, which changes nothing until another person confirms it."""

    id: UUID


class BindingProposalShown(BindingProposed):
    proposed_by: str
    proposed_at: datetime


class BindingProposalPage(BaseModel):
    items: list[BindingProposalShown]
    next: UUID | None


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
    """`total`: how many there were in these days."""

    total: int
    items: list[ExitShown]
    next: UUID | None


class ObservedShown(_FromRow):
    """How many cases about a matter a township was given that its list, once it binds, would refuse."""

    region: str
    matter: str
    standing: Standing
    cases: int
    last_day: date


class Observed(BaseModel):
    items: list[ObservedShown]


class HistoryLine(_FromRow):
    step: str
    by: str
    at: datetime
    facts: dict[str, Any]
