"""What does the centre tell the others?"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from shared.schemas.envelope import Event
from shared.schemas.vocabulary import (
    CaseState,
    Category,
    ContactMade,
    Executor,
    FeedKind,
    Origin,
    Point,
    Result,
    Shared,
    Urgency,
)


class ReportReceived(Event):
    """A report is on disk; its text and its reporter stay with the centre (or the service that took it)."""

    TYPE: ClassVar[str] = "onefour.dispatch.report-received.v1"

    report_id: UUID
    version: int
    origin: Origin
    source: str
    region: str
    category: Category | None
    position: Point | None
    urgency: Urgency | None
    occurred_at: datetime
    received_at: datetime

    @property
    def key(self) -> str:
        return str(self.report_id)


class ReportFollowedUp(Event):
    """The outside platform said more about an order it had sent: supplemented, withdrawn, urged, called back, decided
    about an application of ours, or sent back for rework. `granted`, `until`: of a decision.
    """

    TYPE: ClassVar[str] = "onefour.dispatch.report-followed-up.v1"

    report_id: UUID
    version: int
    kind: FeedKind
    satisfied: bool | None
    occurred_at: datetime
    granted: bool | None = None
    until: datetime | None = None

    @property
    def key(self) -> str:
        return str(self.report_id)


class ReportOf(Shared):
    """A report within a case, by the door it came through and its id there; `hidden`: its case hides from somebody."""

    report_id: UUID
    origin: Origin
    external_id: str
    hidden: bool = False


class CaseChanged(Event):
    """A case took a step; `reports` are those that our own services took, an outside platform's are not told.

    `contact` is the newest with who reported, None while nobody has tried.
    """

    TYPE: ClassVar[str] = "onefour.dispatch.case-changed.v1"

    case_id: UUID
    version: int
    number: str
    state: CaseState
    action: str
    region: str
    matter: str | None
    urgency: Urgency
    executor: Executor | None
    cell: str | None
    unit: str | None
    outcome: str | None
    result: Result | None
    reports: list[ReportOf]
    opened_at: datetime
    changed_at: datetime
    contact: ContactMade | None = None

    @property
    def key(self) -> str:
        return str(self.case_id)


class TaskAssigned(Event):
    """A case was given to an executor: a grid worker, or the team."""

    TYPE: ClassVar[str] = "onefour.dispatch.task-assigned.v1"

    task_id: UUID
    case_id: UUID
    version: int
    case_number: str
    executor: Executor
    region: str
    cell: str | None
    unit: str | None
    worker_id: str | None
    matter: str
    urgency: Urgency
    position: Point | None
    report_ids: list[UUID]
    urged: int
    due_at: datetime | None
    assigned_at: datetime

    @property
    def key(self) -> str:
        return str(self.task_id)


class TaskRecalled(Event):
    """The centre takes a task back: withdrawn by the caller, given to somebody else, merged."""

    TYPE: ClassVar[str] = "onefour.dispatch.task-recalled.v1"

    task_id: UUID
    case_id: UUID
    version: int
    executor: Executor
    reason: str
    recalled_at: datetime

    @property
    def key(self) -> str:
        return str(self.task_id)


class UnitChanged(Event):
    """A unit as of a date: an agency, a team, a committee."""

    TYPE: ClassVar[str] = "onefour.dispatch.unit-changed.v1"

    unit_id: str
    version: int
    region: str
    kind: str
    name: str
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> str:
        return self.unit_id


class PersonChanged(Event):
    """Which posts and roles a person holds; the name stays with the centre."""

    TYPE: ClassVar[str] = "onefour.dispatch.person-changed.v1"

    person_id: str
    version: int
    region: str
    unit_id: str | None
    roles: list[str]
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> str:
        return self.person_id


class CalendarDay(Shared):
    day: date
    is_workday: bool


class WorkdaysPublished(Event):
    """A year's calendar: every day whose nature is known, and where it is known from."""

    TYPE: ClassVar[str] = "onefour.dispatch.workdays-published.v1"

    year: int
    version: int
    source: str
    days: list[CalendarDay]

    @property
    def key(self) -> str:
        return str(self.year)
