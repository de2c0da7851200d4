"""How is a decision paid, put off, appealed against and enforced, and a case closed (art. 66, 67, 72, 73)?"""

from uuid import UUID

from enforcement.penalties.domain.course import Ended, Payment
from enforcement.penalties.schemas.shown import (
    PenaltyShown,
)
from enforcement.penalties.schemas.steps import (
    Appealed,
    AppealEnded,
    CorrectionChecked,
    Demanded,
    Explained,
    Paid,
    PutOff,
)
from enforcement.penalties.service import correcting
from enforcement.penalties.service import performing as service
from shared.runtime.app import Now, Work

from .doors import CanDecide, CanWork, asked, new_router

router = new_router()


@router.post("/{penalty_id}/payments", summary="A bank took a payment (art. 67, 72)")
async def pay(penalty_id: UUID, body: Paid, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.pay(work, who.scope, asked(penalty_id, body, now), body.amount_fen, body.on, body.receipt)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/put-off", summary="The head lets a party in need pay later or by instalments (art. 66)")
async def put_off(penalty_id: UUID, body: PutOff, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    plan = [Payment(one.on, one.amount_fen) for one in body.instalments]
    row = await service.put_off(work, who.scope, asked(penalty_id, body, now), body.to, body.words, plan)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/appeal", summary="The party asks for reconsideration, or sues (art. 73)")
async def appeal(penalty_id: UUID, body: Appealed, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.appeal(work, who.scope, asked(penalty_id, body, now), body.kind, body.on, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/appeal/end", summary="What an appeal came to: upheld, changed, revoked")
async def end_appeal(penalty_id: UUID, body: AppealEnded, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    sanction = body.sanction.sanction() if body.sanction else None
    ended = Ended(body.result, body.on, sanction, body.keeps)
    row = await service.end_appeal(work, who.scope, asked(penalty_id, body, now), ended, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/demand", summary="Press who has not paid, by a letter (coercion law 54)")
async def demand(penalty_id: UUID, body: Demanded, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.demand(work, who.scope, asked(penalty_id, body, now), body.on, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/court", summary="Ask the court to enforce (coercion law 53, 54)")
async def apply_to_court(penalty_id: UUID, body: Explained, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    row = await service.apply_to_court(work, who.scope, asked(penalty_id, body, now), body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/correction", summary="Two officers looked whether it was corrected (art. 28)")
async def check_correction(
    penalty_id: UUID, body: CorrectionChecked, who: CanWork, work: Work, now: Now
) -> PenaltyShown:
    looked = correcting.Looked(body.corrected, body.found, body.due_on)
    return PenaltyShown.model_validate(await correcting.check(work, who.scope, asked(penalty_id, body, now), looked))


@router.post("/{penalty_id}/close", summary="Close a case whose decision is performed")
async def close(penalty_id: UUID, body: Explained, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.close(work, who.scope, asked(penalty_id, body, now), body.words)
    return PenaltyShown.model_validate(row)
