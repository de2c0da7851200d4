"""How is an application accepted, or not (licence law art. 32)?"""

from uuid import UUID

from approval_window.applications.schemas.shown import ApplicationShown
from approval_window.applications.schemas.steps import Corrected, MaterialsBrought, NoticeGiven, Rejected, StepAsked
from approval_window.applications.service import admission as service
from shared.runtime.app import Now, Work

from .doors import CanReceive, asked, new_router

router = new_router()


@router.post("/{application_id}/reject", summary="Tell that it needs no licence, or is another organ's, with a slip")
async def reject(application_id: UUID, body: Rejected, who: CanReceive, work: Work, now: Now) -> ApplicationShown:
    rejection = service.Rejection(body.ground, body.organ, body.reason)
    row = await service.reject(work, who.scope, asked(application_id, body, now), rejection)
    return ApplicationShown.model_validate(row)


@router.post("/{application_id}/correct", summary="Let a mistake be corrected on the spot")
async def correct(application_id: UUID, body: Corrected, who: CanReceive, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(
        await service.correct(work, who.scope, step, body.materials.taken(), body.what)
    )


@router.post("/{application_id}/notify", summary="Give the one notice, which names everything that is missing")
async def notify(application_id: UUID, body: NoticeGiven, who: CanReceive, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.notify(work, who.scope, step, body.defects, body.words))


@router.post("/{application_id}/hand-in", summary="Take materials in; complete after the notice, it is accepted")
async def hand_in(
    application_id: UUID, body: MaterialsBrought, who: CanReceive, work: Work, now: Now
) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.hand_in(work, who.scope, step, body.taken()))


@router.post("/{application_id}/accept", summary="Accept it with a dated slip; the term of the decision begins")
async def accept(application_id: UUID, body: StepAsked, who: CanReceive, work: Work, now: Now) -> ApplicationShown:
    return ApplicationShown.model_validate(await service.accept(work, who.scope, asked(application_id, body, now)))
