"""What does a worker do for himself? He goes on duty and off, asks for leave, sends his positions and sees them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from grid.workers.routes.access import CanGoOnDuty
from grid.workers.schemas.days import (
    LeaveAsk,
    LeaveDetail,
    LeaveList,
    LeaveSeen,
    PlanSeen,
    leave_detail,
    leave_list,
    plan_seen,
)
from grid.workers.schemas.holders import DutySet, WorkerSeen, seen
from grid.workers.schemas.phones import (
    LookList,
    LookSeen,
    PositionList,
    PositionsKept,
    PositionsSent,
    position_list,
    positions_kept,
)
from grid.workers.service import duty, leaves, positions, reading
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

DayAsked = Annotated[date | None, Query(description="The day asked about; today by default")]

router = APIRouter(prefix="/workers/me", route_class=IdempotentRoute)


@router.get("", summary="My cells, and whether I am on duty")
async def me(who: CanGoOnDuty, work: Work) -> WorkerSeen:
    return seen(*await reading.show_myself(work, who.scope))


@router.post("/duty", summary="Go on duty, or off; outside the plan with a reason")
async def set_duty(body: DutySet, who: CanGoOnDuty, work: Work, now: Now) -> WorkerSeen:
    await duty.set_duty(work, who.scope, on_duty=body.on_duty, now=now, reason=body.reason)
    return seen(*await reading.show_myself(work, who.scope))


@router.get("/plan", summary="My week 排班")
async def plan(who: CanGoOnDuty, work: Work) -> PlanSeen:
    return plan_seen(await duty.show_plan(work, who.scope, who.person_id))


@router.post("/leaves", status_code=201, summary="Ask for leave 请假")
async def ask(body: LeaveAsk, who: CanGoOnDuty, work: Work, now: Now) -> LeaveDetail:
    asked = leaves.Asked(who.person_id, body.kind, body.days(), body.stand_in)
    return leave_detail(*await leaves.show(work, who.scope, await leaves.ask(work, who.scope, asked, now)))


@router.get("/leaves", summary="My leave")
async def my_leaves(who: CanGoOnDuty, work: Work, limit: Limit = 50) -> LeaveList:
    found = await leaves.list_leaves(
        work, who.scope, region=who.scope.region, state=None, worker=who.person_id, limit=limit
    )
    return leave_list(found)


@router.post("/leaves/{leave_id}/take-back", summary="Cancel my leave, or come back before its last day 销假")
async def take_back(leave_id: UUID, who: CanGoOnDuty, work: Work, now: Now) -> LeaveSeen:
    return LeaveSeen.model_validate(await leaves.take_back(work, who.scope, leave_id=leave_id, now=now))


@router.post("/positions", summary="Send where I was; only what was taken on duty is kept")
async def send_positions(body: PositionsSent, who: CanGoOnDuty, work: Work, now: Now) -> PositionsKept:
    fixes = [one.read() for one in body.positions]
    return positions_kept(await positions.send(work, who.scope, fixes, now))


@router.get("/track", summary="Where I was on a day")
async def track(who: CanGoOnDuty, work: Work, now: Now, day: DayAsked = None) -> PositionList:
    return position_list(await positions.own_track(work, who.scope, day or town_day(now)))


@router.get("/looks", summary="Who looked at where I was, and what for")
async def looks(who: CanGoOnDuty, work: Work, limit: Limit = 50) -> LookList:
    found = await positions.looks_at_me(work, who.scope, limit)
    return LookList(items=[LookSeen.model_validate(row) for row in found])
