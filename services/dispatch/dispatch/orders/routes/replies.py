"""How does the reply to an order come about, and which replies have their sources got?"""

from uuid import UUID

from fastapi import APIRouter, status

from dispatch.orders.domain.messages import MessageKind, MessageState
from dispatch.orders.repository import messages as repository
from dispatch.orders.routes.access import (
    CanRead,
    CanReadReplies,
    CanRetry,
    DeskApproves,
    DeskChecks,
    DeskJudges,
    DeskSpeaks,
)
from dispatch.orders.schemas.orders import Because, DocumentRead, ReplyDrafted, ReplyStaged
from dispatch.orders.schemas.replies import Reply, ReplyPage
from dispatch.orders.service import replying
from dispatch.orders.service.messages import retry_message
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

sent_router = APIRouter(prefix="/replies", tags=["orders 工单"], route_class=IdempotentRoute)
router = APIRouter(prefix="/orders/{report_id}/replies", tags=["orders 工单"], route_class=IdempotentRoute)


@sent_router.get("", summary="Replies to the sources, by state")
async def list_replies(
    who: CanReadReplies,
    work: Work,
    state: MessageState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> ReplyPage:
    rows = await repository.list_messages(
        work.connection, who.scope, kind=MessageKind.REPLIED, state=state, after=after, limit=limit
    )
    items = [Reply.model_validate(row) for row in rows]
    return ReplyPage(items=items, next=items[-1].id if len(items) == limit else None)


@sent_router.post("/{reply_id}/retry", status_code=status.HTTP_202_ACCEPTED, summary="Send a reply again")
async def retry(reply_id: UUID, who: CanRetry, work: Work, now: Now) -> dict[str, str]:
    await retry_message(work, who.scope, reply_id, now=now, kind=MessageKind.REPLIED)
    return {"state": MessageState.WAITING}


@router.post("", status_code=status.HTTP_201_CREATED, summary="Write a new version of the reply")
async def draft(report_id: UUID, body: ReplyDrafted, desk: DeskSpeaks, work: Work) -> ReplyStaged:
    done = await replying.draft_reply(work, desk, report_id, text=body.text, wording=body.wording)
    return ReplyStaged.model_validate(done)


@router.get("/{version}", summary="One version with its text; the look is logged")
async def read(report_id: UUID, version: int, who: CanRead, work: Work, now: Now) -> DocumentRead:
    row, text = await replying.read_reply(work, who.scope, report_id, version, now=now)
    return DocumentRead.model_validate({**row._mapping, "text": text})  # noqa: SLF001 - SQLAlchemy's public name


@router.post("/{version}/check", summary="Check a reply as another person of the unit that handles the case")
async def check(report_id: UUID, version: int, desk: DeskChecks, work: Work) -> ReplyStaged:
    return ReplyStaged.model_validate(await replying.check_reply(work, desk, report_id, version))


@router.post("/{version}/approve", summary="Approve a reply for the centre, as a third person")
async def approve(report_id: UUID, version: int, desk: DeskApproves, work: Work) -> ReplyStaged:
    return ReplyStaged.model_validate(await replying.approve_reply(work, desk, report_id, version))


@router.post("/{version}/send-back", summary="Send a version back to who wrote it, with a reason")
async def send_back(report_id: UUID, version: int, body: Because, desk: DeskJudges, work: Work) -> ReplyStaged:
    done = await replying.send_reply_back(work, desk, report_id, version, reason=body.reason)
    return ReplyStaged.model_validate(done)
