"""How is a supervision order issued, signed for, answered and judged, over HTTP?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from dispatch.cases.service.docket import Rules, rules_now
from dispatch.memory import memory_of
from dispatch.supervision.domain.orders import Act, Answer, OrderState
from dispatch.supervision.repository import orders as repository
from dispatch.supervision.schemas.orders import (
    OrderActed,
    OrderGiven,
    OrderOpened,
    OrderPage,
    OrderShown,
    ReceiptGiven,
    ReplyGiven,
    SendingBackGiven,
    WithdrawalGiven,
)
from dispatch.supervision.service import orders as service
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission, Role
from shared.runtime.queries import Limit

router = APIRouter(prefix="/supervision/orders", tags=["supervision 督查督办"], route_class=IdempotentRoute)

CanIssue = Annotated[Principal, Depends(allowed(Permission.SUPERVISE_CASES))]
CanAnswer = Annotated[Principal, Depends(allowed(Permission.ANSWER_SUPERVISION))]


async def _rules(work: Work, held: Held) -> Rules:
    return await rules_now(work.connection, memory_of(held))


UnderRules = Annotated[Rules, Depends(_rules)]


@router.post("", summary="Press a case or a set of cases", status_code=201)
async def issue(body: OrderGiven, who: CanIssue, work: Work, rules: UnderRules, now: Now) -> OrderActed:
    role = Role.LEADER if Role.LEADER in who.roles else Role.SHIFT_LEADER
    return OrderActed.of(await service.issue(work, who.scope, role, rules, body.as_demand(), now))


@router.get("", summary="Supervision orders, the newest first; late ones are owed beyond their term")
async def list_orders(
    who: CanAnswer,
    work: Work,
    now: Now,
    state: OrderState | None = None,
    late: bool = False,
    after: UUID | None = None,
    limit: Limit = 50,
) -> OrderPage:
    unit, late_at = _own_unit(who), now if late else None
    rows = await repository.list_orders(
        work.connection, who.scope, unit=unit, state=state, late_at=late_at, after=after, limit=limit
    )
    items = [OrderShown.model_validate(row) for row in rows]
    return OrderPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/{order_id}", summary="One order with what it says; the look is noted")
async def read(order_id: UUID, who: CanAnswer, work: Work, now: Now) -> OrderOpened:
    return OrderOpened.of(await service.read_order(work, who.scope, order_id, unit=_own_unit(who), now=now))


@router.post("/{order_id}/receipt", summary="Sign for an order")
async def receive(
    order_id: UUID, body: ReceiptGiven, who: CanAnswer, work: Work, rules: UnderRules, now: Now
) -> OrderActed:
    return await _act(work, who, rules, order_id, Act.RECEIVE, body.as_answer(), now)


@router.post("/{order_id}/reply", summary="Answer what an order asks for")
async def reply(
    order_id: UUID, body: ReplyGiven, who: CanAnswer, work: Work, rules: UnderRules, now: Now
) -> OrderActed:
    return await _act(work, who, rules, order_id, Act.REPLY, body.as_answer(), now)


@router.post("/{order_id}/acceptance", summary="Accept the answer; the order is closed")
async def accept(
    order_id: UUID, body: ReceiptGiven, who: CanIssue, work: Work, rules: UnderRules, now: Now
) -> OrderActed:
    return await _act(work, who, rules, order_id, Act.ACCEPT, body.as_answer(), now)


@router.post("/{order_id}/sending-back", summary="Say why the answer is not enough, and give a new term")
async def send_back(
    order_id: UUID, body: SendingBackGiven, who: CanIssue, work: Work, rules: UnderRules, now: Now
) -> OrderActed:
    return await _act(work, who, rules, order_id, Act.SEND_BACK, body.as_answer(), now)


@router.post("/{order_id}/withdrawal", summary="Take an order back, with the reason")
async def withdraw(
    order_id: UUID, body: WithdrawalGiven, who: CanIssue, work: Work, rules: UnderRules, now: Now
) -> OrderActed:
    return await _act(work, who, rules, order_id, Act.WITHDRAW, body.as_answer(), now)


async def _act(
    work: Work, who: Principal, rules: Rules, order_id: UUID, what: Act, answer: Answer, now: Now
) -> OrderActed:
    done = await service.act(work, who.scope, rules, order_id, what=what, answer=answer, now=now, unit=_own_unit(who))
    return OrderActed.of(done)


def _own_unit(who: Principal) -> str | None:
    """Return the unit that a caller is kept to; centres and leaders see their whole region."""
    sees_region = Permission.READ_CASES in who.permissions and not who.scope.unit_only
    return None if sees_region else who.scope.unit or ""
