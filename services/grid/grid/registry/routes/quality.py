"""What does the outside see of how good the records are?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from grid.registry.domain.kinds import RecordKind
from grid.registry.domain.quality import Finding, Rule
from grid.registry.routes.permits import CanManage, CanRead
from grid.registry.schemas.upkeep import (
    FindingList,
    FindingSeen,
    QualitySeen,
    RuleGiven,
    RuleSeen,
    ShareSeen,
    VersionKept,
)
from grid.registry.service import quality
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode

# A rule of everybody's has no region.
Whose = Annotated[RegionCode | None, Query(description="Whose rule; without one it is everybody's")]

router = APIRouter(prefix="/registry/quality", tags=["registry 人房企事物"], route_class=IdempotentRoute)


@router.get("", summary="How many of how many records of a township have which finding 数据质量")
async def count(region: RegionCode, who: CanRead, work: Work, now: Now) -> QualitySeen:
    shares = await quality.count(work, who.scope, region, now)
    return QualitySeen(region=region, items=[ShareSeen.model_validate(one) for one in shares])


@router.get("/findings", summary="Which records have which finding")
async def findings(
    region: RegionCode,
    who: CanRead,
    work: Work,
    now: Now,
    finding: Finding | None = None,
    kind: RecordKind | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> FindingList:
    which = {"finding": finding, "kind": kind, "after": after, "limit": limit}
    rows = await quality.list_findings(work, who.scope, region, now, **which)  # type: ignore[arg-type] # by their names
    items = [FindingSeen.model_validate(row) for row in rows]
    return FindingList(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/rules", summary="What must be said of a kind, and how soon it is stale, in a region")
async def rules(region: RegionCode, _: CanRead, work: Work) -> list[RuleSeen]:
    return [RuleSeen.model_validate(row) for row in await quality.list_rules(work, region)]


@router.get("/rules/{kind}/versions", summary="How a region's rule was changed, the last first")
async def versions(kind: RecordKind, _: CanManage, work: Work, region: Whose = None) -> list[RuleSeen]:
    return [RuleSeen.model_validate(row) for row in await quality.list_versions(work, region or "", kind)]


@router.put("/rules/{kind}", summary="Let a rule hold in a region from now on")
async def change_rule(
    kind: RecordKind, body: RuleGiven, who: CanManage, work: Work, now: Now, region: Whose = None
) -> VersionKept:
    rule = Rule(kind, tuple(body.needed), body.stale_days, body.most_a_day)
    return VersionKept(version=await quality.change_rule(work, who.scope, region or "", body.version, rule, now))
