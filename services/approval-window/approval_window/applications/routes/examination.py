"""How is an accepted application examined (licence law art. 34, 42, 45)?"""

from uuid import UUID

from approval_window.applications.schemas.shown import ApplicationShown
from approval_window.applications.schemas.steps import Extended, OfficialsNamed, Paused, StepAsked, Verified
from approval_window.applications.schemas.supports import SupportAsked
from approval_window.applications.service import examination as service
from approval_window.applications.service import supports
from shared.runtime.app import Now, Work
from shared.supports import Wanted

from .doors import CanDecide, CanExamine, asked, new_router

router = new_router()


@router.post("/{application_id}/name-officials", summary="Name two or more officials who verify the substance")
async def name_officials(
    application_id: UUID, body: OfficialsNamed, who: CanExamine, work: Work, now: Now
) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.name_officials(work, who.scope, step, body.officials))


@router.post("/{application_id}/verify", summary="Record what was found, as one of those who were named")
async def verify(application_id: UUID, body: Verified, who: CanExamine, work: Work, now: Now) -> ApplicationShown:
    findings = service.Findings(body.on, body.passed, body.findings)
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.verify(work, who.scope, step, findings))


@router.post("/{application_id}/sign", summary="Sign what another of those who were named recorded")
async def sign(application_id: UUID, body: StepAsked, who: CanExamine, work: Work, now: Now) -> ApplicationShown:
    return ApplicationShown.model_validate(await service.sign(work, who.scope, asked(application_id, body, now)))


@router.post("/{application_id}/ask-support", summary="Ask the grid for a worker who supports those who verify")
async def ask_support(
    application_id: UUID, body: SupportAsked, who: CanExamine, work: Work, now: Now
) -> ApplicationShown:
    wanted = Wanted(body.position.read() if body.position else None, body.due_at)
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await supports.ask(work, who.scope, step, wanted))


@router.post("/{application_id}/extend", summary="Put the decision off, once, with a reason that is told")
async def extend(application_id: UUID, body: Extended, who: CanDecide, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.extend(work, who.scope, step, body.reason))


@router.post("/{application_id}/pause", summary="Let the clock stand still for what the law does not count")
async def pause(application_id: UUID, body: Paused, who: CanExamine, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(
        await service.pause(work, who.scope, step, body.kind, body.days, body.reason)
    )


@router.post("/{application_id}/resume", summary="Let the clock go on")
async def resume(application_id: UUID, body: StepAsked, who: CanExamine, work: Work, now: Now) -> ApplicationShown:
    return ApplicationShown.model_validate(await service.resume(work, who.scope, asked(application_id, body, now)))
