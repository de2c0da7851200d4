"""Where are the workers who are on duty, and where was one of them? For a purpose, which is noted."""

from datetime import date

from fastapi import APIRouter

from grid.workers.routes.access import CanReadPositions, Purpose
from grid.workers.schemas.phones import PositionList, position_list
from grid.workers.service import positions
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.text import Code

router = APIRouter(prefix="/workers", route_class=IdempotentRoute)


@router.get("/positions", summary="The last position of each worker on duty in my township; each look is logged")
async def where_on_duty(purpose: Purpose, who: CanReadPositions, work: Work, now: Now) -> PositionList:
    return position_list(await positions.where_on_duty(work, who.scope, purpose=purpose, now=now))


@router.get("/{worker_id}/track", summary="Where a worker was on duty on a day; each look is logged")
async def track(
    worker_id: Code, purpose: Purpose, who: CanReadPositions, work: Work, now: Now, day: date | None = None
) -> PositionList:
    asked = day or town_day(now)
    found = await positions.track(work, who.scope, worker_id=worker_id, day=asked, purpose=purpose, now=now)
    return position_list(found)
