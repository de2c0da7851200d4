"""What does the team tell the others?"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.schemas.envelope import Event
from shared.schemas.vocabulary import Category, Point, Result, ReturnReason, TaskState, Urgency


class ClueProgressed(Event):
    """The team's step on a clue that the centre had sent: accepted (acknowledged), finished or returned."""

    TYPE: ClassVar[str] = "onefour.enforcement.clue-progressed.v1"

    task_id: UUID
    case_id: UUID
    version: int
    state: TaskState
    officer_id: str
    result: Result | None
    return_reason: ReturnReason | None
    at: datetime

    @property
    def key(self) -> str:
        return str(self.task_id)


class FindingReported(Event):
    """Officers found something that is not theirs to end alone; what they wrote stays with the team."""

    TYPE: ClassVar[str] = "onefour.enforcement.finding-reported.v1"

    finding_id: UUID
    version: int
    region: str
    officer_id: str
    category: Category
    urgency: Urgency | None
    position: Point | None
    found_at: datetime

    @property
    def key(self) -> str:
        return str(self.finding_id)
