"""How does the county fix what a year came to, and who reads it?"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from dispatch.assessment.domain.results import Fixing
from dispatch.assessment.repository import results as repository
from dispatch.assessment.routes.access import CanManage, CanRead, Year
from dispatch.assessment.schemas.results import (
    FixingKept,
    FixingPage,
    FixingShown,
    ResultFixed,
    ResultPage,
    ResultShown,
)
from dispatch.assessment.service import results
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import EverAsOf, Limit
from shared.runtime.text import RegionCode

router = APIRouter(prefix="/assessment/results", tags=["assessment 考核评估"], route_class=IdempotentRoute)


@router.post("/drafts", summary="Propose to fix a year, or (with a reason) its further version", status_code=201)
async def propose(body: Fixing, who: CanManage, work: Work, now: Now) -> FixingKept:
    return FixingKept(id=await results.propose(work, who.scope, body, now=now))


@router.post("/drafts/{fixing_id}/confirm", summary="Fix what somebody else proposed, as it stands now")
async def confirm(fixing_id: UUID, who: CanManage, work: Work, now: Now) -> list[ResultFixed]:
    fixed = await results.confirm(work, who.scope, fixing_id, now=now)
    return [
        ResultFixed(region=one["region"], version=one["version"], total=one["body"]["total"]["total"]) for one in fixed
    ]


@router.post("/drafts/{fixing_id}/withdraw", summary="Take an open proposal away", status_code=204)
async def withdraw(fixing_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await results.withdraw(work, who.scope, fixing_id, now=now)


@router.get("/drafts", summary="What was proposed to be fixed, for the one who confirms it, the newest first")
async def list_drafts(
    who: CanManage, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> FixingPage:
    page: Any = {"region": region or "", "after": after, "limit": limit}
    rows = await repository.list_fixings(work.connection, who.scope, **page)
    items = [FixingShown.model_validate(row) for row in rows]
    return FixingPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("", summary="What years came to, as it was fixed (by a day), each version, the newest first")
async def list_results(
    who: CanRead,
    work: Work,
    region: RegionCode | None = None,
    year: Year | None = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 20,
) -> ResultPage:
    page: Any = {"region": region or "", "year": year, "on": as_of, "after": after, "limit": limit}
    rows = await repository.list_results(work.connection, who.scope, **page)
    items = [ResultShown.model_validate(row) for row in rows]
    return ResultPage(items=items, next=items[-1].id if len(items) == limit else None)
