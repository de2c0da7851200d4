"""How are confiscated goods handed over, disposed of, and given back (penalty law art. 66, 74)?"""

from uuid import UUID

from enforcement.penalties.schemas.confiscating import GoodsDisposed, GoodsReturned, GoodsTaken
from enforcement.penalties.schemas.goods import GoodsList
from enforcement.penalties.schemas.shown import PenaltyShown
from enforcement.penalties.service import confiscating as service
from shared.runtime.app import Now, Work

from .doors import CanRead, CanWork, asked, new_router

router = new_router()


@router.get("/{penalty_id}/goods", summary="Which goods a case confiscates, by number, and how far each is")
async def of_case(penalty_id: UUID, who: CanRead, work: Work) -> GoodsList:
    return GoodsList.model_validate(await service.of_case(work, who.scope, penalty_id))


@router.post("/{penalty_id}/goods/take", summary="The party handed goods over, against an inventory (66)")
async def take(penalty_id: UUID, body: GoodsTaken, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.take(work, who.scope, asked(penalty_id, body, now), body.taking())
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/goods/dispose", summary="Goods were auctioned, handled or destroyed (74)")
async def dispose(penalty_id: UUID, body: GoodsDisposed, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.dispose(work, who.scope, asked(penalty_id, body, now), body.disposal())
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/goods/return", summary="Give back what an appeal confiscates no more")
async def give_back(penalty_id: UUID, body: GoodsReturned, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.give_back(work, who.scope, asked(penalty_id, body, now), body.receipt, body.paid_fen)
    return PenaltyShown.model_validate(row)
