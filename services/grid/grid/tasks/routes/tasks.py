"""Who sees tasks, and who gives them anew?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from grid.tasks.domain.local import TaskKind
from grid.tasks.domain.states import State
from grid.tasks.domain.steps import Wanted
from grid.tasks.routes.access import CanAssign, CanReadTasks
from grid.tasks.schemas.tasks import (
    GivenAnew,
    NoteList,
    NoteSeen,
    TaskDetail,
    TaskList,
    cursor_of,
    detail,
    read_cursor,
    read_near,
    seen,
)
from grid.tasks.service import reading
from grid.tasks.service.local import give_anew
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Line, RegionCode

Near = Annotated[str | None, Query(pattern=r"^\d{1,3}(\.\d{1,12})?,\d{1,2}(\.\d{1,12})?$", description="lon,lat")]
KindsAsked = Annotated[list[TaskKind], Query(description="May be repeated; without it every kind")]
CellAsked = Annotated[str | None, Query(pattern="^[0-9]{15}$")]
StatesAsked = Annotated[list[State], Query(description="May be repeated; without it every state")]
Cursor = Annotated[str | None, Query(max_length=200, pattern="^[A-Za-z0-9_=-]*$")]

router = APIRouter(prefix="/tasks", tags=["tasks 任务"], route_class=IdempotentRoute)


@router.get("", summary="The tasks that I may see, the urgent first; with `near` the nearest first")
async def tasks_seen(
    who: CanReadTasks,
    work: Work,
    state: StatesAsked = [],  # noqa: B006 (FastAPI copies it)
    kind: KindsAsked = [],  # noqa: B006 (FastAPI copies it)
    region: RegionCode | None = None,
    cell: CellAsked = None,
    case_id: UUID | None = None,
    near: Near = None,
    after: Cursor = None,
    limit: Limit = 50,
) -> TaskList:
    place, start = read_near(near) if near else None, read_cursor(after) if after else None
    wanted = Wanted(state, region, cell, case_id, kind)
    rows = await reading.list_tasks(work, who.scope, wanted, near=place, after=start, limit=limit)
    goes_on = place is None and len(rows) == limit
    return TaskList(items=[seen(row, place) for row in rows], next=cursor_of(rows[-1]) if goes_on else None)


@router.get("/{task_id}", summary="A task with its history")
async def task(task_id: UUID, who: CanReadTasks, work: Work) -> TaskDetail:
    return detail(*await reading.show_task(work, who.scope, task_id))


@router.get("/{task_id}/note", summary="What was written about a task; each look is logged")
async def notes(task_id: UUID, purpose: Line, who: CanReadTasks, work: Work, now: Now) -> NoteList:
    found = await reading.read_notes(work, who.scope, task_id=task_id, purpose=purpose, now=now)
    return NoteList(notes=[NoteSeen.model_validate(note) for note in found])


@router.post("/{task_id}/assign", summary="Give a task of the grid's own to another worker of its cell 改派")
async def assign_anew(task_id: UUID, body: GivenAnew, who: CanAssign, work: Work, now: Now) -> TaskDetail:
    await give_anew(work, who.scope, task_id=task_id, worker_id=body.worker_id, now=now)
    return detail(*await reading.show_task(work, who.scope, task_id))
