"""Which licences hold, and how do they end and how are they extended (licence law art. 50, 57, 69, 70)?"""

from uuid import UUID

from fastapi import APIRouter

from approval_window.applications.repository import licences as repository
from approval_window.applications.schemas.licences import (
    CancelAsked,
    LicenceDetail,
    LicencePage,
    LicenceRead,
    PlacesShown,
    RenewalAsked,
    RevokeAsked,
    Revoked,
    TermShown,
)
from approval_window.applications.schemas.shown import ApplicationTaken
from approval_window.applications.service import licences as service
from approval_window.applications.service import quotas, renewals
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Code, RegionCode

from .doors import CanDecide, CanRead, CanReceive, taken_in

router = APIRouter(prefix="/licences", tags=["applications 办件"], route_class=IdempotentRoute)


@router.get("", summary="The licences of the region, the newest first; `holds`: those in force, or not any more")
async def list_(
    who: CanRead, work: Work, holds: bool | None = None, after: UUID | None = None, limit: Limit = 50
) -> LicencePage:
    rows = await repository.list_licences(work.connection, who.scope, holds=holds, after=after, limit=limit)
    shown = [LicenceRead.model_validate(row) for row in rows]
    return LicencePage(items=shown, next=rows[-1].id if len(rows) == limit else None)


# Before what has a licence's id in its path.
@router.get("/places", summary="How many licences of an item there are in a township, hold, and are asked for")
async def places(item: Code, region: RegionCode, who: CanRead, work: Work, now: Now) -> PlacesShown:
    found = await quotas.places_of(work, who.scope, item=item, region=region, today=town_day(now))
    return PlacesShown() if found is None else PlacesShown.model_validate(found)


@router.get("/{licence_id}", summary="A licence, and all days for which it was granted and extended")
async def read(licence_id: UUID, who: CanRead, work: Work) -> LicenceDetail:
    row = await service.get_licence(work, who.scope, licence_id)
    terms = (await repository.terms_of(work.connection, [row.id])).get(row.id, [])
    shown = {"terms": [TermShown.model_validate(term) for term in terms]}
    return LicenceDetail.model_validate(row).model_copy(update=shown)


@router.post("/{licence_id}/renewals", summary="Receive its holder's wish to have it extended", status_code=201)
async def ask(licence_id: UUID, body: RenewalAsked, who: CanReceive, work: Work, now: Now) -> ApplicationTaken:
    taken = await renewals.ask(work, who.scope, licence_id=licence_id, request=body.request(), now=now)
    return taken_in(taken, now)


@router.post("/{licence_id}/revoke", summary="Revoke what should not have been granted")
async def revoke(licence_id: UUID, body: RevokeAsked, who: CanDecide, work: Work, now: Now) -> Revoked:
    revocation = service.Revocation(body.ground, body.harms_public, body.reason)
    _, paid = await service.revoke(work, who.scope, licence_id=licence_id, revocation=revocation, now=now)
    row = await service.get_licence(work, who.scope, licence_id)
    return Revoked(licence=LicenceRead.model_validate(row), compensated=paid)


@router.post("/{licence_id}/cancel", summary="Cancel what holds no more")
async def cancel(licence_id: UUID, body: CancelAsked, who: CanDecide, work: Work, now: Now) -> LicenceRead:
    await service.cancel(work, who.scope, licence_id=licence_id, end=body.end, proof=body.proof, now=now)
    return LicenceRead.model_validate(await service.get_licence(work, who.scope, licence_id))
