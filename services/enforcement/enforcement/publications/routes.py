"""Which decisions does everybody see, without a token; and who hides or takes back what (art. 48, 50)?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode

from . import repository, service
from .schemas import (
    Hidden,
    PublicationPage,
    PublicationShown,
    PublicityShown,
    WithdrawalDue,
    WithdrawalList,
    Withdrawn,
)

router = APIRouter(tags=["publications 公示"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_PENALTIES))]
CanDecide = Annotated[Principal, Depends(allowed(Permission.DECIDE_PENALTIES))]


@router.get("/publications", summary="The published penalty decisions of a region 行政处罚公示")
async def list_(held: Held, region: RegionCode, after: UUID | None = None, limit: Limit = 50) -> PublicationPage:
    async with held.database.begin() as work:
        rows = await service.list_public(work, region=region, after=after, limit=limit)
    shown = [PublicationShown.of(row) for row in rows]
    return PublicationPage(items=shown, next=rows[-1].penalty_id if len(rows) == limit else None)


@router.get("/publications/withdrawals", summary="What is to be taken back, and what of it is late (art. 48 (2))")
async def list_due(who: CanRead, work: Work, now: Now, limit: Limit = 50) -> WithdrawalList:
    rows = await repository.to_withdraw(work.connection, who.scope, limit)
    return WithdrawalList(items=[WithdrawalDue.of(row, now) for row in rows])


@router.post("/penalties/{penalty_id}/publicity/hide", summary="A decision is never shown, or no more, for a ground")
async def hide(penalty_id: UUID, body: Hidden, who: CanDecide, work: Work, now: Now) -> PublicityShown:
    row = await service.hide(work, who.scope, penalty_id, body.ground, body.words, now)
    return PublicityShown.model_validate(row)


@router.post("/penalties/{penalty_id}/publicity/withdraw", summary="Take a publication back, and say why (art. 48 (2))")
async def withdraw(penalty_id: UUID, body: Withdrawn, who: CanDecide, work: Work, now: Now) -> PublicityShown:
    return PublicityShown.model_validate(await service.withdraw(work, who.scope, penalty_id, body.words, now))
