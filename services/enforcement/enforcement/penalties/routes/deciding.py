"""How is a case reviewed, discussed, decided, served, paid and closed (art. 57-67)?"""

from uuid import UUID

from enforcement.penalties.schemas import Decided, Discussed, Explained, Paid, PenaltyShown, Reviewed, Served
from enforcement.penalties.service import deciding as service
from enforcement.penalties.service import performing
from shared.runtime.app import Now, Work

from .doors import CanDecide, CanReview, CanWork, asked, new_router

router = new_router()


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
    decision = service.Decision(body.outcome, sanction, body.ground, body.reasons)
    return PenaltyShown.model_validate(await service.decide(work, who.scope, asked(penalty_id, body, now), decision))


@router.post("/{penalty_id}/serve", summary="Serve the decision, with a receipt (art. 61)")
async def serve(penalty_id: UUID, body: Served, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    served = service.Service(body.on, body.way, body.receipt, body.agreed)
    return PenaltyShown.model_validate(await service.serve(work, who.scope, asked(penalty_id, body, now), served))


@router.post("/{penalty_id}/payments", summary="A bank took a payment (art. 67, 72)")
async def pay(penalty_id: UUID, body: Paid, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    step = asked(penalty_id, body, now)
    row = await performing.pay(work, who.scope, step, body.amount_fen, body.on, body.receipt)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/close", summary="Close a case whose decision is performed")
async def close(penalty_id: UUID, body: Explained, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await performing.close(work, who.scope, asked(penalty_id, body, now), body.words)
    return PenaltyShown.model_validate(row)
