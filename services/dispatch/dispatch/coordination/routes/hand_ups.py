"""How does a township hand a matter up, and how does a department answer, over HTTP?"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from dispatch.cases.routes.access import AtDesk
from dispatch.coordination.domain.hand_ups import HandUpAct, HandUpState, Wants
from dispatch.coordination.repository import hand_ups as repository
from dispatch.coordination.routes.access import CanAnswer, CanCall, CanSeeParts, Purpose, own_unit
from dispatch.coordination.schemas.hand_ups import (
    HandedUp,
    HandUpGiven,
    HandUpPage,
    HandUpRecallGiven,
    HandUpShown,
    HandUpTextShown,
    NotOursGiven,
    OpinionGiven,
)
from dispatch.coordination.service import hand_ups as service
from dispatch.coordination.service import reading
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Code

router = APIRouter(tags=["coordination 协调联动"], route_class=IdempotentRoute)


@router.post("/cases/{case_id}/hand-ups", summary="Hand a case up to a department of the county", status_code=201)
async def hand_up(case_id: UUID, body: HandUpGiven, who: CanCall, work: Work, desk: AtDesk) -> HandedUp:
    return HandedUp.model_validate(await service.hand_up(work, who.scope, desk, case_id, body.as_asked()))


async def _filters(
    state: HandUpState | None = None, wants: Wants | None = None, unit: Code | None = None, case_id: UUID | None = None
) -> dict[str, Any]:
    given = {"state": state and str(state), "wants": wants and str(wants), "unit": unit, "case_id": case_id}
    return {name: value for name, value in given.items() if value is not None}


@router.get("/hand-ups", summary="Hand-ups, the newest first; state=open waits for the department, late for the county")
async def list_hand_ups(
    who: CanSeeParts,
    work: Work,
    now: Now,
    filters: Annotated[dict[str, Any], Depends(_filters)],
    late: bool = False,
    after: UUID | None = None,
    limit: Limit = 50,
) -> HandUpPage:
    page: dict[str, Any] = {"late_at": now if late else None, "after": after, "limit": limit}
    rows = await repository.list_hand_ups(work.connection, who.scope, unit=own_unit(who), filters=filters, **page)
    items = [HandUpShown.model_validate(row) for row in rows]
    return HandUpPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/hand-ups/{hand_up_id}", summary="One hand-up")
async def read_hand_up(hand_up_id: UUID, who: CanSeeParts, work: Work) -> HandUpShown:
    return HandUpShown.model_validate(await reading.read_hand_up(work, who.scope, hand_up_id, unit=own_unit(who)))


@router.get("/hand-ups/{hand_up_id}/text", summary="What was written of it; the look is logged")
async def read_text(hand_up_id: UUID, purpose: Purpose, who: CanSeeParts, work: Work, now: Now) -> HandUpTextShown:
    said = await reading.read_hand_up_text(work, who.scope, hand_up_id, unit=own_unit(who), purpose=purpose, now=now)
    return HandUpTextShown.model_validate(said)


@router.post("/hand-ups/{hand_up_id}/opinion", summary="What my department thinks of it")
async def give_opinion(hand_up_id: UUID, body: OpinionGiven, who: CanAnswer, work: Work, desk: AtDesk) -> HandedUp:
    said = await service.answer(work, who.scope, desk, hand_up_id, HandUpAct.GIVE_OPINION, **body.model_dump())
    return HandedUp.model_validate(said)


@router.post("/hand-ups/{hand_up_id}/taking-over", summary="My department takes the case over")
async def take_over(hand_up_id: UUID, who: CanAnswer, work: Work, desk: AtDesk) -> HandedUp:
    return HandedUp.model_validate(await service.answer(work, who.scope, desk, hand_up_id, HandUpAct.TAKE_OVER))


@router.post("/hand-ups/{hand_up_id}/not-ours", summary="It is not my department's, and by which rule")
async def say_not_ours(hand_up_id: UUID, body: NotOursGiven, who: CanAnswer, work: Work, desk: AtDesk) -> HandedUp:
    said = await service.answer(work, who.scope, desk, hand_up_id, HandUpAct.NOT_OURS, **body.model_dump())
    return HandedUp.model_validate(said)


@router.post("/hand-ups/{hand_up_id}/recall", summary="The township takes it back")
async def recall(hand_up_id: UUID, body: HandUpRecallGiven, who: CanCall, work: Work, desk: AtDesk) -> HandedUp:
    return HandedUp.model_validate(await service.recall(work, who.scope, desk, hand_up_id, reason=body.reason))
