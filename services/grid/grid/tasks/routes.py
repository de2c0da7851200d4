"""What does the outside see of tasks?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from grid.tasks import service
from grid.tasks.domain.steps import Action, Wanted
from grid.tasks.schemas import (
    FinishGiven,
    NoteList,
    NoteSeen,
    ReturnGiven,
    StepGiven,
    StepTaken,
    TaskDetail,
    TaskList,
    cursor_of,
    detail,
    read_cursor,
    read_near,
    seen,
)
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Line, RegionCode
from shared.schemas.vocabulary import TaskState

CanReadTasks = Annotated[Principal, Depends(allowed(Permission.READ_TASKS))]
CanWorkTasks = Annotated[Principal, Depends(allowed(Permission.WORK_TASKS))]

Near = Annotated[str | None, Query(pattern=r"^\d{1,3}(\.\d{1,12})?,\d{1,2}(\.\d{1,12})?$", description="lon,lat")]
CellAsked = Annotated[str | None, Query(pattern="^[0-9]{15}$")]
StatesAsked = Annotated[list[TaskState], Query(description="May be repeated; without it every state")]
Cursor = Annotated[str | None, Query(max_length=200, pattern="^[A-Za-z0-9_=-]*$")]

router = APIRouter(prefix="/tasks", tags=["tasks 任务"], route_class=IdempotentRoute)


@router.get("", summary="The tasks that I may see, the urgent first; with `near` the nearest first")
async def tasks_seen(
    who: CanReadTasks,
    work: Work,
    state: StatesAsked = [],  # noqa: B006 (FastAPI copies it)
    region: RegionCode | None = None,
    cell: CellAsked = None,
    case_id: UUID | None = None,
    near: Near = None,
    after: Cursor = None,
    limit: Limit = 50,
) -> TaskList:
    place, start = read_near(near) if near else None, read_cursor(after) if after else None
    wanted = Wanted(state, region, cell, case_id)
    rows = await service.list_tasks(work, who.scope, wanted, near=place, after=start, limit=limit)
    goes_on = place is None and len(rows) == limit
    return TaskList(items=[seen(row, place) for row in rows], next=cursor_of(rows[-1]) if goes_on else None)


@router.get("/{task_id}", summary="A task with its history")
async def task(task_id: UUID, who: CanReadTasks, work: Work) -> TaskDetail:
    return detail(*await service.show_task(work, who.scope, task_id))


@router.get("/{task_id}/note", summary="What was written about a task; each look is logged")
async def notes(task_id: UUID, purpose: Line, who: CanReadTasks, work: Work, now: Now) -> NoteList:
    found = await service.read_notes(work, who.scope, task_id=task_id, purpose=purpose, now=now)
    return NoteList(notes=[NoteSeen.model_validate(note) for note in found])


@router.post("/{task_id}/accept", summary="I take it 接单")
async def accept(task_id: UUID, body: StepGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read()
    taken = await service.take_step(work, who.scope, task_id=task_id, action=Action.ACCEPT, given=given, now=now)
    return StepTaken.model_validate(taken)


@router.post("/{task_id}/arrive", summary="I am there 到场")
async def arrive(task_id: UUID, body: StepGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read()
    taken = await service.take_step(work, who.scope, task_id=task_id, action=Action.ARRIVE, given=given, now=now)
    return StepTaken.model_validate(taken)


@router.post("/{task_id}/finish", summary="It is done, with this result 办结")
async def finish(task_id: UUID, body: FinishGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read(result=body.result, note=body.note)
    taken = await service.take_step(work, who.scope, task_id=task_id, action=Action.FINISH, given=given, now=now)
    return StepTaken.model_validate(taken)


@router.post("/{task_id}/return", summary="I give it back, for this reason 退回")
async def give_back(task_id: UUID, body: ReturnGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read(reason=body.reason, note=body.note)
    taken = await service.take_step(work, who.scope, task_id=task_id, action=Action.RETURN, given=given, now=now)
    return StepTaken.model_validate(taken)
