"""How does a gateway tell what became of messages, and how is it said that somebody wants none?"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, status
from pydantic import ValidationError

from grid.outreach.domain.refusals import ForgedReceipt, ReceiptsRefused
from grid.outreach.routes.permits import CanOptOut
from grid.outreach.schemas.telling import (
    OptOutGiven,
    OptOutList,
    OptOutSeen,
    OptOutsKept,
    ReceiptAnswer,
    ReceiptAnswers,
    ReceiptsGiven,
)
from grid.outreach.service import opt_outs, receipts
from grid.outreach.service.desk import Desk
from grid.outreach.service.sending import SCOPE
from shared.runtime import metrics
from shared.runtime.app import Held, Now, Work
from shared.runtime.http_errors import field_errors
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.webhooks import is_signed

_HERE: dict[str, Any] = {"prefix": "/outreach", "tags": ["outreach 精准发送"], "route_class": IdempotentRoute}

router, receipts_router = APIRouter(**_HERE), APIRouter(**_HERE)


async def signed_receipts(request: Request, held: Held) -> ReceiptsGiven:
    """Return what the gateway tells. Raises ForgedReceipt (401) or ReceiptsRefused (422).

    Standard Webhooks: id, time stamp (at most 5 minutes off) and raw body, under one of the gateway's secrets.
    """
    body = await request.body()
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise ReceiptsRefused("the body is not JSON in UTF-8") from None
    if not is_signed(held.settings.notices.sms.receipt_secrets, text, request.headers):
        raise ForgedReceipt("the signature or its time stamp does not hold")
    try:
        return ReceiptsGiven.model_validate_json(text)
    except ValidationError as error:
        wrong = field_errors(error.errors(include_input=False))
        raise ReceiptsRefused("these are no receipts", errors=wrong) from None


Signed = Annotated[ReceiptsGiven, Depends(signed_receipts)]


@receipts_router.post("/receipts", summary="What became of messages, told by the gateway; signed")
async def take_receipts(signed: Signed, held: Held) -> ReceiptAnswers:
    given = [one.read() for one in signed.receipts]
    async with held.database.begin() as work:
        outcomes = await receipts.take_receipts(Desk(work, SCOPE, held.clock()), given)
    for outcome in outcomes:
        metrics.outreach_receipts.labels(str(outcome)).inc()
    return ReceiptAnswers(
        items=[ReceiptAnswer(id=one.id, outcome=outcome) for one, outcome in zip(given, outcomes, strict=True)]
    )


@router.post("/opt-outs", status_code=status.HTTP_201_CREATED, summary="Somebody wants no more messages 退订")
async def opt_out(body: OptOutGiven, who: CanOptOut, work: Work, now: Now) -> OptOutsKept:
    fields = body.model_dump() | {"region": body.region or ""}
    return OptOutsKept(ids=await opt_outs.opt_out(Desk(work, who.scope, now), **fields))


@router.get("/opt-outs", summary="Who wants no messages, the latest first; records, never numbers")
async def list_opt_outs(
    who: CanOptOut, work: Work, now: Now, after: UUID | None = None, limit: Limit = 50
) -> OptOutList:
    rows = await opt_outs.list_opt_outs(Desk(work, who.scope, now), after=after, limit=limit)
    items = [OptOutSeen.model_validate(row) for row in rows]
    return OptOutList(items=items, next=items[-1].id if len(items) == limit else None)
