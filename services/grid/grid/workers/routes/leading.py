"""What does who leads workers decide? Leave, weekly plans, and phones that are new or lost."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from grid.workers.domain.leaves import LeaveState
from grid.workers.routes.access import CanLeadWorkers
from grid.workers.schemas.days import (
    LeaveAsk,
    LeaveDecide,
    LeaveDetail,
    LeaveList,
    LeaveSeen,
    PlanSeen,
    PlanSet,
    leave_detail,
    leave_list,
    plan_seen,
)
from grid.workers.service import duty, leaves
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Code, RegionCode

StateAsked = Annotated[LeaveState | None, Query(description="Without it every state")]

router = APIRouter(prefix="/workers", route_class=IdempotentRoute)


@router.get("/leaves", summary="Leave in a region, the latest first")
async def list_leaves(
    who: CanLeadWorkers, work: Work, region: RegionCode, state: StateAsked = None, limit: Limit = 50
) -> LeaveList:
    found = await leaves.list_leaves(work, who.scope, region=region, state=state, worker=None, limit=limit)
    return leave_list(found)


@router.get("/leaves/{leave_id}", summary="A leave with its history")
async def leave(leave_id: UUID, who: CanLeadWorkers, work: Work) -> LeaveDetail:
    return leave_detail(*await leaves.show(work, who.scope, leave_id))


@router.post("/leaves/{leave_id}/decide", summary="Grant or refuse leave 批假; never one's own")
async def decide(leave_id: UUID, body: LeaveDecide, who: CanLeadWorkers, work: Work, now: Now) -> LeaveSeen:
    decided = await leaves.decide(work, who.scope, leave_id=leave_id, granted=body.granted, now=now)
    return LeaveSeen.model_validate(decided)


@router.post("/leaves/{leave_id}/take-back", summary="Cancel leave, or end it before its last day 销假")
async def take_back(leave_id: UUID, who: CanLeadWorkers, work: Work, now: Now) -> LeaveSeen:
    return LeaveSeen.model_validate(await leaves.take_back(work, who.scope, leave_id=leave_id, now=now))


@router.post("/{worker_id}/leaves", status_code=201, summary="Ask for leave for a worker who cannot; another decides")
async def ask_for(worker_id: Code, body: LeaveAsk, who: CanLeadWorkers, work: Work, now: Now) -> LeaveDetail:
    asked = leaves.Asked(worker_id, body.kind, body.days(), body.stand_in)
    return leave_detail(*await leaves.show(work, who.scope, await leaves.ask(work, who.scope, asked, now)))


@router.put("/{worker_id}/plan", summary="Set a worker's week 排班, whole")
async def set_plan(worker_id: Code, body: PlanSet, who: CanLeadWorkers, work: Work, now: Now) -> PlanSeen:
    return plan_seen(await duty.set_plan(work, who.scope, worker_id=worker_id, shifts=body.read(), now=now))


@router.get("/{worker_id}/plan", summary="A worker's week 排班")
async def plan(worker_id: Code, who: CanLeadWorkers, work: Work) -> PlanSeen:
    return plan_seen(await duty.show_plan(work, who.scope, worker_id))
