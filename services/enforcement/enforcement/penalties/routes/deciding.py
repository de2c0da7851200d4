"""How is a case reviewed, discussed, decided and served (art. 57-61)?"""

from uuid import UUID

from enforcement.penalties.schemas.serving import AddressNamed, Served
from enforcement.penalties.schemas.shown import (
    PenaltyShown,
)
from enforcement.penalties.schemas.steps import (
    Decided,
    Discussed,
    Reviewed,
)
from enforcement.penalties.service import addresses
from enforcement.penalties.service import deciding as service
from shared.runtime.app import Now, Work

from .doors import CanDecide, CanReview, CanWork, asked, new_router

router = new_router()


@router.post("/{penalty_id}/address", summary="Say where the party lives (art. 59)")
async def name_address(penalty_id: UUID, body: AddressNamed, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await addresses.name(work, who.scope, asked(penalty_id, body, now), body.address)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/review", summary="The legal review (art. 58)")
async def review(penalty_id: UUID, body: Reviewed, who: CanReview, work: Work, now: Now) -> PenaltyShown:
    row = await service.review(work, who.scope, asked(penalty_id, body, now), body.opinion, passed=body.passed)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/discuss", summary="The heads discuss it together (art. 57)")
async def discuss(penalty_id: UUID, body: Discussed, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    row = await service.discuss(work, who.scope, asked(penalty_id, body, now), body.present, body.minutes)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/decide", summary="Decide (art. 57, 59)")
async def decide(penalty_id: UUID, body: Decided, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    sanction = body.sanction.sanction() if body.sanction else None
    said = body.model_dump(
        include={"outcome", "ground", "reasons", "another_act", "basis", "circumstance", "mitigated"}
    )
    ordered = body.correction.ordered() if body.correction else None
    goods = [one.named() for one in body.goods]
    decision = service.Decision(sanction=sanction, ordered=ordered, goods=goods, **said)
    return PenaltyShown.model_validate(await service.decide(work, who.scope, asked(penalty_id, body, now), decision))


@router.post("/{penalty_id}/serve", summary="Serve the decision, with a receipt (art. 61)")
async def serve(penalty_id: UUID, body: Served, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    served = service.Service(body.on, body.way, body.receipt, body.agreed, body.proof())
    return PenaltyShown.model_validate(await service.serve(work, who.scope, asked(penalty_id, body, now), served))
