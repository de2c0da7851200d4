"""How is something sealed up or seized in a case, kept, lifted and given back (coercion law art. 17-28)?"""

from uuid import UUID

from fastapi import APIRouter

from enforcement.penalties.schemas.measures import (
    ExaminationAsked,
    ExaminationEnded,
    MeasureApproved,
    MeasureAsked,
    MeasureDisposed,
    MeasureExtended,
    MeasureImposed,
    MeasureLifted,
    MeasureList,
    MeasurePage,
    MeasureReturned,
    PerishablesSold,
    UrgentMeasure,
)
from enforcement.penalties.schemas.shown import PenaltyShown
from enforcement.penalties.schemas.steps import Explained
from enforcement.penalties.service import coercing, holding
from enforcement.penalties.service import measures as service
from shared.runtime.app import Now, Work
from shared.runtime.queries import Limit

from .doors import CanDecide, CanRead, CanWork, Serial, asked, new_router

router = new_router()
listed = APIRouter(prefix="/penalty-measures", tags=["penalties 处罚案件"])


@listed.get("", summary="What is sealed up or seized in the region, the newest first; held: what is not settled yet")
async def list_(
    who: CanRead, work: Work, now: Now, held: bool = False, after: UUID | None = None, limit: Limit = 50
) -> MeasurePage:
    items = await service.in_region(work, who.scope, now, held=held, after=after, limit=limit)
    last = items[-1]["id"] if len(items) == limit else None
    return MeasurePage.model_validate({"items": items, "next": last})


@router.get("/{penalty_id}/measures", summary="What is sealed up or seized in a case, and until when")
async def of_case(penalty_id: UUID, who: CanRead, work: Work, now: Now) -> MeasureList:
    return MeasureList.model_validate({"items": await service.of_case(work, who.scope, penalty_id, now)})


@router.post("/{penalty_id}/measures", summary="Report to the head what shall be sealed up or seized (18)")
async def ask(penalty_id: UUID, body: MeasureAsked, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await coercing.ask(work, who.scope, asked(penalty_id, body, now), body.wanted())
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/measures/urgent", summary="Keep what was sealed up or seized on the spot, urgently (19)")
async def impose_urgently(penalty_id: UUID, body: UrgentMeasure, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    step = asked(penalty_id, body, now)
    return PenaltyShown.model_validate(
        await coercing.impose_urgently(work, who.scope, step, body.wanted(), body.site.seen())
    )


@router.post("/{penalty_id}/measures/{serial}/report", summary="Report what was urgent, within 24 hours (19)")
async def report(penalty_id: UUID, serial: Serial, body: Explained, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await coercing.report(work, who.scope, asked(penalty_id, body, now), serial, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/measures/{serial}/approve", summary="The head approves, or has it lifted at once (18, 19)")
async def approve(
    penalty_id: UUID, serial: Serial, body: MeasureApproved, who: CanDecide, work: Work, now: Now
) -> PenaltyShown:
    step = asked(penalty_id, body, now)
    row = await coercing.approve(work, who.scope, step, serial, body.words, granted=body.granted)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/measures/{serial}/impose", summary="Seal up or seize what was approved (18, 24)")
async def impose(
    penalty_id: UUID, serial: Serial, body: MeasureImposed, who: CanWork, work: Work, now: Now
) -> PenaltyShown:
    row = await coercing.impose(work, who.scope, asked(penalty_id, body, now), serial, body.site.seen())
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/measures/{serial}/extend", summary="Keep it longer, once, as the head approves (25)")
async def extend(
    penalty_id: UUID, serial: Serial, body: MeasureExtended, who: CanDecide, work: Work, now: Now
) -> PenaltyShown:
    row = await holding.extend(work, who.scope, asked(penalty_id, body, now), serial, body.days, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/measures/{serial}/examine", summary="Have it tested or appraised for clear days (25 (3))")
async def examine(
    penalty_id: UUID, serial: Serial, body: ExaminationAsked, who: CanWork, work: Work, now: Now
) -> PenaltyShown:
    step, period = asked(penalty_id, body, now), body.examination()
    row = await holding.examine(work, who.scope, step, serial, period, body.words, body.payer)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/measures/{serial}/examine/end", summary="It was tested or appraised sooner (25 (3))")
async def end_examination(
    penalty_id: UUID, serial: Serial, body: ExaminationEnded, who: CanWork, work: Work, now: Now
) -> PenaltyShown:
    row = await holding.end_examination(work, who.scope, asked(penalty_id, body, now), serial, body.on, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/measures/{serial}/sell", summary="The head lets perishables be sold (28 (2))")
async def sell(
    penalty_id: UUID, serial: Serial, body: PerishablesSold, who: CanDecide, work: Work, now: Now
) -> PenaltyShown:
    row = await holding.sell(work, who.scope, asked(penalty_id, body, now), serial, body.sale(), body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/measures/{serial}/lift", summary="The head lifts it, for one of five grounds (28)")
async def lift(
    penalty_id: UUID, serial: Serial, body: MeasureLifted, who: CanDecide, work: Work, now: Now
) -> PenaltyShown:
    row = await holding.lift(work, who.scope, asked(penalty_id, body, now), serial, body.ground, body.words)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/measures/{serial}/return", summary="Give it back, or what it brought (28 (2))")
async def give_back(
    penalty_id: UUID, serial: Serial, body: MeasureReturned, who: CanWork, work: Work, now: Now
) -> PenaltyShown:
    step = asked(penalty_id, body, now)
    row = await holding.give_back(work, who.scope, step, serial, body.receipt, body.paid_fen)
    return PenaltyShown.model_validate(row)


@router.post("/{penalty_id}/measures/{serial}/dispose", summary="It was confiscated, or destroyed as a law wants (27)")
async def dispose(
    penalty_id: UUID, serial: Serial, body: MeasureDisposed, who: CanDecide, work: Work, now: Now
) -> PenaltyShown:
    step = asked(penalty_id, body, now)
    row = await holding.dispose(work, who.scope, step, serial, body.disposal, body.basis, body.words)
    return PenaltyShown.model_validate(row)
