"""What comes in and goes out of the exchange with departments?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.exchange.domain.catalogue import Column, Limits, Sensitivity, SetGiven, Sharing
from dispatch.exchange.domain.grants import DeliveryState
from dispatch.exchange.domain.requests import Act, Asked, Mode, State, Taken, Verdict
from shared.runtime.bodies import Body, Day, Serial
from shared.runtime.scope import Scope
from shared.runtime.text import Code, Line, Prose, RegionCode

MAX_SETS = 200
A_YEAR_OF_MINUTES = 366 * 24 * 60


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


# ---------------------------------------------------------------------------------------------------------- catalogue
class ColumnGiven(Body):
    name: Code
    meaning: Line
    sensitivity: Sensitivity


class LimitsGiven(Body):
    """What one grant may have: days asked about, days it lasts, queries and rows a day."""

    days: Serial = 366
    grant_days: Serial = 366
    queries_a_day: Serial = 1000
    rows_a_day: Serial = 100_000


class SetIn(Body):
    """An entry: `owner` is the unit whose data it is; what is not shared names its legal `ground`."""

    code: Code
    name: Line
    owner: Code
    sharing: Sharing
    ground: Line | None = None
    columns: list[ColumnGiven] = Field(default_factory=list, max_length=50)
    refresh_minutes: int = Field(default=60, ge=0, le=A_YEAR_OF_MINUTES)
    limits: LimitsGiven = Field(default_factory=LimitsGiven)

    def as_set(self) -> SetGiven:
        columns = [Column(one.name, one.meaning, one.sensitivity) for one in self.columns]
        limits = Limits(**self.limits.model_dump())
        return SetGiven(
            self.code, self.name, self.owner, self.sharing, self.ground, columns, self.refresh_minutes, limits
        )


class CatalogueGiven(Body):
    """Entries of a county's catalogue from a day on; `adopted_by` is the number of the document."""

    region: RegionCode
    valid_from: Day
    adopted_by: Line
    sets: list[SetIn] = Field(min_length=1, max_length=MAX_SETS)


class DraftKept(BaseModel):
    id: UUID


class SetsPublished(BaseModel):
    """Code → version."""

    versions: dict[str, int]


class SetShown(_FromRow):
    region: str
    code: str
    version: int
    valid_from: date
    valid_to: date | None
    name: str
    owner: str
    sharing: Sharing
    ground: str | None
    columns: list[dict[str, str]]
    refresh_minutes: int
    limit_days: int
    limit_grant_days: int
    limit_queries: int
    limit_rows: int
    adopted_by: str
    drawn_up_by: str
    published_by: str
    published_at: datetime


class SetPage(BaseModel):
    """`next` is the county and the code to go on after: `region:code`."""

    items: list[SetShown]
    next: str | None


class HistoryLine(_FromRow):
    step: str
    by: str
    at: datetime
    facts: dict[str, Any]


class ReceiverGiven(Body):
    url: Annotated[str, Field(min_length=1, max_length=2000)]


class ReceiverShown(BaseModel):
    """Where the caller's department is pushed to, and the secret that signs it (Standard Webhooks)."""

    url: str
    secret: str


# ------------------------------------------------------------------------------------------------------------ requests
class RequestGiven(Body):
    """What a department asks for: which columns, of which region, fields of duty and days, why, and until when."""

    set_code: Code
    purpose: Annotated[Prose, Field(max_length=2000)]
    legal_basis: Annotated[Prose, Field(max_length=500)]
    columns: list[Code] = Field(min_length=1, max_length=50)
    region: RegionCode
    fields: list[Code] = Field(default_factory=list, max_length=50)
    since: Day
    until: Day
    mode: Mode = Mode.QUERY
    last_day: Day

    def as_asked(self) -> Asked:
        return Asked(
            set_code=self.set_code,
            purpose=self.purpose,
            legal_basis=self.legal_basis,
            columns=self.columns,
            place=self.region,
            fields=self.fields,
            since=self.since,
            until=self.until,
            mode=self.mode,
            last_day=self.last_day,
        )


class ActGiven(Body):
    """An act as somebody takes it; `version` is the one that he saw, who refuses or stops says why."""

    version: Serial
    reason: Line | None = None

    def as_taken(self, act: Act, scope: Scope, verdict: Verdict | None = None) -> Taken:
        return Taken(act, scope.person_id, scope.unit, self.version, self.reason, verdict)


class OpinionGiven(ActGiven):
    verdict: Verdict


class RequestState(BaseModel):
    id: UUID
    state: State


class RequestSummary(_FromRow):
    """`region` is the county, `place` whose rows were asked for.

    `unread_since`: a subscription whose rows the platform cannot read since then, and `unread_because`, by a code.
    """

    id: UUID
    region: str
    unit: str
    owner: str
    set_code: str
    place: str
    fields: list[str]
    columns: list[str]
    since: date
    until: date
    mode: Mode
    last_day: date
    state: State
    version: int
    due_at: datetime
    asked_at: datetime
    decided_at: datetime | None
    unread_since: datetime | None
    unread_because: str | None


class RequestPage(BaseModel):
    items: list[RequestSummary]
    next: UUID | None


class StepShown(_FromRow):
    seq: int
    act: Act
    to_state: State
    verdict: Verdict | None
    reason: str | None
    by: str
    unit: str | None
    at: datetime
    due_at: datetime


class RequestShown(RequestSummary):
    purpose: str
    legal_basis: str
    asked_by: str
    steps: list[StepShown] = Field(default_factory=list)


# ---------------------------------------------------------------------------------------------------------------- rows
class RowPage(BaseModel):
    """Rows with `key`, which names no person, and the granted columns; `next` is the key to go on after."""

    items: list[Mapping[str, Any]]
    next: str | None


class QueryShown(_FromRow):
    id: UUID
    by: str
    at: datetime
    purpose: str
    columns: list[str]
    rows: int


class QueryPage(BaseModel):
    items: list[QueryShown]
    next: UUID | None


class DeliveryShown(_FromRow):
    """What was pushed, or waits: its number in its grant's order, and how many rows; not the rows."""

    id: UUID
    number: int
    rows: int
    gone: int
    state: DeliveryState
    attempts: int
    first_at: datetime
    next_at: datetime
    last_error: str | None
    delivered_at: datetime | None


class DeliveryPage(BaseModel):
    items: list[DeliveryShown]
    next: int | None
