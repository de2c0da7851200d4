"""What does the team tell the others?"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from shared.schemas.envelope import Event
from shared.schemas.vocabulary import Category, Point, Result, ReturnReason, Shared, SupportTold, TaskState, Urgency


class PowerUse(Shared):
    """By which of the county's powers a township acted, and since when it had what it acted on."""

    region: str
    powers: list[str]
    assigned_at: datetime


class ClueProgressed(Event):
    """The team's step on a clue that the centre had sent: accepted (acknowledged), finished or returned.

    `use`: of what was finished, by which powers; None where the township was given none for the matter.
    """

    TYPE: ClassVar[str] = "onefour.enforcement.clue-progressed.v1"

    task_id: UUID
    case_id: UUID
    version: int
    state: TaskState
    officer_id: str
    result: Result | None
    return_reason: ReturnReason | None
    at: datetime
    use: PowerUse | None = None

    @property
    def key(self) -> str:
        return str(self.task_id)


class PenaltyHandedOver(Event):
    """A department of the county goes on with a penalty case whose power was taken back; `power_id`: that life of it.

    `version` is the case's, of the step that handed it over; nothing more is done in it by the township.
    """

    TYPE: ClassVar[str] = "onefour.enforcement.penalty-handed-over.v1"

    case_id: UUID
    version: int
    number: str
    region: str
    power_id: UUID
    power: str
    to: str
    from_day: date
    at: datetime

    @property
    def key(self) -> str:
        return str(self.case_id)


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


class RecheckSupportChanged(SupportTold, Event):
    """Two officers check again what they ordered to correct and want a grid worker with them, or do not any more.

    Who was ordered what stays with the team; `officials` are the officers, and the worker is none of them (art. 42).
    """

    TYPE: ClassVar[str] = "onefour.enforcement.recheck-support-changed.v1"

    inspection_id: UUID


class RecordAppended(Event):
    """A line was added to a case's record: how long it is now, and the hash of its end, in hexadecimal digits.

    The centre keeps each, so that a record that was written anew, or whose end was cut off, is seen.
    """

    TYPE: ClassVar[str] = "onefour.enforcement.record-appended.v1"

    case_id: UUID
    region: str
    length: int
    head: str
    at: datetime

    @property
    def key(self) -> str:
        return str(self.case_id)
