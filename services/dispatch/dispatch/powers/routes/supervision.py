"""Who watches over powers, licences and duties of townships, and what does nobody watch?"""

from typing import Literal

from fastapi import APIRouter

from dispatch.powers.domain.supervision import SubjectKind
from dispatch.powers.repository import supervision as repository
from dispatch.powers.routes.access import AfterSubject, CanManage, CanRead, CanSupervise, Limit, subject_key_of
from dispatch.powers.schemas.supervision import (
    CheckGiven,
    CheckKept,
    SupervisionGiven,
    SupervisionLine,
    SupervisionShown,
    VacuumPage,
)
from dispatch.powers.service import supervision
from dispatch.powers.service.lives import Caller
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import AsOf
from shared.runtime.text import Code, RegionCode

router = APIRouter(prefix="/powers", tags=["powers 权力调整"], route_class=IdempotentRoute)


# A licence by its id, a duty by region:matter.
Kept = Literal["licence", "duty"]


# --------------------------------------------------------------------------------------------------------------- report
@router.get("/vacuum", summary="Powers in force, licences granted and duties that nobody watches; what is missing")
async def list_vacuum(
    who: CanRead,
    work: Work,
    now: Now,
    region: RegionCode | None = None,
    kind: SubjectKind | None = None,
    as_of: AsOf = None,
    after: AfterSubject = "",
    limit: Limit = 100,
) -> VacuumPage:
    on, place = as_of or town_day(now), subject_key_of(after)
    page = await supervision.list_watched(
        work, who.scope, region=region or "", kind=kind, on=on, after=place, limit=limit, vacant=True
    )
    return VacuumPage.of(page, on, limit)


@router.get("/supervised", summary="All powers in force, licences and duties, with who watches over them")
async def list_supervised(
    who: CanRead,
    work: Work,
    now: Now,
    region: RegionCode | None = None,
    kind: SubjectKind | None = None,
    as_of: AsOf = None,
    after: AfterSubject = "",
    limit: Limit = 100,
) -> VacuumPage:
    on, place = as_of or town_day(now), subject_key_of(after)
    page = await supervision.list_watched(
        work, who.scope, region=region or "", kind=kind, on=on, after=place, limit=limit
    )
    return VacuumPage.of(page, on, limit)


# --------------------------------------------------------------------------------------------------------------- powers
@router.put("/{region}/{code}/supervision", summary="Name the agency that watches over the power", status_code=204)
async def name_supervisor(
    body: SupervisionGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now
) -> None:
    subject = await supervision.power_subject(work, who.scope, region, code, town_day(now))
    await supervision.name_supervisor(work, Caller(who.scope, now), subject, body.as_supervision())


@router.get("/{region}/{code}/supervision", summary="Who watches over the power, and what was found")
async def read_supervision(
    region: RegionCode, code: Code, who: CanRead, work: Work, now: Now, as_of: AsOf = None
) -> SupervisionShown:
    on = as_of or town_day(now)
    subject = await supervision.power_subject(work, who.scope, region, code, on)
    (watched,) = await supervision.watch(work, [subject], on)
    return SupervisionShown.of(watched, on)


@router.post("/{region}/{code}/supervision/checks", summary="Record a sampling and its findings", status_code=201)
async def record_check(
    body: CheckGiven, region: RegionCode, code: Code, who: CanSupervise, work: Work, now: Now
) -> CheckKept:
    subject = await supervision.power_subject(work, who.scope, region, code, body.checked_on)
    return CheckKept(id=await supervision.record_check(work, Caller(who.scope, now), subject, body.as_check()))


# -------------------------------------------------------------------------------------------------- licences and duties
@router.put("/supervision/{kind}/{key}", summary="Name the agency for a licence or a duty", status_code=204)
async def name_for_subject(body: SupervisionGiven, kind: Kept, key: Code, who: CanManage, work: Work, now: Now) -> None:
    subject = await supervision.find_subject(work, who.scope, SubjectKind(kind), key, town_day(now))
    await supervision.name_supervisor(work, Caller(who.scope, now), subject, body.as_supervision())


@router.get("/supervision/{kind}/{key}", summary="Who watches over a licence or a duty, and what was found")
async def read_subject(
    kind: Kept, key: Code, who: CanRead, work: Work, now: Now, as_of: AsOf = None
) -> SupervisionShown:
    on = as_of or town_day(now)
    (watched,) = await supervision.watch(
        work, [await supervision.find_subject(work, who.scope, SubjectKind(kind), key, on)], on
    )
    return SupervisionShown.of(watched, on)


@router.get("/supervision/{kind}/{key}/history", summary="Who was named and what was checked, the oldest first")
async def read_history(kind: Kept, key: Code, who: CanRead, work: Work, now: Now) -> list[SupervisionLine]:
    subject = await supervision.find_subject(work, who.scope, SubjectKind(kind), key, town_day(now))
    rows = await repository.history_of(work.connection, subject)
    return [SupervisionLine.model_validate(row) for row in rows]


@router.post("/supervision/{kind}/{key}/checks", summary="Record a sampling and its findings", status_code=201)
async def check_subject(body: CheckGiven, kind: Kept, key: Code, who: CanSupervise, work: Work, now: Now) -> CheckKept:
    subject = await supervision.find_subject(work, who.scope, SubjectKind(kind), key, town_day(now))
    return CheckKept(id=await supervision.record_check(work, Caller(who.scope, now), subject, body.as_check()))
