"""How do watches and findings look over HTTP?"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import Row

from grid.vacancy.domain.findings import Answer, in_words
from grid.vacancy.domain.findings import State as FindingState
from grid.vacancy.domain.watches import MOST_HOMES, State
from shared.errors import said_of
from shared.runtime.bodies import Body, Day, Serial, Shown
from shared.runtime.text import Line, Prose, RegionCode

MeterNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\-]{1,64}$")]
FORMULA = "准确率 = 核查为“已返回”的线索数 ÷ 已核查的线索数；未核查的和监测结束前未核查的不计入分母"


class HomeGiven(Body):
    home_id: UUID
    meter: MeterNumber


class WatchPropose(Body):
    """`approval` names the decision that the watch rests on, by its number."""

    purpose: Line
    approval: Line
    region: RegionCode
    starts_on: Day
    ends_on: Day
    homes: list[HomeGiven] = Field(min_length=1, max_length=MOST_HOMES)


class LongerAsk(Body):
    ends_on: Day


class WatchDecide(Body):
    grant: bool


class WatchSeen(Shown):
    id: UUID
    version: int
    state: State
    region: str
    purpose: str
    approval: str
    homes: int
    starts_on: date
    ends_on: date
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    asked_ends_on: date | None
    ended_at: datetime | None
    erased_at: datetime | None


class StepSeen(Shown):
    version: int
    action: str
    by: str
    at: datetime
    facts: dict[str, Any]


class WatchWhole(WatchSeen):
    history: list[StepSeen]


class WatchList(Shown):
    items: list[WatchSeen]
    next: UUID | None


class FindingAnswer(Body):
    """`corrects`: the version of the answer that this one corrects."""

    answer: Answer
    note: Prose | None = None
    corrects: Serial | None = None


class FindingAnswered(Shown):
    version: int


class FindingSeen(Shown):
    """`evidence` and `said` (the same in Chinese) are there until the watch is over."""

    id: UUID
    version: int
    state: FindingState
    watch_id: UUID
    home_id: UUID
    region: str
    cell: str | None
    rule: str
    evidence: dict[str, float] | None
    said: str | None
    found_at: datetime
    task_id: UUID
    answer: Answer | None
    answered_by: str | None
    answered_at: datetime | None
    has_note: bool


class NoteSeen(Shown):
    by: str
    at: datetime
    text: str | None


class FindingWhole(FindingSeen):
    history: list[StepSeen]


class FindingList(Shown):
    items: list[FindingSeen]
    next: UUID | None


class RefusedSeen(Shown):
    watch_id: UUID
    day: date
    reason: str
    said: str
    readings: int


class RefusedList(Shown):
    items: list[RefusedSeen]


class MonthMeasured(Shown):
    """Of one township in one month, by when it was found; `precision` is `right` of `answered`."""

    township: str
    month: str
    found: int
    answered: int
    right: int
    precision: float | None
    returned: int
    visitor: int
    meter_fault: int
    theft: int
    nobody_there: int
    other: int


class Precision(Shown):
    formula: str = FORMULA
    items: list[MonthMeasured]


def finding_seen(row: Row[Any]) -> dict[str, Any]:
    """Return a finding's row as `FindingSeen` reads it."""
    found = dict(row._mapping)  # noqa: SLF001 (its public name)
    said = in_words(row.evidence) if row.evidence else None
    return found | {"said": said, "has_note": row.note is not None}


def refused_seen(row: Row[Any]) -> RefusedSeen:
    return RefusedSeen.model_validate(dict(row._mapping) | {"said": said_of(row.reason) or row.reason})  # noqa: SLF001
