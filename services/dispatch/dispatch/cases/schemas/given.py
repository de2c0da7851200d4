"""What does a caller send to move a case?"""

from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from dispatch.cases.domain.asked import AskedStep
from dispatch.cases.domain.call_backs import BAD, CallBack
from dispatch.cases.domain.case import Rating
from dispatch.cases.domain.parts import MOST_PARTS, Part
from dispatch.cases.domain.requests import Asked, Decision, RequestKind
from dispatch.cases.domain.workflow import Action
from dispatch.cases.schemas.shown import CaseVersion
from shared.errors import Unfit
from shared.runtime.text import Code, Prose
from shared.schemas.vocabulary import AppealKind, ContactOutcome, Executor, Result

CellCode = Annotated[str, StringConstraints(pattern=r"^\d{15}$")]
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,64}$")]


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid")

    action: Action
    reason: Reason | None = None
    result: Result | None = None
    matter: Code | None = None
    executor: Executor | None = None
    unit: Code | None = None
    worker_id: Code | None = None
    cell: CellCode | None = None
    emergency: bool = False

    def as_step(self, version: int, into: UUID | None = None) -> AskedStep:
        facts = self.model_dump(mode="json", include={"reason", "result"}, exclude_none=True)
        return AskedStep(self.action, version, facts, redirection(self), into, self.emergency)


def redirection(body: BaseModel) -> dict[str, Any]:
    """Return what a body says of what a case is about, where it is and whose."""
    return body.model_dump(include={"matter", "executor", "unit", "worker_id", "cell"}, exclude_none=True)


class CaseAct(_Step):
    """One step. `version` is the one that the caller saw; the rest is what this action needs or changes.

    `emergency`: danger to life or public safety, for which a duty list does not wait; it needs a `reason`.
    """

    version: int = Field(ge=1)
    into: UUID | None = None


class CasesAct(_Step):
    """One step with many cases, at most 10,000; what is beside `cases` holds for all of them."""

    cases: Annotated[list[CaseVersion], Field(min_length=1)]

    @field_validator("cases")
    @classmethod
    def _each_once(cls, cases: list[CaseVersion]) -> list[CaseVersion]:
        if len({case.id for case in cases}) < len(cases):
            raise Unfit("each case is named once", "每个案件只能列一次")
        return cases


class RequestGiven(BaseModel):
    """What is asked for: a suspension `until`, an extension by an `amount` in the unit of the clock, explained."""

    model_config = ConfigDict(extra="forbid")

    kind: RequestKind
    version: int = Field(ge=1)
    reason: Reason
    explanation: Prose | None = None
    until: AwareDatetime | None = None
    amount: int | None = Field(default=None, ge=1, le=1000)

    def as_asked(self) -> Asked:
        return Asked(self.kind, self.reason, self.explanation, self.until, self.amount)


class DecisionGiven(BaseModel):
    """`reason` of a refusal; to whom a returned case goes at once; `until`, `amount`: otherwise than asked for."""

    model_config = ConfigDict(extra="forbid")

    granted: bool
    reason: Reason | None = None
    until: AwareDatetime | None = None
    amount: int | None = Field(default=None, ge=1, le=1000)
    matter: Code | None = None
    executor: Executor | None = None
    unit: Code | None = None
    worker_id: Code | None = None
    cell: CellCode | None = None

    def as_decision(self) -> Decision:
        return Decision(self.granted, self.reason, self.until, self.amount, redirection(self))


class PartGiven(BaseModel):
    """A part: reports of the case, or a matter of its own; one that names its executor is dispatched at once."""

    model_config = ConfigDict(extra="forbid")

    reports: Annotated[list[UUID], Field(max_length=200)] = Field(default_factory=list)
    matter: Code | None = None
    appeal_kind: AppealKind | None = None
    executor: Executor | None = None
    unit: Code | None = None
    worker_id: Code | None = None

    def as_part(self) -> Part:
        given = self.model_dump(exclude={"reports"})
        return Part(reports=tuple(self.reports), **given)


class PartsGiven(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1)
    reason: Reason
    parts: Annotated[list[PartGiven], Field(min_length=1, max_length=MOST_PARTS)]


class ContactGiven(BaseModel):
    """That somebody spoke, or tried to speak, with who reported, now or `at`; what was said stands nowhere."""

    model_config = ConfigDict(extra="forbid")

    outcome: ContactOutcome
    at: AwareDatetime | None = None


class CallBackGiven(BaseModel):
    """What a caller said: nothing where he was not reached, else whether he is content, or his rating, or both."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1)
    reached: bool
    satisfied: bool | None = None
    rating: Rating | None = None

    @model_validator(mode="after")
    def _says_what_was_heard(self) -> "CallBackGiven":
        heard = self.satisfied is not None or self.rating is not None
        if heard is not self.reached:
            raise Unfit("what was heard, of whom was reached", "联系到来电人的须填满意度，未联系到的不能填")
        if self.satisfied is not None and self.rating is not None and self.satisfied is (self.rating in BAD):
            raise Unfit("satisfied and rating contradict", "是否满意与评价等级不一致")
        return self

    def as_call_back(self) -> CallBack:
        return CallBack(self.reached, self.satisfied, self.rating)
