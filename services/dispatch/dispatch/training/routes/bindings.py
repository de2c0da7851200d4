"""From when on may only qualified officers act in a township? One proposes it, another confirms it."""

from uuid import UUID

from fastapi import APIRouter

from dispatch.training.repository import bindings as repository
from dispatch.training.routes.access import CanManage, CanRead, Region
from dispatch.training.schemas.bindings import (
    BindingGiven,
    BindingPage,
    BindingProposalPage,
    BindingProposalShown,
    BindingProposed,
    BindingShown,
)
from dispatch.training.service import bindings
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import EverAsOf, Limit
from shared.runtime.text import RegionCode

router = APIRouter(prefix="/training/bindings", tags=["training 全员培训"], route_class=IdempotentRoute)


@router.put("/{region}", summary="Propose from when on a township is held to qualifications; another confirms it")
async def propose(region: RegionCode, body: BindingGiven, who: CanManage, work: Work, now: Now) -> BindingProposed:
    proposal_id = await bindings.propose(work, who.scope, region, body.bound_from, now=now)
    return BindingProposed(id=proposal_id, region=region, bound_from=body.bound_from)


@router.get("", summary="The townships that are held to it on a day; else those that will be, too")
async def list_bindings(
    who: CanRead, work: Work, as_of: EverAsOf = None, after: RegionCode | None = None, limit: Limit = 50
) -> BindingPage:
    rows = await repository.list_bindings(work.connection, who.scope, after=after or "", limit=limit, on=as_of)
    items = [BindingShown.model_validate(row) for row in rows]
    return BindingPage(items=items, next=items[-1].region if len(items) == limit else None)


@router.get("/proposals", summary="Proposals that wait for another person, the newest first")
async def list_proposals(
    who: CanManage, work: Work, region: Region = None, after: UUID | None = None, limit: Limit = 50
) -> BindingProposalPage:
    rows = await repository.PROPOSALS.list_open(
        work.connection, who.scope, region=region or "", after=after, limit=limit
    )
    items = [BindingProposalShown.model_validate(row) for row in rows]
    return BindingProposalPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/proposals/{proposal_id}/confirm", summary="Let only qualified officers act there as somebody proposed")
async def confirm(proposal_id: UUID, who: CanManage, work: Work, now: Now) -> BindingShown:
    return BindingShown.model_validate(await bindings.confirm(work, who.scope, proposal_id, now=now))


@router.post("/proposals/{proposal_id}/withdraw", summary="Take an open proposal away", status_code=204)
async def withdraw(proposal_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await bindings.withdraw(work, who.scope, proposal_id, now=now)
