"""What has the caller been told, and what does he answer?"""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, status
from fastapi.sse import EventSourceResponse, ServerSentEvent

from dispatch.notices.schemas.inbox import Inbox, Marked, ReadAll, Told, Unread, cursor, event_number
from dispatch.notices.service import inbox, stream
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit

router = APIRouter(prefix="/inbox", tags=["notices 提醒"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_INBOX))]
After = Annotated[str | None, Query(max_length=40, description="The `next` of the page before")]


class Order(StrEnum):
    UNREAD_FIRST = "unread-first"
    NEWEST = "newest"


@router.get("", summary="What the caller was told: what he has not read first, or the newest")
async def list_told(
    who: CanRead,
    work: Work,
    order: Order = Order.UNREAD_FIRST,
    unread: bool = False,
    after: After = None,
    limit: Limit = 50,
) -> Inbox:
    is_first, place = order is Order.UNREAD_FIRST, cursor(after)
    rows = await inbox.list_told(work, who.scope, unread_first=is_first, only_unread=unread, after=place, limit=limit)
    return Inbox.of(rows, limit)


@router.get("/count", summary="How much the caller has not read")
async def count_unread(who: CanRead, work: Work) -> Unread:
    return Unread.model_validate(await inbox.count_unread(work, who.scope))


async def last_seen(last_event_id: Annotated[str | None, Header(max_length=40)] = None) -> int | None:
    """Return the number after which a stream that broke off goes on. Raises BadCursor."""
    return event_number(last_event_id)


@router.get("/stream", summary="What the caller is told, as it comes", response_class=EventSourceResponse)
async def follow(
    who: CanRead, held: Held, last: Annotated[int | None, Depends(last_seen)]
) -> AsyncIterator[ServerSentEvent]:
    pulse = stream.pulse_of(held.kept, held.database)
    async for row in stream.follow(held.database, pulse, who.scope, last):
        yield ServerSentEvent(data=Told.of(row), event="notice", id=str(row.seq))


@router.post("/read-all", summary="Everything up to a number is read")
async def read_all(body: ReadAll, who: CanRead, work: Work, now: Now) -> Marked:
    return Marked(read=await inbox.read_all(work, who.scope, up_to=body.up_to, now=now))


@router.post("/{told_id}/read", status_code=status.HTTP_204_NO_CONTENT, summary="One is read")
async def read_notice(told_id: UUID, who: CanRead, work: Work, now: Now) -> None:
    await inbox.read_notice(work, who.scope, told_id, now=now)


@router.post("/{told_id}/acknowledge", status_code=status.HTTP_204_NO_CONTENT, summary="The caller answers for it")
async def acknowledge(told_id: UUID, who: CanRead, work: Work, now: Now) -> None:
    await inbox.acknowledge(work, who.scope, told_id, now=now)
