"""How is a caller who rings again found, and what is shown beside a case?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from dispatch.callers import service
from dispatch.callers.schemas import MOST, BeforeShown, CallerSearch, EarlierPage
from dispatch.intake.schemas import Purpose
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission

router = APIRouter(tags=["callers 来电检索"], route_class=IdempotentRoute)

CanSearch = Annotated[Principal, Depends(allowed(Permission.SEARCH_CALLERS))]


@router.post("/callers/search", summary="Earlier reports by phone, number or place; each look is logged")
async def search(body: CallerSearch, who: CanSearch, work: Work, now: Now) -> EarlierPage:
    sought = body.as_sought(reveals=Permission.REVEAL_REPORTERS in who.permissions)
    return EarlierPage.of(await service.search_callers(work, who.scope, sought, now), body.limit)


@router.get(
    "/cases/{case_id}/earlier", summary="Earlier orders of a case's caller and of its place; the look is logged"
)
async def read_earlier(
    case_id: UUID,
    purpose: Purpose,
    who: CanSearch,
    work: Work,
    now: Now,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> BeforeShown:
    before = await service.read_earlier(work, who.scope, case_id, purpose=str(purpose), limit=limit, now=now)
    return BeforeShown.of(before)
