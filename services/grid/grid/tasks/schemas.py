"""How do tasks and their steps look over HTTP?"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy import Row

from grid.tasks.domain.steps import Action, BadCursor, Cursor, Given, distance_m
from shared.geo import Position
from shared.runtime.bodies import Body, Place
from shared.runtime.text import Prose
from shared.schemas.vocabulary import Point, Result, ReturnReason, TaskState, Urgency


class StepGiven(Body):
    """`client_id` is made by the phone, one for each step: sent again, nothing happens twice. `at` is the phone's."""

    client_id: UUID
    at: AwareDatetime
    position: Place | None = None
    version: int | None = None

    def read(self, **more: Any) -> Given:
        place = self.position.read() if self.position else None
        return Given(client_id=self.client_id, device_at=self.at, position=place, version=self.version, **more)


class FinishGiven(StepGiven):
    result: Result
    note: Prose = ""


class ReturnGiven(StepGiven):
    reason: ReturnReason
    note: Prose = ""


class StepTaken(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    task_id: UUID
    version: int
    action: Action
    state: TaskState
    at: datetime


class TaskSeen(BaseModel):
    """A task; `distance_m` is from where the caller asked, if he said where."""

    id: UUID
    case_id: UUID
    case_number: str
    version: int
    state: TaskState
    region: str
    cell: str | None
    unit: str | None
    worker_id: str | None
    matter: str
    urgency: Urgency
    urged: int
    position: Point | None
    report_ids: list[UUID]
    due_at: datetime | None
    assigned_at: datetime
    finished_at: datetime | None
    result: Result | None
    return_reason: ReturnReason | None
    distance_m: int | None = None


class TaskList(BaseModel):
    """`next` is the cursor for `after`, null at the end and in a list by distance."""

    items: list[TaskSeen]
    next: str | None


class StepSeen(BaseModel):
    seq: int
    action: Action
    from_state: TaskState | None
    to_state: TaskState
    by: str
    at: datetime
    device_at: datetime | None
    position: Point | None
    facts: dict[str, Any]


class TaskDetail(TaskSeen):
    history: list[StepSeen]


class NoteSeen(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    action: Action
    by: str
    at: datetime
    text: str


class NoteList(BaseModel):
    notes: list[NoteSeen]


def _point(row: Row[Any]) -> Point | None:
    return None if row.lon is None else Point(lon=row.lon, lat=row.lat)


def _fields(row: Row[Any]) -> dict[str, Any]:
    return {**row._mapping, "position": _point(row)}  # noqa: SLF001 (its public name)


def seen(row: Row[Any], near: Position | None = None) -> TaskSeen:
    away = None if near is None or row.lon is None else distance_m(near, Position(row.lon, row.lat))
    return TaskSeen.model_validate(_fields(row) | {"distance_m": away})


def detail(row: Row[Any], history: Sequence[Row[Any]]) -> TaskDetail:
    return TaskDetail.model_validate(_fields(row) | {"history": [_fields(step) for step in history]})


def cursor_of(row: Row[Any]) -> str:
    """Return where a list goes on after `row`, opaque to the client."""
    place = f"{row.urgency_rank} {row.due_order_at.isoformat()} {row.id}"
    return base64.urlsafe_b64encode(place.encode()).decode()


def read_cursor(text: str) -> Cursor:
    """Read a cursor. Raises BadCursor."""
    try:
        rank, due, task_id = base64.urlsafe_b64decode(text).decode().split(" ")
        moment = datetime.fromisoformat(due)
        if moment.tzinfo is None or not 0 <= int(rank) <= 9:  # noqa: PLR2004 (one digit)
            raise BadCursor("no such place in the list")
        return Cursor(int(rank), moment, UUID(task_id))
    except (ValueError, binascii.Error):
        raise BadCursor("no such place in the list") from None


def read_near(text: str) -> Position:
    """Read `lon,lat`, whose form the route has checked. Raises BadPosition."""
    lon, _, lat = text.partition(",")
    return Position(float(lon), float(lat))
