"""What does the wall of the centre ask for?"""

from typing import Annotated

from fastapi import APIRouter, Depends

from dispatch.situation import service
from dispatch.situation.schemas import SituationShown
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.text import RegionCode

router = APIRouter(prefix="/situation", tags=["situation 实时监控"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_SITUATION))]


@router.get("", summary="What is going on right now")
async def read(who: CanRead, work: Work, now: Now, region: RegionCode | None = None) -> SituationShown:
    return await service.read_situation(work, who.scope, region=region or "", now=now)
