"""How is a case refused, and how do its next holder and the county answer, over HTTP?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from dispatch.cases.routes.access import AtDesk
from dispatch.coordination.domain.handovers import HandoverState
from dispatch.coordination.repository import handovers as repository
from dispatch.coordination.schemas.handovers import (
    DeclineGiven,
    DesignationGiven,
    HandoverActed,
    HandoverPage,
    HandoverShown,
    OfferShown,
    RefusalGiven,
    ResultGiven,
    WaitingPage,
    WaitingShown,
)
from dispatch.coordination.service import handovers as service
from dispatch.coordination.service.handovers import Acted
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode

router = APIRouter(tags=["coordination 协调联动"], route_class=IdempotentRoute)
# The list for those who keep the duty lists lies with these: `/duties` is answered by the process of the registers.
register_router = APIRouter(prefix="/duties", tags=["coordination 协调联动"], route_class=IdempotentRoute)

CanRefuse = Annotated[Principal, Depends(allowed(Permission.ACT_ON_CASES))]
CanTake = Annotated[Principal, Depends(allowed(Permission.TAKE_HANDOVERS))]
CanRead = Annotated[Principal, Depends(allowed(Permission.READ_DUTIES))]


@router.post("/cases/{case_id}/handover", summary="Refuse a case for the unit that leads its matter", status_code=201)
async def refuse(case_id: UUID, body: RefusalGiven, who: CanRefuse, work: Work, desk: AtDesk) -> HandoverActed:
    return _shown(await service.refuse(work, who.scope, desk, case_id, refusal=body.as_refusal()))


@router.get("/cases/{case_id}/handover/offer", summary="To whom a case may be handed over, the named unit first")
async def read_offer(case_id: UUID, who: CanRefuse, work: Work, desk: AtDesk) -> OfferShown:
    return OfferShown.of(await service.offer(work, who.scope, desk, case_id))


@router.post("/cases/{case_id}/handover/take", summary="Take a refused case over, as a person of the named unit")
async def take(case_id: UUID, who: CanTake, work: Work, desk: AtDesk) -> HandoverActed:
    return _shown(await service.take(work, who.scope, desk, case_id))


@router.post("/cases/{case_id}/handover/decline", summary="Say that it is not the named unit's, either")
async def decline(case_id: UUID, body: DeclineGiven, who: CanTake, work: Work, desk: AtDesk) -> HandoverActed:
    return _shown(await service.decline(work, who.scope, desk, case_id, reason=body.reason))


@router.post("/cases/{case_id}/handover/designation", summary="The county says who holds it; nobody returns it again")
async def designate(case_id: UUID, body: DesignationGiven, who: CanRefuse, work: Work, desk: AtDesk) -> HandoverActed:
    return _shown(await service.designate(work, who.scope, desk, case_id, **body.model_dump()))


@router.post("/cases/{case_id}/handover/result", summary="Tell what the unit that took it has done")
async def tell_result(case_id: UUID, body: ResultGiven, who: CanTake, work: Work, desk: AtDesk) -> HandoverActed:
    return _shown(await service.tell_result(work, who.scope, desk, case_id, result=body.result))


@router.get("/cases/{case_id}/handovers", summary="How a case was handed over, the oldest first")
async def read_handovers(case_id: UUID, who: CanRead, work: Work) -> list[HandoverShown]:
    rows = await repository.of_case(work.connection, who.scope, case_id, unit=_own_unit(who))
    return [HandoverShown.model_validate(row) for row in rows]


@register_router.get("/handovers", summary="Refused cases, the newest first; late ones wait beyond their term")
async def list_handovers(
    who: CanRead,
    work: Work,
    now: Now,
    state: HandoverState | None = None,
    late: bool = False,
    after: UUID | None = None,
    limit: Limit = 50,
) -> HandoverPage:
    own, late_at = _own_unit(who), now if late else None
    rows = await repository.list_handovers(
        work.connection, who.scope, state=state, unit=own, late_at=late_at, after=after, limit=limit
    )
    items = [HandoverShown.model_validate(row) for row in rows]
    return HandoverPage(items=items, next=items[-1].id if len(items) == limit else None)


@register_router.get(
    "/waiting", summary="Cases that wait for another holder, the oldest first: for whom and until when"
)
async def list_waiting(
    who: CanRead,
    work: Work,
    now: Now,
    region: RegionCode | None = None,
    late: bool = False,
    after: UUID | None = None,
    limit: Limit = 50,
) -> WaitingPage:
    own, late_at, place = _own_unit(who), now if late else None, region or ""
    rows = await repository.list_waiting(
        work.connection, who.scope, region=place, unit=own, late_at=late_at, after=after, limit=limit
    )
    items = [WaitingShown.of(row, now) for row in rows]
    return WaitingPage(items=items, next=items[-1].case_id if len(items) == limit else None)


def _own_unit(who: Principal) -> str | None:
    """Return the unit that a department is kept to; centres, org offices and leaders see their whole region."""
    if who.permissions & {Permission.READ_CASES, Permission.MANAGE_DUTIES}:
        return None
    return who.scope.unit or ""


def _shown(acted: Acted) -> HandoverActed:
    case = acted.case
    return HandoverActed(
        id=acted.id, case_id=case.id, state=acted.state, case_state=case.state, version=case.version, unit=case.unit
    )
