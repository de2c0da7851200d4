"""What does a caller see of coaching pairs, reminders, figures and histories?"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from dispatch.training.domain.coaching import Pair, PairEnd
from dispatch.training.schemas.courses import FieldCode
from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import Code


class Grouping(StrEnum):
    """What figures are told by."""

    FIELD = "field"
    REGION = "region"


class PairGiven(Body):
    mentor_id: Code
    trainee_id: Code
    field: FieldCode
    valid_from: Day
    valid_to: Day

    def as_pair(self) -> Pair:
        return Pair(**self.model_dump())


class WeekNotedShown(BaseModel):
    week: date


class PairShown(Shown):
    """`weeks_noted` of the `weeks_begun` so far: how steadily they work together."""

    id: UUID
    mentor_id: str
    trainee_id: str
    field: str
    region: str
    valid_from: date
    valid_to: date
    ended_by: PairEnd | None
    weeks_noted: int
    weeks_begun: int = 0


class PairPage(BaseModel):
    items: list[PairShown]
    next: UUID | None


class ReminderShown(Shown):
    """`days`: the last step that was told before the end."""

    id: UUID
    person_id: str
    region: str
    field: str
    priority: int
    valid_to: date
    days: int


class ReminderPage(BaseModel):
    items: list[ReminderShown]
    next: str | None


class FigureShown(Shown):
    """`person_times` (人次): one person in one session (场次), on however many of its days; told on his first."""

    group: str
    courses: int
    sessions: int
    persons: int
    person_times: int
    hours: int


class HistoryLine(Shown):
    step: str
    by: str
    at: datetime
    facts: dict[str, Any]
