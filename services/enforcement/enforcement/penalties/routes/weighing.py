"""How is a penalty approved beyond the discretion table, and which were like it before (art. 34)?"""

from uuid import UUID

from enforcement.discretion.domain import Circumstance
from enforcement.discretion.schemas import SimilarPage
from enforcement.penalties.schemas.shown import (
    PenaltyShown,
)
from enforcement.penalties.schemas.steps import (
    DeviationApproved,
)
from enforcement.penalties.service import weighing as service
from shared.runtime.app import Now, Work

from .doors import CanDecide, CanRead, asked, new_router

router = new_router()


@router.post("/{penalty_id}/deviation", summary="A leader approves what is beyond the discretion table (art. 34)")
async def approve(penalty_id: UUID, body: DeviationApproved, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    step, sanction = asked(penalty_id, body, now), body.sanction.sanction()
    row = await service.approve(work, who.scope, step, body.circumstance, sanction, body.words)
    return PenaltyShown.model_validate(row)


@router.get("/{penalty_id}/similar", summary="The newest 20 punished cases like this one, without any person")
async def similar(penalty_id: UUID, who: CanRead, work: Work, circumstance: Circumstance | None = None) -> SimilarPage:
    items = await service.similar(work, who.scope, penalty_id, circumstance)
    return SimilarPage.model_validate({"items": items})
