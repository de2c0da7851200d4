"""What does the outside see of replies, and how is one sent again?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from dispatch.notices import repository, service
from dispatch.notices.domain import ReplyState
from dispatch.notices.schemas import Reply, ReplyPage
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission

router = APIRouter(prefix="/replies", tags=["notices 回复"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_REPLIES))]
CanRetry = Annotated[Principal, Depends(allowed(Permission.RETRY_REPLIES))]


@router.get("", summary="Replies to the sources, by state")
async def list_replies(
    who: CanRead,
    work: Work,
    state: ReplyState | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ReplyPage:
    rows = await repository.list_replies(work.connection, who.scope, state=state, after=after, limit=limit)
    items = [Reply.model_validate(row) for row in rows]
    return ReplyPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/{reply_id}/retry", status_code=status.HTTP_202_ACCEPTED, summary="Send a reply again")
async def retry(reply_id: UUID, who: CanRetry, work: Work, now: Now) -> dict[str, str]:
    await service.retry_reply(work, who.scope, reply_id, now=now)
    return {"state": ReplyState.WAITING}
