"""What does the outside see of draws by double random?"""

from uuid import UUID

from fastapi import APIRouter, status

from enforcement.inspections.repository import draws
from enforcement.inspections.schemas.draws import DrawAnnounced, DrawClosed, DrawDetail, DrawPage, DrawProof, DrawShown
from enforcement.inspections.service import draws as service
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

from .doors import CanManage, CanRead

router = APIRouter(prefix="/draws", tags=["inspections 检查"], route_class=IdempotentRoute)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Announce a draw: the hash of its seed is published")
async def announce(body: DrawAnnounced, who: CanManage, work: Work, now: Now) -> DrawShown:
    new = service.NewDraw(**body.model_dump())
    return DrawShown.model_validate(await service.announce(work, who.scope, new=new, now=now))


@router.get("", summary="The draws of the region, the newest first")
async def list_(who: CanRead, work: Work, after: UUID | None = None, limit: Limit = 50) -> DrawPage:
    rows = await draws.list_draws(work.connection, who.scope, after=after, limit=limit)
    items = [DrawShown.model_validate(row) for row in rows]
    return DrawPage(items=items, next=rows[-1].id if len(rows) == limit else None)


@router.get("/{draw_id}", summary="A draw with all that is needed to draw again")
async def read(draw_id: UUID, who: CanRead, work: Work) -> DrawDetail:
    return DrawDetail.model_validate(await service.get_draw(work, who.scope, draw_id=draw_id))


@router.get("/{draw_id}/proof", summary="Draw again: what is not as it was published, or not as the record tells it?")
async def prove(draw_id: UUID, who: CanRead, work: Work) -> DrawProof:
    return DrawProof(id=draw_id, faults=await service.faults(work, who.scope, draw_id=draw_id))


@router.post("/{draw_id}/close", summary="Close the list: objects that are there, officers of the day, who is recused")
async def close(draw_id: UUID, body: DrawClosed, who: CanManage, work: Work, now: Now) -> DrawDetail:
    left_out = [one.recused() for one in body.recused]
    row = await service.close_list(work, who.scope, draw_id=draw_id, officers=body.officers, recused=left_out, now=now)
    return DrawDetail.model_validate(row)


@router.post("/{draw_id}/draw", summary="Draw, and publish the seed")
async def draw(draw_id: UUID, who: CanManage, work: Work, now: Now) -> DrawDetail:
    return DrawDetail.model_validate(await service.draw(work, who.scope, draw_id=draw_id, now=now))
