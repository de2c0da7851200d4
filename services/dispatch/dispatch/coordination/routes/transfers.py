"""How does a case that lies in another township come to it, over HTTP?"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from dispatch.cases.routes.access import AtDesk
from dispatch.coordination.domain.transfers import TransferState
from dispatch.coordination.repository import transfers as repository
from dispatch.coordination.routes.access import CanCall, Purpose
from dispatch.coordination.schemas.transfers import (
    TransferActed,
    TransferDesignationGiven,
    TransferGiven,
    TransferPage,
    TransferReasonGiven,
    TransferShown,
    TransferTextShown,
)
from dispatch.coordination.service import reading
from dispatch.coordination.service import transfers as service
from dispatch.coordination.service.transfers import Transferred
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

router = APIRouter(tags=["coordination 协调联动"], route_class=IdempotentRoute)


@router.post("/cases/{case_id}/transfer", summary="Offer a case to the township in which it lies", status_code=201)
async def offer(case_id: UUID, body: TransferGiven, who: CanCall, work: Work, desk: AtDesk) -> TransferActed:
    return _shown(await service.offer(work, who.scope, desk, case_id, **body.model_dump()))


async def _filters(state: TransferState | None = None, case_id: UUID | None = None) -> dict[str, Any]:
    given = {"state": state and str(state), "case_id": case_id}
    return {name: value for name, value in given.items() if value is not None}


@router.get("/transfers", summary="Transfers given and offered, the newest first; waiting: for my township or county")
async def list_transfers(
    who: CanCall,
    work: Work,
    now: Now,
    filters: Annotated[dict[str, Any], Depends(_filters)],
    waiting: bool = False,
    after: UUID | None = None,
    limit: Limit = 50,
) -> TransferPage:
    page: dict[str, Any] = {"waiting_at": now if waiting else None, "after": after, "limit": limit}
    rows = await repository.list_transfers(work.connection, who.scope, filters=filters, **page)
    items = [TransferShown.model_validate(row) for row in rows]
    return TransferPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/transfers/{transfer_id}", summary="One transfer, and as much of its case as says where it lies")
async def read_transfer(transfer_id: UUID, who: CanCall, work: Work) -> TransferShown:
    return TransferShown.model_validate(await reading.read_transfer(work, who.scope, transfer_id))


@router.get("/transfers/{transfer_id}/text", summary="What was written of it; the look is logged")
async def read_text(transfer_id: UUID, purpose: Purpose, who: CanCall, work: Work, now: Now) -> TransferTextShown:
    said = await reading.read_transfer_text(work, who.scope, transfer_id, purpose=purpose, now=now)
    return TransferTextShown.model_validate(said)


@router.post("/transfers/{transfer_id}/taking", summary="It lies in my township")
async def take(transfer_id: UUID, who: CanCall, work: Work, desk: AtDesk) -> TransferActed:
    return _shown(await service.take(work, who.scope, desk, transfer_id))


@router.post("/transfers/{transfer_id}/declining", summary="It does not lie in my township: the county rules")
async def decline(
    transfer_id: UUID, body: TransferReasonGiven, who: CanCall, work: Work, desk: AtDesk
) -> TransferActed:
    return _shown(await service.decline(work, who.scope, desk, transfer_id, reason=body.reason))


@router.post("/transfers/{transfer_id}/withdrawal", summary="Take an offer back")
async def withdraw(
    transfer_id: UUID, body: TransferReasonGiven, who: CanCall, work: Work, desk: AtDesk
) -> TransferActed:
    return _shown(await service.withdraw(work, who.scope, desk, transfer_id, reason=body.reason))


@router.post("/transfers/{transfer_id}/designation", summary="The county says in which township it lies")
async def designate(
    transfer_id: UUID, body: TransferDesignationGiven, who: CanCall, work: Work, desk: AtDesk
) -> TransferActed:
    return _shown(await service.designate(work, who.scope, desk, transfer_id, **body.model_dump()))


def _shown(done: Transferred) -> TransferActed:
    case = done.case
    return TransferActed(
        id=done.id,
        case_id=case.id,
        state=done.state,
        case_state=case.state,
        version=case.version,
        region=case.region,
    )
