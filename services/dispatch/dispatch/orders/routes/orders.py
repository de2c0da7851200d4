"""Which orders are there, how are they signed for, and how is it noted that a caller was contacted?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status

from dispatch.orders.domain.messages import MessageKind, MessageState
from dispatch.orders.domain.orders import Order, OrderState
from dispatch.orders.repository import messages as messages_repository
from dispatch.orders.repository import orders as repository
from dispatch.orders.routes.access import CanRead, CanRetry, DeskSigns, DeskSpeaks
from dispatch.orders.schemas.orders import (
    ContactNoted,
    MessagePage,
    MessageShown,
    OrderActed,
    OrderPage,
    OrderRead,
    OrderShown,
    SignedMany,
    SignedShown,
    SignMany,
    UnexpectedPage,
    UnexpectedShown,
)
from dispatch.orders.service import signing, views
from dispatch.orders.service.messages import retry_message
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Code

router = APIRouter(prefix="/orders", tags=["orders 工单"], route_class=IdempotentRoute)


async def _filters(
    state: OrderState | None = None, source: Code | None = None, designated: bool | None = None
) -> dict[str, str | bool]:
    given: dict[str, str | bool | None] = {
        "state": state and str(state),
        "source": source,
        "designated": designated,
    }
    return {name: value for name, value in given.items() if value is not None}


@router.get("", summary="Orders, newest first; late: a term of theirs is over, stuck: a message was given up")
async def list_orders(
    who: CanRead,
    work: Work,
    filters: Annotated[dict[str, str | bool], Depends(_filters)],
    late: bool | None = None,
    stuck: bool | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> OrderPage:
    rows = await repository.list_orders(
        work.connection, who.scope, filters=filters, late=late, stuck=stuck, after=after, limit=limit
    )
    items = [OrderShown.model_validate(row) for row in rows]
    return OrderPage(items=items, next=items[-1].report_id if len(items) == limit else None)


@router.get("/unexpected", summary="What platforms said that fitted nothing, and did nothing")
async def list_unexpected(who: CanRead, work: Work, after: UUID | None = None, limit: Limit = 50) -> UnexpectedPage:
    rows = await repository.list_unexpected(work.connection, who.scope, after=after, limit=limit)
    items = [UnexpectedShown.model_validate(row) for row in rows]
    return UnexpectedPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/messages", summary="What the platforms are told, by state; failed: given up, and stuck until sent again")
async def list_messages(
    who: CanRead,
    work: Work,
    state: MessageState | None = None,
    kind: MessageKind | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> MessagePage:
    rows = await messages_repository.list_messages(
        work.connection, who.scope, kind=kind, state=state, after=after, limit=limit
    )
    items = [MessageShown.model_validate(row) for row in rows]
    return MessagePage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post(
    "/messages/{message_id}/retry", status_code=status.HTTP_202_ACCEPTED, summary="Send a message again, and what waits"
)
async def retry(message_id: UUID, who: CanRetry, work: Work, now: Now) -> dict[str, str]:
    await retry_message(work, who.scope, message_id, now=now)
    return {"state": MessageState.WAITING}


@router.post("/sign", summary="Sign for many orders, with a result for each")
async def sign_many(body: SignMany, desk: DeskSigns, work: Work) -> SignedMany:
    done = await signing.sign_orders(work, desk, body.reports)
    results = [SignedShown.of(one.report_id, one.order.state if one.order else None, one.code) for one in done]
    signed = sum(one.order is not None for one in done)
    return SignedMany(signed=signed, refused=len(done) - signed, results=results)


@router.get("/{report_id}", summary="One order with its whole dialogue")
async def read_order(report_id: UUID, who: CanRead, work: Work) -> OrderRead:
    return OrderRead.model_validate(await views.read_order(work, who.scope, report_id))


@router.post("/{report_id}/sign", summary="Sign for an order; its platform is told")
async def sign(report_id: UUID, desk: DeskSigns, work: Work) -> OrderActed:
    return _acted(await signing.sign_order(work, desk, report_id))


@router.post(
    "/{report_id}/contacts", summary="Note a try to reach the caller: no more than the rule of the source asks for"
)
async def note_contact(report_id: UUID, body: ContactNoted, desk: DeskSpeaks, work: Work) -> OrderActed:
    given = body.model_dump()
    return _acted(await signing.note_contact(work, desk, report_id, **given))


def _acted(order: Order) -> OrderActed:
    return OrderActed.model_validate(order)
