"""How is a hearing told of, announced, asked for, fixed and held (licence law art. 46-48)?"""

from uuid import UUID

from approval_window.applications.schemas.shown import ApplicationShown
from approval_window.applications.schemas.steps import (
    HearingAnnounced,
    HearingAsked,
    HearingFixed,
    HearingHeld,
    HearingTold,
    InterestsFound,
)
from approval_window.applications.service import hearings as service
from shared.runtime.app import Now, Work

from .doors import CanExamine, asked, new_router

router = new_router()


@router.post("/{application_id}/tell-hearing", summary="Tell those concerned that they may ask for a hearing")
async def tell(application_id: UUID, body: HearingTold, who: CanExamine, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.tell(work, who.scope, step, body.whom))


@router.post("/{application_id}/find-interests", summary="Note whom it concerns greatly: they are told before deciding")
async def find(application_id: UUID, body: InterestsFound, who: CanExamine, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.find_interests(work, who.scope, step, body.whom))


@router.post("/{application_id}/announce-hearing", summary="Announce a hearing to the public; the clock stands still")
async def announce(
    application_id: UUID, body: HearingAnnounced, who: CanExamine, work: Work, now: Now
) -> ApplicationShown:
    fixed, step = service.Fixed(body.on, body.place, body.chair), asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.announce(work, who.scope, step, fixed, body.what))


@router.post("/{application_id}/ask-hearing", summary="One of them asks for it; the clock stands still")
async def ask(application_id: UUID, body: HearingAsked, who: CanExamine, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.ask(work, who.scope, step, body.by_whom))


@router.post("/{application_id}/waive-hearing", summary="All of them do without")
async def waive(application_id: UUID, body: HearingAsked, who: CanExamine, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.waive(work, who.scope, step, body.by_whom))


@router.post("/{application_id}/schedule-hearing", summary="Fix its day, place and chair, and notify them")
async def schedule(application_id: UUID, body: HearingFixed, who: CanExamine, work: Work, now: Now) -> ApplicationShown:
    fixed = service.Fixed(body.on, body.place, body.chair)
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.schedule(work, who.scope, step, fixed))


@router.post("/{application_id}/hold-hearing", summary="It was held, and its record is signed; the clock goes on")
async def hold(application_id: UUID, body: HearingHeld, who: CanExamine, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.hold(work, who.scope, step, body.record, body.signed_by))
