"""What does a caller see of cases, and what does he send to move one?"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dispatch.cases.domain.workflow import Action
from dispatch.coordination.domain.handovers import HandoverState
from shared.runtime.text import Code
from shared.schemas.vocabulary import CaseState, Executor, Result, Urgency

Reason = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,64}$")]


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
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    due_at: datetime | None = None


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
    kind: str
    started_at: datetime
    due_at: datetime
    provisional: bool
    stopped_at: datetime | None
    paused_at: datetime | None
    overdue_at: datetime | None


class TaskShown(_FromRow):
    id: UUID
    executor: Executor
    state: str
    worker_id: str | None
    unit: str | None
    assigned_at: datetime
    ended_at: datetime | None


class CaseShown(CaseSummary):
    lon: float | None
    lat: float | None
    reports: list[UUID] = Field(default_factory=list)
    history: list[HistoryLine] = Field(default_factory=list)
    clocks: list[ClockShown] = Field(default_factory=list)
    tasks: list[TaskShown] = Field(default_factory=list)
    possible: list[str] = Field(default_factory=list)


class CaseAct(BaseModel):
    """One step. `version` is the one that the caller saw; the rest is what this action needs or changes.

    `emergency`: danger to life or public safety, for which a duty list does not wait; it needs a `reason`.
    """

    model_config = ConfigDict(extra="forbid")

    action: Action
    version: int = Field(ge=1)
    reason: Reason | None = None
    result: Result | None = None
    matter: Code | None = None
    executor: Executor | None = None
    unit: Code | None = None
    worker_id: Code | None = None
    cell: Annotated[str, StringConstraints(pattern=r"^\d{15}$")] | None = None
    into: UUID | None = None
    emergency: bool = False


class CaseActed(BaseModel):
    """`warning`: by its duty list the matter is not the township's; `form` is where admission is applied for."""

    id: UUID
    state: CaseState
    version: int
    possible: list[str]
    warning: dict[str, Any] | None = None
