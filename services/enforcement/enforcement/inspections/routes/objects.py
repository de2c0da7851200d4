"""What does the outside see of supervised objects, and of what is asked of them?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from enforcement.inspections.domain.objects import ObjectKind
from enforcement.inspections.repository import objects
from enforcement.inspections.schemas.inspections import (
    CapList,
    CapShown,
    ChecklistGiven,
    ChecklistShown,
    EnterpriseCorrected,
    EnterpriseEnded,
    EnterpriseGiven,
    ObjectPage,
    ObjectShown,
    PartyShown,
)
from enforcement.inspections.service import objects as service
from shared.runtime.app import Held, Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import EverAsOf, Limit
from shared.runtime.text import Code, Line, RegionCode

from .doors import CanManage, CanRead, CanWork

router = APIRouter(tags=["inspections 检查"], route_class=IdempotentRoute)


@router.post("/supervised-objects", status_code=status.HTTP_201_CREATED, summary="Enter an enterprise by hand")
async def enter(body: EnterpriseGiven, who: CanWork, work: Work, now: Now) -> ObjectShown:
    return ObjectShown.model_validate(await service.enter_enterprise(work, who.scope, new=body.new(), now=now))


@router.get("/supervised-objects", summary="Who is supervised in the region; `as_of`: only who is there on that day")
async def list_(
    who: CanRead,
    work: Work,
    kind: ObjectKind | None = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> ObjectPage:
    rows = await objects.list_objects(work.connection, who.scope, kind=kind, there_on=as_of, after=after, limit=limit)
    items = [ObjectShown.model_validate(row) for row in rows]
    return ObjectPage(items=items, next=rows[-1].id if len(rows) == limit else None)


@router.post("/supervised-objects/{object_id}/correct", summary="Say rightly who an enterprise is; the former stays")
async def correct(object_id: UUID, body: EnterpriseCorrected, who: CanWork, work: Work, now: Now) -> ObjectShown:
    to = service.Correction(object_id, body.version, body.identity(), body.why)
    row = await service.correct_enterprise(work, who.scope, to, now)
    return ObjectShown.model_validate(row)


@router.post("/supervised-objects/{object_id}/end", summary="An enterprise is supervised no more since a day")
async def end(object_id: UUID, body: EnterpriseEnded, who: CanWork, work: Work, now: Now) -> ObjectShown:
    row = await service.end_enterprise(work, who.scope, object_id=object_id, now=now, **body.model_dump())
    return ObjectShown.model_validate(row)


@router.get("/supervised-objects/{object_id}/party", summary="Name and number of an enterprise; the look is logged")
async def read_party(
    object_id: UUID, who: CanRead, work: Work, now: Now, purpose: Annotated[Line, Query()]
) -> PartyShown:
    party = await service.read_party(work, who.scope, object_id=object_id, purpose=purpose, now=now)
    return PartyShown.model_validate({"id": object_id} | (party or {}))


@router.get("/inspection-caps", summary="How often one enterprise is inspected at most, by field 年度检查频次上限公示")
async def list_caps(held: Held, region: RegionCode) -> CapList:
    async with held.database.begin() as work:
        found = await objects.checklists_for(work.connection, region)
    return CapList(items=[CapShown.model_validate(one) for one in found])


@router.put("/checklists/{field}", summary="Publish the next version of what is asked in a field, in a region")
async def publish(field: Code, body: ChecklistGiven, who: CanManage, work: Work, now: Now) -> ChecklistShown:
    checklist = body.checklist(field)
    published = await service.publish_checklist(work, who.scope, checklist=checklist, known=body.known, now=now)
    return ChecklistShown.model_validate(published)


@router.get(
    "/checklists/{field}", summary="What is asked in a field, in a region: its own list, else the nearest above"
)
async def read_checklist(field: Code, region: RegionCode, who: CanRead, work: Work) -> ChecklistShown:
    return ChecklistShown.model_validate(await service.get_checklist(work, who.scope, region=region, field=field))
