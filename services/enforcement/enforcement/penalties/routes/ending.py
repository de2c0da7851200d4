"""How does a case stand still, go on, end without a decision, or go to the police and come back (art. 27, 57, 60)?"""

from uuid import UUID

from enforcement.penalties.schemas.shown import (
    PenaltyShown,
)
from enforcement.penalties.schemas.steps import (
    Erased,
    Explained,
    Extended,
    Suspended,
    TakenBack,
    Terminated,
    Transferred,
)
from enforcement.penalties.service import ending as service
from enforcement.penalties.service import simple
from shared.runtime.app import Now, Work

from .doors import CanDecide, CanWork, asked, new_router

router = new_router()


@router.post("/{penalty_id}/extend", summary="The head puts the decision off, as a rule allows (art. 60)")
async def extend(penalty_id: UUID, body: Extended, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    row = await service.extend(work, who.scope, asked(penalty_id, body, now), body.days, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/suspend", summary="The head lets a case stand still")
async def suspend(penalty_id: UUID, body: Suspended, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    row = await service.suspend(work, who.scope, asked(penalty_id, body, now), body.ground, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/resume", summary="A case goes on where it stood")
async def resume(penalty_id: UUID, body: Explained, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    row = await service.resume(work, who.scope, asked(penalty_id, body, now), body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/terminate", summary="A case ends without a decision")
async def terminate(penalty_id: UUID, body: Terminated, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    row = await service.terminate(work, who.scope, asked(penalty_id, body, now), body.ground, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/transfer", summary="A crime goes to the police, by its receipt (art. 27)")
async def transfer(penalty_id: UUID, body: Transferred, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    row = await service.transfer(work, who.scope, asked(penalty_id, body, now), body.receipt())
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/take-back", summary="What the police had comes back, where no crime is pursued (art. 27)")
async def take_back(penalty_id: UUID, body: TakenBack, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.take_back(work, who.scope, asked(penalty_id, body, now), body.sent_back())
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/hand-in", summary="Hand in what was taken on the spot (art. 71)")
async def hand_in(penalty_id: UUID, body: Explained, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await simple.hand_in(work, who.scope, asked(penalty_id, body, now), body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/erase", summary="Erase what is personal in a case that is over; its record is still proved")
async def erase(penalty_id: UUID, body: Erased, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    row = await service.erase(work, who.scope, asked(penalty_id, body, now), body.basis)
    return PenaltyShown.model_validate(row)
