"""What does the centre tell the others?"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from shared.schemas.envelope import Event
from shared.schemas.vocabulary import CaseState, Category, Executor, FeedKind, Origin, Point, Result, Shared, Urgency


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
    """The outside platform said more about an order it had sent: supplemented, withdrawn, urged or called back."""

    TYPE: ClassVar[str] = "onefour.dispatch.report-followed-up.v1"

    report_id: UUID
    version: int
    kind: FeedKind
    satisfied: bool | None
    occurred_at: datetime

    @property
    def key(self) -> str:
        return str(self.report_id)


class ReportOf(Shared):
    """A report within a case, by the door it came through and its id there."""

    report_id: UUID
    origin: Origin
    external_id: str


class CaseChanged(Event):
    """A case took a step; `reports` are those that our own services took, an outside platform's are not told."""

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


class DutyLine(Shared):
    """A matter on a duty list: whose it is, which kind of unit leads, and which support it."""

    matter: str
    kind: str
    lead: str
    support: list[str]


class DutyListPublished(Event):
    """A county or a township has a duty list from a day on; the list before it ends on the day before."""

    TYPE: ClassVar[str] = "onefour.dispatch.duty-list-published.v1"

    region: str
    version: int
    valid_from: date
    lines: list[DutyLine]

    @property
    def key(self) -> str:
        return self.region


class PowerTerm(Shared):
    """Days on which a power is in force, both inside it; None until further notice."""

    in_force_from: date
    in_force_to: date | None


class PowerChanged(Event):
    """What a township may use of the county's powers: `terms` are all its days, those to come and those gone by.

    `mode`: delegated in the township's own name, entrusted in that of `principal`, a kind of county department.
    """

    TYPE: ClassVar[str] = "onefour.dispatch.power-changed.v1"

    region: str
    code: str
    version: int
    state: str
    kind: str
    mode: str
    principal: str
    matters: list[str]
    terms: list[PowerTerm]

    @property
    def key(self) -> str:
        return f"{self.region}:{self.code}"


class QualificationHeld(Shared):
    """A certificate as far as it holds: both days belong to it, what was revoked ends before."""

    field: str
    valid_from: date
    valid_to: date


class QualificationChanged(Event):
    """All certificates of a person, after one was issued, closed by its renewal or revoked."""

    TYPE: ClassVar[str] = "onefour.dispatch.qualification-changed.v1"

    person_id: str
    version: int
    region: str
    certificates: list[QualificationHeld]

    @property
    def key(self) -> str:
        return self.person_id


class RequirementTerm(Shared):
    """All of these fields are required from a day on, until a later term begins."""

    valid_from: date
    fields: list[str]


class RequirementChanged(Event):
    """What a power requires, from which day on, and which matters it is about."""

    TYPE: ClassVar[str] = "onefour.dispatch.requirement-changed.v1"

    activity: str
    version: int
    terms: list[RequirementTerm]
    matters: list[str]

    @property
    def key(self) -> str:
        return self.activity


class TrainingBound(Event):
    """From a day on only qualified officers act in a township; before it their acts are observed."""

    TYPE: ClassVar[str] = "onefour.dispatch.training-bound.v1"

    region: str
    version: int
    bound_from: date

    @property
    def key(self) -> str:
        return self.region
