"""How does a phone's catching up look over HTTP?"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from grid.offline.domain.gaps import GapReason
from grid.offline.domain.items import MOST_ITEMS, Item, ItemKind, Outcome, WaitsFor
from grid.tasks.schemas.tasks import TaskSeen
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code

TokenText = Annotated[str, StringConstraints(max_length=200, pattern="^[A-Za-z0-9_=-]+$")]


class ItemGiven(Body):
    """One thing that was done: `clock` counts what the phone sends about `subject` from 1 without a gap.

    `subject` is the id of a task or of a stop, or one that the phone made (a report's client id). `body` is what the
    kind's own door takes, without `client_id` and time.
    """

    client_id: UUID
    subject: UUID
    clock: int = Field(ge=1, le=2**31 - 1)
    kind: ItemKind
    device_at: AwareDatetime
    body: dict[str, Any] = Field(default_factory=dict)

    def read(self) -> Item:
        return Item(self.client_id, self.subject, self.clock, self.kind, self.device_at, self.body)


class SyncGiven(Body):
    """`device_id` is the phone's own, made anew with each installation; `sent_at` its clock as it sends."""

    device_id: Code
    sent_at: AwareDatetime
    items: list[ItemGiven] = Field(max_length=MOST_ITEMS)


class ItemAnswered(BaseModel):
    """What became of one item. `code`, `said` and `facts` say why not; `state`, `version` how its task stands."""

    client_id: UUID
    outcome: Outcome
    waits_for: WaitsFor | None = None
    code: str | None = None
    said: str | None = None
    facts: dict[str, Any] | None = None
    state: str | None = None
    version: int | None = None
    worker_id: str | None = None
    lead: str | None = None
    report_id: UUID | None = None


class GapSeen(Shown):
    """What of a worker's phone waits for numbers that are not there: `kinds` and how many things `waiting`, `since`."""

    worker_id: str
    region: str
    device_id: str
    subject: UUID
    missing_from: int
    missing_to: int
    waiting: int
    kinds: list[ItemKind]
    since: datetime


class GapList(BaseModel):
    """The oldest 200 and how many there are in all."""

    items: list[GapSeen]
    total: int


class GapGiven(Body):
    """The numbers that are no longer waited for, as they were seen missing, and why."""

    worker_id: Code
    device_id: Code
    subject: UUID
    missing_from: int = Field(ge=1, le=2**31 - 1)
    missing_to: int = Field(ge=1, le=2**31 - 1)
    reason: GapReason


class GapClosed(BaseModel):
    """`waiting`: how many things of the phone still wait, about this or others."""

    waiting: int


class GivenUpSeen(Shown):
    id: UUID
    worker_id: str
    region: str
    device_id: str
    subject: UUID
    missing_from: int
    missing_to: int
    reason: GapReason
    by: str
    at: datetime


class GivenUpList(BaseModel):
    items: list[GivenUpSeen]
    next: UUID | None


class SyncAnswered(BaseModel):
    """`waiting`: how many things of this phone wait for others, those of earlier batches among them."""

    items: list[ItemAnswered]
    waiting: int
    at: datetime


class ChangesSeen(BaseModel):
    """`token` for the next question, at once where there is `more`; `gone` are ids of tasks to be forgotten."""

    token: str
    reset: bool
    more: bool
    tasks: list[TaskSeen]
    gone: list[UUID]
    at: datetime
