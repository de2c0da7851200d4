"""How are the approved wordings (答复口径) kept?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status

from dispatch.orders.domain.wordings import WordingState
from dispatch.orders.repository import wordings as repository
from dispatch.orders.routes.access import CanRead, CanWord
from dispatch.orders.schemas.wordings import (
    Outcome,
    WordingActed,
    WordingPage,
    WordingProposed,
    WordingShown,
)
from dispatch.orders.service import wording
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Code
from shared.schemas.vocabulary import Result

router = APIRouter(prefix="/orders", tags=["orders 工单"], route_class=IdempotentRoute)


async def _filters(
    state: WordingState | None = None,
    matter: Code | None = None,
    outcome: Outcome | None = None,
    result: Result | None = None,
) -> dict[str, str]:
    given = {"state": state, "matter": matter, "outcome": outcome, "result": result}
    return {name: str(value) for name, value in given.items() if value is not None}


@router.get("/wordings", summary="The library of wordings, by matter and result, newest first")
async def list_wordings(
    who: CanRead,
    work: Work,
    filters: Annotated[dict[str, str], Depends(_filters)],
    after: UUID | None = None,
    limit: Limit = 50,
) -> WordingPage:
    rows = await repository.list_wordings(work.connection, who.scope, filters=filters, after=after, limit=limit)
    items = [WordingShown.model_validate(row) for row in rows]
    return WordingPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/wordings", status_code=status.HTTP_201_CREATED, summary="Propose a wording; another person approves it")
async def propose(body: WordingProposed, who: CanWord, work: Work, now: Now) -> WordingActed:
    wording_id = await wording.propose_wording(work, who.scope, body.as_proposal(), now=now)
    return WordingActed(id=wording_id, state=WordingState.PROPOSED)


@router.post("/wordings/{wording_id}/approve", summary="Approve a wording that another person has proposed")
async def approve(wording_id: UUID, who: CanWord, work: Work, now: Now) -> WordingActed:
    state = await wording.decide_wording(work, who.scope, wording_id, approved=True, now=now)
    return WordingActed(id=wording_id, state=state)


@router.post("/wordings/{wording_id}/turn-down", summary="Turn a proposed wording down")
async def turn_down(wording_id: UUID, who: CanWord, work: Work, now: Now) -> WordingActed:
    state = await wording.decide_wording(work, who.scope, wording_id, approved=False, now=now)
    return WordingActed(id=wording_id, state=state)


@router.post("/wordings/{wording_id}/withdraw", summary="Let a wording answer nobody any more")
async def withdraw(wording_id: UUID, who: CanWord, work: Work, now: Now) -> WordingActed:
    state = await wording.withdraw_wording(work, who.scope, wording_id, now=now)
    return WordingActed(id=wording_id, state=state)
