"""How is a hearing asked for, fixed and held (art. 63-65)?"""

from uuid import UUID

from enforcement.penalties.domain.hearing import Held
from enforcement.penalties.schemas.shown import (
    PenaltyShown,
)
from enforcement.penalties.schemas.steps import (
    HearingAsked,
    HearingFixed,
    HearingHeld,
)
from enforcement.penalties.service import hearing as service
from shared.runtime.app import Now, Work

from .doors import CanRead, CanReview, CanWork, asked, new_router

router = new_router()


@router.post("/{penalty_id}/hearing", summary="The party asks for a hearing (art. 64 (1))")
async def ask(penalty_id: UUID, body: HearingAsked, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.ask(work, who.scope, asked(penalty_id, body, now), body.by_whom)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/hearing/fix", summary="Fix day, place and chair (art. 64 (2), (4))")
async def fix(penalty_id: UUID, body: HearingFixed, who: CanReview, work: Work, now: Now) -> PenaltyShown:
    row = await service.fix(work, who.scope, asked(penalty_id, body, now), body.on, body.chair, body.place)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/hearing/hold", summary="The chair hands in the record (art. 64 (6)-(8))")
async def hold(penalty_id: UUID, body: HearingHeld, who: CanRead, work: Work, now: Now) -> PenaltyShown:
    held = Held(body.record, body.attended, body.signed, body.refusal_noted)
    return PenaltyShown.model_validate(await service.hold(work, who.scope, asked(penalty_id, body, now), held))
