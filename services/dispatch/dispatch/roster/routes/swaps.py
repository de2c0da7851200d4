"""How do two persons swap shifts over HTTP?"""

from uuid import UUID

from fastapi import APIRouter, status

from dispatch.roster.domain.swaps import SwapAct
from dispatch.roster.routes.access import CanRead
from dispatch.roster.schemas import Id, SwapActed, SwapGiven, SwapPage, SwapShown
from dispatch.roster.service import swaps
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit

router = APIRouter(prefix="/swaps", route_class=IdempotentRoute)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Ask another to take one's shift, or to swap")
async def ask_swap(body: SwapGiven, who: CanRead, work: Work, now: Now) -> Id:
    swap_id = await swaps.ask_swap(
        work, who.scope, body.shift_id, to_person=body.to_person, other_shift=body.other_shift, now=now
    )
    return Id(id=swap_id)


@router.get("", summary="Swaps, open ones or all")
async def list_swaps(
    who: CanRead, work: Work, is_open: bool = True, after: UUID | None = None, limit: Limit = 50
) -> SwapPage:
    rows = await swaps.list_swaps(work, who.scope, is_open=is_open, after=after, limit=limit)
    items = [SwapShown.model_validate(row) for row in rows]
    return SwapPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/{swap_id}/{act}", summary="Agree, approve, refuse, withdraw")
async def take_act(swap_id: UUID, act: SwapAct, who: CanRead, work: Work, now: Now) -> SwapActed:
    keeps = Permission.MANAGE_ROSTER in who.permissions
    return SwapActed(state=await swaps.take_act(work, who.scope, swap_id, act, keeps_roster=keeps, now=now))
