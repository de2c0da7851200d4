"""What does a department write in an application, and what does a caller see of one?"""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.duties.domain.admissions import Act, Application, Body, State, Taken, Verdict
from dispatch.duties.schemas.lists import DutyGiven
from shared.runtime.bodies import Day
from shared.runtime.scope import Scope
from shared.runtime.text import Line, Prose, RegionCode


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


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
    """`next` is the step that somebody has to take now; `not_heard`: townships that have not said what they think."""

    line: dict[str, Any]
    why: str
    persons: int
    money_fen: int
    training: str
    applied_by: str
    steps: list[AdmissionStep] = Field(default_factory=list)
    next: Act | None = None
    not_heard: list[str] = Field(default_factory=list)
