"""How do tasks and their steps look over HTTP?"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Row

from grid.tasks.domain.arriving import Arrival, Unconfirmed
from grid.tasks.domain.local import TaskKind
from grid.tasks.domain.rules import Article
from grid.tasks.domain.states import Action, State
from grid.tasks.domain.steps import BadCursor, Cursor, distance_m
from grid.tasks.domain.supporting import SupportResult
from shared.geo import Position
from shared.runtime.bodies import Body
from shared.runtime.text import Code
from shared.schemas.vocabulary import Point, Result, ReturnReason, Urgency


class GivenAnew(Body):
    worker_id: Code


class TaskSeen(BaseModel):
    """A task of a case, or one of the grid's own about `about_id`; `distance_m` is from where the caller asked, if he
    said where.
    """

    id: UUID
    kind: TaskKind
    about_kind: str | None
    about_id: str | None
    case_id: UUID | None
    case_number: str | None
    version: int
    state: State
    region: str
    cell: str | None
    unit: str | None
    worker_id: str | None
    matter: str | None
    urgency: Urgency
    urged: int
    position: Point | None
    report_ids: list[UUID]
    due_at: datetime | None
    assigned_at: datetime
    finished_at: datetime | None
    result: Result | SupportResult | None
    return_reason: ReturnReason | None
    arrival: Arrival | None
    arrival_reason: Unconfirmed | None
    article: Article | None
    officials: list[str] | None
    distance_m: int | None = None


class TaskList(BaseModel):
    """`next` is the cursor for `after`, null at the end and in a list by distance."""

    items: list[TaskSeen]
    next: str | None


class StepSeen(BaseModel):
    seq: int
    action: Action
    from_state: State | None
    to_state: State
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
