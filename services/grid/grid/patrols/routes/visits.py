"""What does the outside see of visits to people to look after?"""

from uuid import UUID

from fastapi import APIRouter

from grid.patrols.domain.rounds import StopKind
from grid.patrols.routes.access import CanVisit, CanWalk
from grid.patrols.routes.rounds import CellAsked
from grid.patrols.schemas.stops import (
    CheckBody,
    NotMetList,
    StopShown,
    VisitList,
    not_met_shown,
    stop_shown,
    visit_shown,
)
from grid.patrols.service import checking, reading
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.bodies import Day
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

router = APIRouter(prefix="/care-visits", tags=["patrols 巡查走访"], route_class=IdempotentRoute)


@router.get("", summary="The visits of a day (today) to people to look after, masked 关爱走访")
async def visits(
    who: CanVisit,
    work: Work,
    now: Now,
    day: Day | None = None,
    cell: CellAsked = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> VisitList:
    found = await reading.list_visits(work, who.scope, day=day or town_day(now), cell=cell, after=after, limit=limit)
    return VisitList(items=[visit_shown(one) for one in found], next=found[-1].row.id if len(found) == limit else None)


@router.get("/not-met", summary="Whom nobody met at the last visits, masked, and how often in a row")
async def not_met(who: CanVisit, work: Work, after: UUID | None = None, limit: Limit = 50) -> NotMetList:
    found = await reading.list_not_met(work, who.scope, after=after, limit=limit)
    last = found[-1].row.record_id if len(found) == limit else None
    return NotMetList(items=[not_met_shown(one) for one in found], next=last)


@router.post("/{visit_id}/record", summary="I was there, and found the person like this 走访记录")
async def record(visit_id: UUID, body: CheckBody, who: CanWalk, work: Work, now: Now) -> StopShown:
    kind, given = StopKind.PERSON, body.read()
    return stop_shown(await checking.check_stop(work, who.scope, stop_id=visit_id, given=given, now=now, kind=kind))
