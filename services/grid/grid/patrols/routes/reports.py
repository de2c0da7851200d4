"""What does the outside see of workers' own reports?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from grid.patrols.routes.access import CanReport
from grid.patrols.schemas.reports import (
    PatrolReportList,
    PatrolReportSeen,
    SightingGiven,
    seen,
)
from grid.patrols.service import reports as service
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import Content, Contents, ContentsAsked
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission

CanReadContents = Annotated[Principal, Depends(allowed(Permission.READ_CONTENTS))]

router = APIRouter(prefix="/patrol-reports", tags=["patrols 巡查走访"], route_class=IdempotentRoute)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Report what I saw 巡查上报")
async def report(body: SightingGiven, who: CanReport, work: Work, now: Now) -> PatrolReportSeen:
    return seen(await service.report_sighting(work, who.scope, body.read(), now))


@router.get("", summary="My reports, the newest first, and how far their cases are")
async def own_reports(
    who: CanReport, work: Work, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> PatrolReportList:
    rows = await service.list_own(work, who.scope, after=after, limit=limit)
    return PatrolReportList(items=[seen(row) for row in rows], next=rows[-1].id if len(rows) == limit else None)


@router.get("/{report_id}", summary="One of my reports")
async def own_report(report_id: UUID, who: CanReport, work: Work) -> PatrolReportSeen:
    return seen(await service.show_own(work, who.scope, report_id))


@router.post("/contents", summary="What was written, for another service on behalf of a person; each look is logged")
async def contents(body: ContentsAsked, who: CanReadContents, work: Work, now: Now) -> Contents:
    found = await service.read_contents(
        work, who.scope, ids=body.ids, purpose=body.purpose, on_behalf_of=body.on_behalf_of, now=now
    )
    return Contents(items=[Content.model_validate(content) for content in found])
