"""What does a caller see of duty lists, and how does he draw one up?"""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.duties.domain.admissions import Act, Application, Body, State, Taken, Verdict
from dispatch.duties.domain.authority import Answer, Duty, DutyKind, Standing
from dispatch.duties.domain.lists import DraftGiven
from shared.runtime.bodies import Day
from shared.runtime.scope import Scope
from shared.runtime.text import Code, Line, Prose, RegionCode

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


class AdmissionGiven(_Body):
    """What a county department would have townships do, why, and what it gives them for it (`money_fen` a year)."""

    townships: list[RegionCode] = Field(min_length=1, max_length=50)
    duty: DutyGiven
    why: Annotated[Prose, Field(min_length=1, max_length=4000)]
    persons: int = Field(ge=0, le=10_000)
    money_fen: int = Field(ge=0, le=10**12)
    training: Annotated[Prose, Field(min_length=1, max_length=2000)]
    wanted_from: Day

    def as_application(self) -> Application:
        return Application(
            townships=self.townships,
            duty=self.duty.as_duty(),
            why=self.why,
            persons=self.persons,
            money_fen=self.money_fen,
            training=self.training,
            wanted_from=self.wanted_from,
        )


class ActGiven(_Body):
    """A step as its office takes it; `version` is the one that the caller saw, who refuses says why."""

    version: int = Field(ge=1)
    verdict: Verdict = Verdict.AGREED
    reason: Line | None = None

    def as_taken(self, act: Act, scope: Scope) -> Taken:
        return Taken(act, scope.region, scope.person_id, self.version, self.verdict, self.reason, unit=scope.unit)


class ResolutionGiven(ActGiven):
    """For the county: by its Party committee, or its government; `document` is the number of the minutes.

    `resolution`: the one that the committee has signed (`POST /party/resolutions`); the government has none there.
    """

    body: Body
    document: Line
    resolution: UUID | None = None

    def as_taken(self, act: Act, scope: Scope) -> Taken:
        return replace(super().as_taken(act, scope), body=self.body, document=self.document, resolution=self.resolution)


class WithdrawalGiven(_Body):
    version: int = Field(ge=1)


class AdmissionState(BaseModel):
    id: UUID
    state: State


class AdmissionSummary(_FromRow):
    id: UUID
    region: str
    townships: list[str]
    unit: str
    matter: str
    state: State
    version: int
    due_at: datetime
    wanted_from: date
    applied_at: datetime


class AdmissionPage(BaseModel):
    items: list[AdmissionSummary]
    next: UUID | None


class AdmissionStep(_FromRow):
    seq: int
    act: Act
    region: str
    body: Body | None
    verdict: Verdict
    reason: str | None
    document: str | None
    by: str
    at: datetime
    due_at: datetime


class AdmissionShown(AdmissionSummary):
    """`next` is the step that somebody has to take now."""

    line: dict[str, Any]
    why: str
    persons: int
    money_fen: int
    training: str
    applied_by: str
    steps: list[AdmissionStep] = Field(default_factory=list)
    next: Act | None = None
