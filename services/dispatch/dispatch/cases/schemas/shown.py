"""What does a caller see of cases?"""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.cases.domain.asked import Outcome
from dispatch.cases.domain.case import Rating
from dispatch.cases.domain.clocks import Clock
from dispatch.cases.domain.requests import RequestKind, RequestState
from dispatch.coordination.domain.handovers import HandoverState
from dispatch.supervision.domain.ladders import rung_of
from dispatch.supervision.domain.lights import Light, light_of, light_of_clock
from shared.schemas.vocabulary import AppealKind, Authority, CaseState, Executor, Result, Urgency


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CaseSummary(_FromRow):
    id: UUID
    number: str
    version: int
    state: CaseState
    region: str
    source: str
    matter: str | None
    urgency: Urgency
    executor: Executor | None
    cell: str | None
    unit: str | None
    worker_id: str | None
    queue: str | None
    outcome: str | None
    result: Result | None
    urged: int
    handover: HandoverState | None
    appeal_kind: AppealKind | None
    authority: Authority
    parent_id: UUID | None
    suspended_until: datetime | None
    route: str | None
    rating: Rating | None
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    due_at: datetime | None = None
    pressed: bool = False
    light: Light | None = None

    @classmethod
    def of(cls, row: Any, now: datetime) -> Self:
        """Return a case as it is listed, with the light of its running clocks."""
        # As a dictionary: a row looks each attribute up by its own slow way.
        values = row._asdict()
        due_at = values["runs_due_at"]
        return cls.model_validate(values | {"light": light_of(due_at, values["yellow_at"], now) if due_at else None})


class CasePage(BaseModel):
    items: list[CaseSummary]
    next: UUID | None


class HistoryLine(_FromRow):
    seq: int
    action: str
    from_state: str | None
    to_state: str
    by: str
    at: datetime
    facts: dict[str, Any]


class ClockShown(_FromRow):
    """A term of the case, or with `report_id` of that order."""

    kind: str
    report_id: UUID | None
    started_at: datetime
    due_at: datetime
    provisional: bool
    stopped_at: datetime | None
    paused_at: datetime | None
    overdue_at: datetime | None
    policy_version: int
    calendar_version: str
    yellow_at: datetime | None
    light: Light | None = None
    rung: int = 0

    @classmethod
    def of(cls, clock: Clock, now: datetime) -> Self:
        """Return a clock with its light; `rung`: how far its case has climbed since it was due, 0 for not at all."""
        shown = cls.model_validate(clock)
        shown.light, shown.rung = light_of_clock(clock, now), rung_of(clock.stage)
        return shown


class TaskShown(_FromRow):
    id: UUID
    executor: Executor
    state: str
    worker_id: str | None
    unit: str | None
    assigned_at: datetime
    ended_at: datetime | None


class PartShown(_FromRow):
    """A case that was split off, or whose reports joined another: enough to find it."""

    id: UUID
    number: str
    state: CaseState
    matter: str | None
    outcome: str | None


class MergeShown(_FromRow):
    """One merge: `case_id` joined `into_id`; `number` is that of the other case. Ended where it was given back."""

    case_id: UUID
    into_id: UUID
    number: str
    merged_by: str
    merged_at: datetime
    unmerged_by: str | None
    unmerged_at: datetime | None


class RequestShown(_FromRow):
    """What is asked for. `until`, `amount` (in `unit`): asked for; `granted_…`: what was given of it."""

    id: UUID
    case_id: UUID
    kind: RequestKind
    state: RequestState
    reason: str
    until: datetime | None
    amount: int | None
    unit: str | None
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decided_because: str | None
    granted_until: datetime | None
    granted_amount: int | None


class RequestRead(RequestShown):
    """With what it explains; each look is logged."""

    explanation: str | None = None


class RequestListed(RequestShown):
    """With its case; `may_decide`: it waits for this caller, among others who may approve."""

    number: str
    region: str
    version: int
    may_decide: bool = False


class RequestPage(BaseModel):
    items: list[RequestListed]
    next: UUID | None


class CallBackShown(_FromRow):
    reached: bool
    satisfied: bool | None
    rating: Rating | None
    called_by: str
    called_at: datetime


class SupervisedShown(_FromRow):
    """A supervision order about a case, without what it says; that is read by its id."""

    id: UUID
    number: str
    state: str
    demand: str
    urgent: bool
    to_unit: str | None
    region: str
    issuer_region: str
    issued_at: datetime
    due_at: datetime


class CaseShown(CaseSummary):
    """One case. `possible`: the steps that this caller may take now; `may_ask`: what he may ask another to approve.

    `workflow_version`, `policy_version`: what held when it was opened, and holds for it to its end.
    """

    workflow_version: int
    policy_version: int
    lon: float | None
    lat: float | None
    reports: list[UUID] = Field(default_factory=list)
    history: list[HistoryLine] = Field(default_factory=list)
    clocks: list[ClockShown] = Field(default_factory=list)
    tasks: list[TaskShown] = Field(default_factory=list)
    possible: list[str] = Field(default_factory=list)
    may_ask: list[RequestKind] = Field(default_factory=list)
    parts: list[PartShown] = Field(default_factory=list)
    merges: list[MergeShown] = Field(default_factory=list)
    requests: list[RequestShown] = Field(default_factory=list)
    call_backs: list[CallBackShown] = Field(default_factory=list)
    supervised: list[SupervisedShown] = Field(default_factory=list)


class CaseActed(BaseModel):
    """`warning`: by its duty list the matter is not the township's; `form` is where admission is applied for."""

    id: UUID
    state: CaseState
    version: int
    possible: list[str]
    warning: dict[str, Any] | None = None


class CaseVersion(BaseModel):
    """A case, at the version that the caller saw."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    version: int = Field(ge=1)


class CaseOutcome(BaseModel):
    """One of many: its state and version now; or the `code` of its refusal, what is `said` of it, and its facts."""

    id: UUID
    done: bool
    state: CaseState | None = None
    version: int | None = None
    warning: dict[str, Any] | None = None
    code: str | None = None
    said: str | None = None
    facts: dict[str, Any] | None = None

    @classmethod
    def of(cls, one: Outcome) -> "CaseOutcome":
        if one.refused is not None:
            why = {"code": one.refused.code, "said": one.refused.said, "facts": one.refused.facts}
            return cls(id=one.id, done=False, **why)
        assert one.move is not None
        case = one.move.case
        return cls(id=one.id, done=True, state=case.state, version=case.version, warning=one.warning)


class CasesActed(BaseModel):
    done: int
    refused: int
    results: list[CaseOutcome]


class RequestActed(BaseModel):
    id: UUID
    state: RequestState
    case: CaseVersion
    case_state: CaseState
    warning: dict[str, Any] | None = None


class Parts(BaseModel):
    """The case as it is now, and its new parts."""

    id: UUID
    version: int
    parts: list[PartShown]
