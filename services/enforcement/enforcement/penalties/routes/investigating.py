"""How do officers investigate a case, and tell the party (art. 40, 44-46)?"""

from uuid import UUID

from enforcement.penalties.schemas.shown import (
    PenaltyShown,
)
from enforcement.penalties.schemas.steps import (
    Concluded,
    DefenceChecked,
    Explained,
    Notified,
    PreservedSettled,
    RecusalAsked,
    RecusalDecided,
)
from enforcement.penalties.service import investigating as service
from enforcement.penalties.service import preserving, recusing
from shared.runtime.app import Now, Work

from .doors import CanDecide, CanWork, asked, new_router

router = new_router()


@router.post("/{penalty_id}/preserve", summary="The head lets evidence be kept where it is (art. 56)")
async def preserve(penalty_id: UUID, body: Explained, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    row = await preserving.preserve(work, who.scope, asked(penalty_id, body, now), body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/preserve/settle", summary="Say what becomes of what was kept (art. 56)")
async def settle(penalty_id: UUID, body: PreservedSettled, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await preserving.settle(work, who.scope, asked(penalty_id, body, now), body.settlement, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/recusal", summary="Ask that an officer or the chair goes (art. 43, 64 (4))")
async def ask_recusal(penalty_id: UUID, body: RecusalAsked, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await recusing.ask(work, who.scope, asked(penalty_id, body, now), body.officer, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/recusal/decide", summary="The head decides whether he goes (art. 43)")
async def decide_recusal(penalty_id: UUID, body: RecusalDecided, who: CanDecide, work: Work, now: Now) -> PenaltyShown:
    step = asked(penalty_id, body, now)
    row = await recusing.decide(work, who.scope, step, body.words, granted=body.granted, replacement=body.replacement)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/conclude", summary="End the investigation (art. 57)")
async def conclude(penalty_id: UUID, body: Concluded, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    step = asked(penalty_id, body, now)
    gains = service.Gains(body.gained_fen, body.returned_fen)
    row = await service.conclude(work, who.scope, step, body.conclusion, body.ground, body.report, gains=gains)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/supplement", summary="Investigate again; what was concluded and told is void (art. 40)")
async def supplement(penalty_id: UUID, body: Explained, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.supplement(work, who.scope, asked(penalty_id, body, now), body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/notify", summary="Tell the party what is proposed and his rights (art. 44, 63)")
async def notify(penalty_id: UUID, body: Notified, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    step = asked(penalty_id, body, now)
    notice = service.Notice(body.proposed.sanction(), body.told, body.basis, body.circumstance)
    row = await service.notify(work, who.scope, step, notice)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/defence", summary="Keep what the party states (art. 45)")
async def hear_defence(penalty_id: UUID, body: Explained, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.hear_defence(work, who.scope, asked(penalty_id, body, now), body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/defence/check", summary="Say what came of checking it (art. 45)")
async def check_defence(penalty_id: UUID, body: DefenceChecked, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    step = asked(penalty_id, body, now)
    row = await service.check_defence(work, who.scope, step, body.found, accepted=body.accepted)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/defence/waive", summary="The party gives up being heard, by this paper (art. 62)")
async def waive_defence(penalty_id: UUID, body: Explained, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await service.waive_defence(work, who.scope, asked(penalty_id, body, now), body.words)
    return PenaltyShown.model_validate(row)
