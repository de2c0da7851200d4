"""How is a hearing asked for, fixed and held, and which are open to everybody (art. 63-65)?"""

from uuid import UUID

from fastapi import APIRouter

from enforcement.penalties.schemas.hearing import (
    HearingAsked,
    HearingFixed,
    HearingHeld,
    HearingPage,
    HearingShown,
)
from enforcement.penalties.schemas.shown import (
    PenaltyShown,
)
from enforcement.penalties.service import hearing as service
from shared.clock import town_day
from shared.runtime.app import Held, Now, Work
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode

from .doors import CanRead, CanReview, CanWork, asked, new_router

router = new_router()
announced = APIRouter(prefix="/hearings", tags=["penalties 处罚案件"])


@announced.get("", summary="The public hearings of a region that are still to come 听证公告")
async def list_open(held: Held, region: RegionCode, after: UUID | None = None, limit: Limit = 50) -> HearingPage:
    today = town_day(held.clock())
    async with held.database.begin() as work:
        found, following = await service.list_open(work, region=region, today=today, after=after, limit=limit)
    return HearingPage(items=[HearingShown.model_validate(one) for one in found], next=following)


@router.post("/{penalty_id}/hearing", summary="The party asks for a hearing (art. 64 (1))")
async def ask(penalty_id: UUID, body: HearingAsked, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.ask(work, who.scope, asked(penalty_id, body, now), body.by_whom)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/hearing/fix", summary="Fix day, place and chair; public, or closed (art. 64 (2)-(4))")
async def fix(penalty_id: UUID, body: HearingFixed, who: CanReview, work: Work, now: Now) -> PenaltyShown:
    return PenaltyShown.model_validate(await service.fix(work, who.scope, asked(penalty_id, body, now), body.fixed()))


@router.post("/{penalty_id}/hearing/hold", summary="The chair hands in the record (art. 64 (5)-(8))")
async def hold(penalty_id: UUID, body: HearingHeld, who: CanRead, work: Work, now: Now) -> PenaltyShown:
    return PenaltyShown.model_validate(await service.hold(work, who.scope, asked(penalty_id, body, now), body.held()))
