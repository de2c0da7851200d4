"""Over which doors does a worker take his steps on a task?"""

from uuid import UUID

from fastapi import APIRouter

from grid.tasks.domain.states import Action
from grid.tasks.routes.access import CanWorkTasks
from grid.tasks.schemas.steps import ArriveGiven, FinishGiven, NoteGiven, ReturnGiven, StepGiven, StepTaken
from grid.tasks.service.steps import take_step
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute

router = APIRouter(prefix="/tasks", tags=["tasks 任务"], route_class=IdempotentRoute)


@router.post("/{task_id}/accept", summary="I take it 接单")
async def accept(task_id: UUID, body: StepGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read()
    taken = await take_step(work, who.scope, task_id=task_id, action=Action.ACCEPT, given=given, now=now)
    return StepTaken.model_validate(taken)


@router.post("/{task_id}/set-out", summary="I am on my way 出发")
async def set_out(task_id: UUID, body: StepGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read()
    taken = await take_step(work, who.scope, task_id=task_id, action=Action.SET_OUT, given=given, now=now)
    return StepTaken.model_validate(taken)


@router.post("/{task_id}/arrive", summary="I am there 到场: my place is weighed against the cell")
async def arrive(task_id: UUID, body: ArriveGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read()
    taken = await take_step(work, who.scope, task_id=task_id, action=Action.ARRIVE, given=given, now=now)
    return StepTaken.model_validate(taken)


@router.post("/{task_id}/handle", summary="I am at it 处置中")
async def handle(task_id: UUID, body: StepGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read()
    taken = await take_step(work, who.scope, task_id=task_id, action=Action.HANDLE, given=given, now=now)
    return StepTaken.model_validate(taken)


@router.post("/{task_id}/finish", summary="It is done, with this result 办结")
async def finish(task_id: UUID, body: FinishGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read()
    taken = await take_step(work, who.scope, task_id=task_id, action=Action.FINISH, given=given, now=now)
    return StepTaken.model_validate(taken)


@router.post("/{task_id}/return", summary="I give it back, for this reason 退回")
async def give_back(task_id: UUID, body: ReturnGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read()
    taken = await take_step(work, who.scope, task_id=task_id, action=Action.RETURN, given=given, now=now)
    return StepTaken.model_validate(taken)


@router.post("/{task_id}/notes", summary="I write something down about it 备注")
async def note(task_id: UUID, body: NoteGiven, who: CanWorkTasks, work: Work, now: Now) -> StepTaken:
    given = body.read()
    taken = await take_step(work, who.scope, task_id=task_id, action=Action.NOTE, given=given, now=now)
    return StepTaken.model_validate(taken)
