"""What does the outside see of officers?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf
from shared.runtime.text import Code, RegionCode
from shared.runtime.training_copies import certificates_of

from . import repository
from .schemas import (
    CertificateEntered,
    CertificateList,
    CertificateRevoked,
    CertificateShown,
    ConflictEnded,
    ConflictEntered,
    ConflictKept,
    ConflictList,
    ConflictShown,
    OfficerList,
    OfficerShown,
    PowersUsable,
)
from .service import asking, keeping

router = APIRouter(prefix="/officers", tags=["officers 执法人员"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_CLUES))]
CanKeep = Annotated[Principal, Depends(allowed(Permission.KEEP_OFFICERS))]


@router.get("", summary="Who is an officer today, and what for each is qualified")
async def list_(
    who: CanRead, work: Work, now: Now, region: Annotated[RegionCode | None, Query()] = None
) -> OfficerList:
    rows = await repository.list_officers(work.connection, who.scope, town_day(now))
    chosen = [row for row in rows if region is None or row.region.startswith(region)]
    held = await certificates_of(work.connection, [row.person_id for row in chosen])
    items = [OfficerShown.of(row, held.get(row.person_id, []), town_day(now)) for row in chosen]
    return OfficerList(on=town_day(now), items=items)


@router.get("/powers", summary="By which powers may a township act in a matter on a day, as the team was told?")
async def list_powers(
    matter: Code, region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None
) -> PowersUsable:
    on = as_of or town_day(now)
    told, usable = await asking.powers_known(work, who.scope, matter, region, on)
    return PowersUsable(matter=matter, region=region, on=on, told=told, in_force=usable)


@router.post("/{person_id}/certificates", status_code=status.HTTP_201_CREATED, summary="Enter a certificate (art. 42)")
async def enter_certificate(
    person_id: Code, body: CertificateEntered, who: CanKeep, work: Work, now: Now
) -> CertificateShown:
    row = await keeping.enter_certificate(work, who.scope, person_id, body.model_dump(), now=now)
    return CertificateShown.model_validate(row)


@router.post("/certificates/{certificate_id}/confirm", summary="Another person confirms what was entered")
async def confirm_certificate(certificate_id: UUID, who: CanKeep, work: Work, now: Now) -> CertificateShown:
    row = await keeping.confirm_certificate(work, who.scope, certificate_id, now=now)
    return CertificateShown.model_validate(row)


@router.post("/certificates/{certificate_id}/revoke", summary="Say from when on a certificate holds no more")
async def revoke_certificate(
    certificate_id: UUID, body: CertificateRevoked, who: CanKeep, work: Work, now: Now
) -> CertificateShown:
    row = await keeping.revoke_certificate(work, who.scope, certificate_id, body.from_day, body.why, now=now)
    return CertificateShown.model_validate(row)


@router.get("/{person_id}/certificates", summary="Which certificates an officer holds or held")
async def list_certificates(person_id: Code, who: CanRead, work: Work) -> CertificateList:
    rows = await repository.list_certificates(work.connection, who.scope, person_id)
    return CertificateList(items=[CertificateShown.model_validate(row) for row in rows])


@router.post("/{person_id}/conflicts", status_code=status.HTTP_201_CREATED, summary="Whom he may not act against (43)")
async def enter_conflict(person_id: Code, body: ConflictEntered, who: CanKeep, work: Work, now: Now) -> ConflictKept:
    kept = await keeping.enter_conflict(work, who.scope, person_id, body.model_dump(), now=now)
    return ConflictKept(id=kept)


@router.get("/{person_id}/conflicts", summary="What an officer has to do with parties; who they are cannot be read")
async def list_conflicts(person_id: Code, who: CanKeep, work: Work) -> ConflictList:
    rows = await repository.list_conflicts(work.connection, who.scope, person_id)
    return ConflictList(items=[ConflictShown.model_validate(row) for row in rows])


@router.post("/conflicts/{conflict_id}/end", summary="Another person says that he has nothing to do with them any more")
async def end_conflict(conflict_id: UUID, body: ConflictEnded, who: CanKeep, work: Work, now: Now) -> ConflictShown:
    return ConflictShown.model_validate(await keeping.end_conflict(work, who.scope, conflict_id, body.why, now=now))
