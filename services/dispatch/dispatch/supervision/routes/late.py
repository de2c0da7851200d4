"""How is seen what is late, with whom it lies, and what a digest lists?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from dispatch.supervision.schemas import DigestShown, LateCounts, LatePage, LateShown
from dispatch.supervision.service import digests, late
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode

router = APIRouter(prefix="/supervision", tags=["supervision 督查督办"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_SUPERVISION))]
CanHear = Annotated[Principal, Depends(allowed(Permission.READ_INBOX))]


@router.get("/late", summary="What is red, the longest late first: who has it, and before whom it came")
async def list_late(
    who: CanRead, work: Work, now: Now, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> LatePage:
    found = await late.list_late(work, who.scope, region=region or "", now=now, after=after, limit=limit)
    items = [LateShown.of(one) for one in found]
    return LatePage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/late/holders", summary="How many red cases lie with whom, most first")
async def count_late(
    who: CanRead, work: Work, now: Now, region: RegionCode | None = None, limit: Limit = 50
) -> LateCounts:
    counted = await late.count_late(work, who.scope, region=region or "", now=now)
    return LateCounts.of(region or who.scope.region, list(counted), limit)


@router.get("/digests/{digest_id}", summary="The cases that one notice told of, the first due first")
async def read_digest(
    digest_id: UUID, who: CanHear, work: Work, after: UUID | None = None, limit: Limit = 50
) -> DigestShown:
    roles = [str(role) for role in who.roles]
    return DigestShown.of(await digests.read_digest(work, who.scope, roles, digest_id, after=after, limit=limit), limit)
