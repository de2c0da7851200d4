"""What does the outside see of what the registry forgets?"""

from uuid import UUID

from fastapi import APIRouter

from grid.registry.domain.retention import What
from grid.registry.routes.permits import CanManage
from grid.registry.schemas.upkeep import (
    DeletionList,
    DeletionSeen,
    TermChange,
    TermGiven,
    TermSeen,
    VersionKept,
)
from grid.registry.service import retention
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

router = APIRouter(prefix="/registry/retention", tags=["registry 人房企事物"], route_class=IdempotentRoute)


@router.get("", summary="How many days what has ended is kept 保存期限")
async def terms(_: CanManage, work: Work) -> list[TermSeen]:
    return [TermSeen.model_validate(row) for row in await retention.list_terms(work)]


@router.get("/deletions", summary="How many were removed, and when; the last first")
async def deletions(_: CanManage, work: Work, after: UUID | None = None, limit: Limit = 50) -> DeletionList:
    rows = await retention.list_deletions(work, before=after, limit=limit)
    items = [DeletionSeen.model_validate(row) for row in rows]
    return DeletionList(items=items, next=items[-1].id if len(items) == limit else None)


@router.put("/{what}", summary="Keep it for so many days from now on")
async def change_term(what: What, body: TermGiven, who: CanManage, work: Work, now: Now) -> VersionKept:
    kept = await retention.change_term(work, who.scope, what, version=body.version, days=body.days, now=now)
    return VersionKept(version=kept)


@router.get("/{what}/changes", summary="Who changed a term, the last first")
async def changes(what: What, _: CanManage, work: Work) -> list[TermChange]:
    return [TermChange.model_validate(row) for row in await retention.list_changes(work, what)]
