"""Who has a certificate, who may act by what he has, and what does a power require?"""

from uuid import UUID

from fastapi import APIRouter

from dispatch.training.repository import certificates as certificate_rows
from dispatch.training.repository import requirements as requirement_rows
from dispatch.training.routes.access import CanManage, CanRead, Region
from dispatch.training.schemas.certificates import (
    Activity,
    CertificatePage,
    CertificateShown,
    QualifiedPage,
    QualifiedShown,
    RequirementGiven,
    RequirementKept,
    RequirementShown,
    RevocationGiven,
)
from dispatch.training.service import certificates, requirements
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import AsOf, EverAsOf, Limit
from shared.runtime.text import Code

router = APIRouter(prefix="/training", tags=["training 全员培训"], route_class=IdempotentRoute)


@router.get("/certificates", summary="The certificates that hold on a day, the newest first")
async def list_certificates(
    who: CanRead,
    work: Work,
    now: Now,
    region: Region = None,
    as_of: AsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> CertificatePage:
    rows = await certificate_rows.list_certificates(
        work.connection, who.scope, region=region or "", on=as_of or town_day(now), after=after, limit=limit
    )
    items = [CertificateShown.model_validate(row) for row in rows]
    return CertificatePage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/certificates/{certificate_id}/revoke", summary="Take a certificate away from today on", status_code=204)
async def revoke(certificate_id: UUID, body: RevocationGiven, who: CanManage, work: Work, now: Now) -> None:
    await certificates.revoke(work, who.scope, certificate_id, body.reason, now=now)


@router.get("/qualified", summary="Who may do this in a region on a day; derived from certificates")
async def list_qualified(
    activity: Activity,
    who: CanRead,
    work: Work,
    now: Now,
    region: Region = None,
    as_of: AsOf = None,
    after: Code | None = None,
    limit: Limit = 50,
) -> QualifiedPage:
    on = as_of or town_day(now)
    fields, rows = await requirements.list_qualified(
        work, who.scope, activity, region=region or "", on=on, after=after or "", limit=limit
    )
    items = [QualifiedShown.model_validate(row) for row in rows]
    more = items[-1].person_id if len(items) == limit else None
    return QualifiedPage(activity=activity, fields=list(fields), on=on, items=items, next=more)


@router.get("/requirements", summary="What each power requires on a day; else all of it, drafts among it")
async def list_requirements(_who: CanRead, work: Work, as_of: EverAsOf = None) -> list[RequirementShown]:
    rows = await requirement_rows.list_requirements(work.connection, as_of)
    return [RequirementShown.model_validate(row) for row in rows]


@router.put("/requirements/{activity}", summary="Draw up what a power requires; another person confirms it")
async def draw_up(activity: Activity, body: RequirementGiven, who: CanManage, work: Work, now: Now) -> RequirementKept:
    version = await requirements.draw_up(work, who.scope, activity, body.fields, body.valid_from, now=now)
    return RequirementKept(activity=activity, version=version)


@router.post("/requirements/{activity}/{version}/confirm", summary="Let what somebody else drew up be in force")
async def confirm(activity: Activity, version: int, who: CanManage, work: Work, now: Now) -> RequirementKept:
    await requirements.confirm(work, who.scope, activity, version, now=now)
    return RequirementKept(activity=activity, version=version)
