"""How are the rows of lights and ladders read and set?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from dispatch.supervision.repository import rules as repository
from dispatch.supervision.schemas import RuleRegion, RulesGiven, RulesPage, RulesSaved, RulesShown
from dispatch.supervision.service import rules as service
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit

router = APIRouter(prefix="/supervision/rules", tags=["supervision 督查督办"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_CASE_RULES))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_CASE_RULES))]


@router.get("", summary="The tables that hold for a region, the nearest first")
async def read_in_force(who: CanRead, work: Work, region: RuleRegion | None = None) -> list[RulesShown]:
    rows = await service.read_in_force(work, who.scope, region or who.scope.region)
    return [RulesShown.model_validate(row) for row in rows]


@router.put("/{region}", summary="Set the table of a region; it holds for all that nobody has been told of yet")
async def set_table(region: RuleRegion, body: RulesGiven, who: CanManage, work: Work, now: Now) -> RulesSaved:
    version = await service.set_table(work, who.scope, region, table=body.table, version=body.version, now=now)
    return RulesSaved(region=region, version=version)


@router.get("/{region}/versions", summary="The versions of a region's table, the newest first")
async def list_versions(
    region: RuleRegion,
    who: CanRead,
    work: Work,
    after: Annotated[int | None, Query(ge=1)] = None,
    limit: Limit = 50,
) -> RulesPage:
    service.require_near(who.scope, region)
    rows = await repository.versions_of(work.connection, region, after=after, limit=limit)
    items = [RulesShown.model_validate(row) for row in rows]
    return RulesPage(items=items, next=items[-1].version if len(items) == limit else None)
