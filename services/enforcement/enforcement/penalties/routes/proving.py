"""How does evidence come into a case over HTTP, and how is some of it excluded (art. 41, 42, 46, 55)?"""

from uuid import UUID

from enforcement.penalties.schemas.evidence import EvidenceAdded
from enforcement.penalties.schemas.shown import PenaltyShown
from enforcement.penalties.schemas.steps import Explained
from enforcement.penalties.service import proving as service
from shared.runtime.app import Now, Work
from shared.runtime.permissions import Permission

from .doors import CanExclude, CanWork, Serial, asked, new_router

router = new_router()


@router.post("/{penalty_id}/evidence", summary="Add what proves something (art. 46)")
async def add_evidence(penalty_id: UUID, body: EvidenceAdded, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.add(work, who.scope, asked(penalty_id, body, now), body.item())
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/evidence/{serial}/exclude", summary="Exclude what is untrue or got unlawfully (art. 46)")
async def exclude(
    penalty_id: UUID, serial: Serial, body: Explained, who: CanExclude, work: Work, now: Now
) -> PenaltyShown:
    step, decides = asked(penalty_id, body, now), Permission.DECIDE_PENALTIES in who.permissions
    row = await service.exclude(work, who.scope, step, serial, body.words, decides=decides)
    return PenaltyShown.model_validate(row)
