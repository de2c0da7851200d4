"""Who puts powers into the register that were in force before the platform was there?"""

from uuid import UUID

from fastapi import APIRouter

from dispatch.powers.repository import takeovers as repository
from dispatch.powers.routes.access import CanManage, CanRead
from dispatch.powers.schemas import Taken
from dispatch.powers.schemas.takeovers import (
    TakeoverGiven,
    TakeoverKept,
    TakeoverPage,
    TakeoverShown,
    TakeoverWhole,
)
from dispatch.powers.service import takeover
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

router = APIRouter(prefix="/powers/takeovers", tags=["powers 权力调整"], route_class=IdempotentRoute)


@router.post("", summary="Draw up which powers were in force before, all or none", status_code=201)
async def draw_up(body: TakeoverGiven, who: CanManage, work: Work, now: Now) -> TakeoverKept:
    rows = [row.as_standing() for row in body.powers]
    return TakeoverKept(id=await takeover.draw_up(work, who.scope, rows, now=now), count=len(rows))


@router.post("/{takeover_id}/confirm", summary="Let them stand, formal since their days; another person")
async def confirm(takeover_id: UUID, who: CanManage, work: Work, now: Now) -> Taken:
    return Taken(count=await takeover.confirm(work, who.scope, takeover_id, now=now))


@router.post("/{takeover_id}/withdraw", summary="Take away what nobody confirmed", status_code=204)
async def withdraw(takeover_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await takeover.withdraw(work, who.scope, takeover_id, now=now)


@router.get("", summary="What was drawn up, the newest first")
async def list_takeovers(who: CanRead, work: Work, after: UUID | None = None, limit: Limit = 50) -> TakeoverPage:
    rows = await repository.list_takeovers(work.connection, who.scope, after=after, limit=limit)
    items = [TakeoverShown.model_validate(row) for row in rows]
    return TakeoverPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/{takeover_id}", summary="All rows of a takeover, for the one who confirms it")
async def read_takeover(takeover_id: UUID, who: CanRead, work: Work) -> TakeoverWhole:
    return TakeoverWhole.model_validate(await takeover.read(work, who.scope, takeover_id))
