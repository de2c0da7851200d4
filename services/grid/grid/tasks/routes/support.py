"""Over which door do officials ask for a grid worker's help with a formal verification?"""

from fastapi import APIRouter, status

from grid.tasks.domain.supporting import LEAD
from grid.tasks.routes.access import CanAskSupport
from grid.tasks.schemas.support import SupportGiven, SupportWished
from grid.tasks.service.support import ask_support
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute

router = APIRouter(prefix="/tasks", tags=["tasks 任务"], route_class=IdempotentRoute)


@router.post("/support", status_code=status.HTTP_201_CREATED, summary="Let a worker support two officials 协助核查")
async def support(body: SupportWished, who: CanAskSupport, work: Work, now: Now) -> SupportGiven:
    return SupportGiven(task_id=await ask_support(work, who.scope, body.read(), now), lead=LEAD)
