"""Over which doors does a worker ask for help or for a hand-over, and who answers?"""

from uuid import UUID

from fastapi import APIRouter, status

from grid.tasks.routes.access import CanAnswer, CanReadTasks, CanWorkTasks
from grid.tasks.schemas.asks import AnswerGiven, AskDetail, AskGiven, AskList, AskSeen
from grid.tasks.service import asks
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Line

router = APIRouter(tags=["tasks 任务"], route_class=IdempotentRoute)


def _leads(who: Principal) -> bool:
    return Permission.ASSIGN_TASKS in who.permissions


@router.post(
    "/tasks/{task_id}/asks", status_code=status.HTTP_201_CREATED, summary="Ask for help, or hand over 求助、移交"
)
async def ask(task_id: UUID, body: AskGiven, who: CanWorkTasks, work: Work, now: Now) -> AskSeen:
    return AskSeen.model_validate(await asks.ask(work, who.scope, task_id, body.read(), now))


@router.get("/task-asks", summary="What I asked and am asked, the newest first; a grid leader sees all of his place")
async def asks_seen(who: CanReadTasks, work: Work, only_open: bool = False, limit: Limit = 50) -> AskList:
    rows = await asks.list_asks(work, who.scope, leads=_leads(who), only_open=only_open, limit=limit)
    return AskList(items=[AskSeen.model_validate(row) for row in rows])


@router.get("/task-asks/{ask_id}", summary="What was asked and answered; each look is logged")
async def ask_seen(ask_id: UUID, purpose: Line, who: CanReadTasks, work: Work, now: Now) -> AskDetail:
    row, said = await asks.read_ask(work, who.scope, ask_id, leads=_leads(who), purpose=purpose, now=now)
    return AskDetail(ask=AskSeen.model_validate(row), text=said.text, answer=said.answer)


@router.post("/task-asks/{ask_id}/answer", summary="Accept what I am asked, or decline it 答复")
async def answer(ask_id: UUID, body: AnswerGiven, who: CanAnswer, work: Work, now: Now) -> AskSeen:
    row = await asks.answer(work, who.scope, ask_id, accept=body.accept, text=body.text, leads=_leads(who), now=now)
    return AskSeen.model_validate(row)
