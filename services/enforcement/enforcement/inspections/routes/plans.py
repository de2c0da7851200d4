"""Which plans does everybody read, without a token; and how are they drawn up, approved, changed and ended?"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, status
from sqlalchemy import Row

from enforcement.inspections.repository import plans
from enforcement.inspections.schemas.plans import (
    PlanDetail,
    PlanDrawnUp,
    PlanEnded,
    PlanPage,
    PlanRevised,
    PlanShown,
    PlanStep,
)
from enforcement.inspections.service import plans as service
from enforcement.inspections.service.plans import PlanAsked
from shared.runtime.app import Held, Now, Work
from shared.runtime.db import UnitOfWork
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode

from .doors import CanManage, CanRead

router = APIRouter(prefix="/inspection-plans", tags=["inspections 检查"], route_class=IdempotentRoute)


@router.get("", summary="The approved plans of a region, and how far they are 检查计划公示")
async def list_(held: Held, region: RegionCode, after: UUID | None = None, limit: Limit = 50) -> PlanPage:
    async with held.database.begin() as work:
        rows = await service.list_public(work, region=region, after=after, limit=limit)
        far = await plans.progress_of(work.connection, [row.id for row in rows])
    shown = [PlanShown.of(row, far.get(row.id, {})) for row in rows]
    return PlanPage(items=shown, next=rows[-1].id if len(rows) == limit else None)


@router.get("/waiting", summary="What was drawn up and waits for another person to approve it")
async def list_waiting(who: CanRead, work: Work, after: UUID | None = None, limit: Limit = 50) -> PlanPage:
    rows = await plans.waiting(work.connection, who.scope, after, limit)
    shown = [PlanShown.of(row, {}) for row in rows]
    return PlanPage(items=shown, next=rows[-1].id if len(rows) == limit else None)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Draw up a plan, which another person approves")
async def draw_up(body: PlanDrawnUp, who: CanManage, work: Work, now: Now) -> PlanDetail:
    return await _shown(work, await service.draw_up(work, who.scope, plan=body.plan(body.region), now=now))


@router.get("/{plan_id}", summary="A plan with every edition of it, and how far it is")
async def read(plan_id: UUID, who: CanRead, work: Work) -> PlanDetail:
    return await _shown(work, await service.get_plan(work, who.scope, plan_id=plan_id))


@router.post("/{plan_id}/change", summary="Draw up the next edition, which another person approves")
async def change(plan_id: UUID, body: PlanRevised, who: CanManage, work: Work, now: Now) -> PlanDetail:
    region = (await service.get_plan(work, who.scope, plan_id=plan_id)).region
    step = PlanAsked(plan_id, body.version, now)
    return await _shown(work, await service.change(work, who.scope, step, body.plan(region), body.why))


@router.post("/{plan_id}/approve", summary="Approve what another person drew up; it is published")
async def approve(plan_id: UUID, body: PlanStep, who: CanManage, work: Work, now: Now) -> PlanDetail:
    return await _shown(work, await service.approve(work, who.scope, PlanAsked(plan_id, body.version, now)))


@router.post("/{plan_id}/end", summary="End a plan, and say publicly why")
async def end(plan_id: UUID, body: PlanEnded, who: CanManage, work: Work, now: Now) -> PlanDetail:
    return await _shown(work, await service.end(work, who.scope, PlanAsked(plan_id, body.version, now), body.why))


async def _shown(work: UnitOfWork, row: Row[Any]) -> PlanDetail:
    editions = await plans.editions_of(work.connection, row.id)
    far = await plans.progress_of(work.connection, [row.id])
    return PlanDetail.of(row, list(editions), far.get(row.id, {}))
