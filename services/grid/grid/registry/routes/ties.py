"""What does the outside see of how records hang together?"""

from uuid import UUID

from fastapi import APIRouter, status

from grid.registry.domain.kinds import RecordKind
from grid.registry.routes.permits import CanKeep, CanRead
from grid.registry.schemas.given import TieGiven
from grid.registry.schemas.shown import TieKept, TieList, TieSeen
from grid.registry.service import ties
from grid.registry.service.desk import Desk
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute

router = APIRouter(prefix="/registry/ties", tags=["registry 人房企事物"], route_class=IdempotentRoute)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Say that two records hang together 关联")
async def tie(body: TieGiven, who: CanKeep, work: Work, now: Now) -> TieKept:
    first, second = (body.from_kind, body.from_id), (body.to_kind, body.to_id)
    return TieKept(id=await ties.tie(Desk(work, who.scope, now), first, second, body.relation, body.valid_from))


@router.get("", summary="What a record hangs on, and what hangs on it")
async def ties_of(record_id: UUID, kind: RecordKind, who: CanRead, work: Work, *, ended: bool = False) -> TieList:
    rows = await ties.list_ties(work, who.scope, kind, record_id, ended=ended)
    return TieList(items=[TieSeen.model_validate(row) for row in rows])


@router.post("/{tie_id}/end", status_code=status.HTTP_204_NO_CONTENT, summary="Say that they hang together no more")
async def untie(tie_id: UUID, who: CanKeep, work: Work, now: Now) -> None:
    await ties.untie(Desk(work, who.scope, now), tie_id)
