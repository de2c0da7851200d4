"""How does evidence come into a case over HTTP (art. 41, 42, 46, 55)?"""

from uuid import UUID

from enforcement.penalties.schemas.evidence import EvidenceAdded
from enforcement.penalties.schemas.shown import PenaltyShown
from enforcement.penalties.service import proving as service
from shared.runtime.app import Now, Work

from .doors import CanWork, asked, new_router

router = new_router()


@router.post("/{penalty_id}/evidence", summary="Add what proves something (art. 46)")
async def add_evidence(penalty_id: UUID, body: EvidenceAdded, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.add(work, who.scope, asked(penalty_id, body, now), body.item())
    return PenaltyShown.model_validate(row)
