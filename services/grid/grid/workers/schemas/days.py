"""How do leave and weekly plans look over HTTP?"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from grid.workers.domain.leaves import Days, LeaveKind, LeaveState
from grid.workers.domain.shifts import Shift
from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import Code


class LeaveAsk(Body):
    """Both days belong to the leave; without a `stand_in` the B roles answer."""

    kind: LeaveKind
    first_day: Day
    last_day: Day
    stand_in: Code | None = None

    def days(self) -> Days:
        return Days(self.first_day, self.last_day)


class LeaveDecide(Body):
    granted: bool


class LeaveSeen(Shown):
    id: UUID
    version: int
    worker_id: str
    region: str
    kind: LeaveKind
    first_day: date
    last_day: date
    stand_in: str | None
    state: LeaveState
    asked_by: str


class LeaveStep(Shown):
    version: int
    action: str
    by: str
    at: datetime
    facts: dict[str, Any]


class LeaveDetail(LeaveSeen):
    history: list[LeaveStep]


class LeaveList(BaseModel):
    items: list[LeaveSeen]


class ShiftGiven(Body):
    """`weekday` 1 is Monday; a shift whose end is not after its begin ends on the next day."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    starts: time
    ends: time


class PlanSet(Body):
    shifts: list[ShiftGiven] = Field(max_length=50)

    def read(self) -> list[Shift]:
        return [Shift(one.weekday, _minute(one.starts), _minute(one.ends)) for one in self.shifts]


class ShiftSeen(Shown):
    weekday: int
    starts: time
    ends: time


class PlanSeen(BaseModel):
    shifts: list[ShiftSeen]


def _minute(of: time) -> time:
    return of.replace(second=0, microsecond=0, tzinfo=None)


def leave_detail(row: Row[Any], history: Sequence[Row[Any]]) -> LeaveDetail:
    steps = [LeaveStep.model_validate(step) for step in history]
    return LeaveDetail(**LeaveSeen.model_validate(row).model_dump(), history=steps)


def leave_list(rows: Sequence[Row[Any]]) -> LeaveList:
    return LeaveList(items=[LeaveSeen.model_validate(row) for row in rows])


def plan_seen(shifts: Sequence[Shift]) -> PlanSeen:
    return PlanSeen(shifts=[ShiftSeen.model_validate(one) for one in shifts])
