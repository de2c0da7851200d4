"""What does the grid tell the others?"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from shared.schemas.envelope import Event
from shared.schemas.vocabulary import (
    Category,
    CellKind,
    CellRole,
    Point,
    Result,
    ReturnReason,
    Shared,
    TaskState,
    Urgency,
)


class CellChanged(Event):
    """A cell and its boundary, with the days on which they hold; `rings` is a GeoJSON polygon's coordinates, WGS-84."""

    TYPE: ClassVar[str] = "onefour.grid.cell-changed.v1"

    cell: str
    version: int
    region: str
    name: str
    kind: CellKind
    rings: list[list[tuple[float, float]]]
    place_names: list[str]
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> str:
        return self.cell


class CellHeld(Shared):
    cell: str
    role: CellRole


class WorkerChanged(Event):
    """Which cells a grid worker holds, and whether he is on duty."""

    TYPE: ClassVar[str] = "onefour.grid.worker-changed.v1"

    worker_id: str
    version: int
    region: str
    cells: list[CellHeld]
    on_duty: bool

    @property
    def key(self) -> str:
        return self.worker_id


class TaskProgressed(Event):
    """A grid worker's step on a task; `state` says which."""

    TYPE: ClassVar[str] = "onefour.grid.task-progressed.v1"

    task_id: UUID
    case_id: UUID
    version: int
    state: TaskState
    worker_id: str
    result: Result | None
    return_reason: ReturnReason | None
    position: Point | None
    at: datetime

    @property
    def key(self) -> str:
        return str(self.task_id)


class SupportProgressed(Event):
    """A grid worker's step while he supports officials of window or team; what he wrote stays with the grid.

    `support_id` is the wish of who asked. `result` says that he was there or took photos, never what was found
    (licence law art. 34, penalty law art. 42).
    """

    TYPE: ClassVar[str] = "onefour.grid.support-progressed.v1"

    support_id: UUID
    version: int
    task_id: UUID
    region: str
    state: TaskState
    role: str
    result: str | None
    at: datetime

    @property
    def key(self) -> str:
        return str(self.support_id)


class PatrolReported(Event):
    """A worker saw something; what he wrote stays with the grid. `solved`: and he settled it on the spot, thus."""

    TYPE: ClassVar[str] = "onefour.grid.patrol-reported.v1"

    patrol_report_id: UUID
    version: int
    region: str
    cell: str | None
    worker_id: str
    category: Category
    urgency: Urgency | None
    position: Point | None
    seen_at: datetime
    solved: Result | None = None

    @property
    def key(self) -> str:
        return str(self.patrol_report_id)


class PersonNotMet(Event):
    """A worker went in vain to a person to look after, `times` in a row; who it is, the grid alone says."""

    TYPE: ClassVar[str] = "onefour.grid.person-not-met.v1"

    visit_id: UUID
    version: int
    region: str
    cell: str
    times: int
    at: datetime

    @property
    def key(self) -> str:
        return str(self.visit_id)
