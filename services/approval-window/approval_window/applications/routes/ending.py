"""How does an application end (licence law art. 44)?"""

from uuid import UUID

from approval_window.applications.schemas.shown import ApplicationShown
from approval_window.applications.schemas.steps import Delivered, StepAsked, Terminated, Withdrawn
from approval_window.applications.service import ending as service
from shared.runtime.app import Now, Work

from .doors import CanReceive, asked, new_router

router = new_router()


@router.post("/{application_id}/deliver", summary="Record that the decision was delivered, how and to whom")
async def deliver(application_id: UUID, body: Delivered, who: CanReceive, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.deliver(work, who.scope, step, body.way, body.to))


@router.post("/{application_id}/withdraw", summary="Its applicant takes it back")
async def withdraw(application_id: UUID, body: Withdrawn, who: CanReceive, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.withdraw(work, who.scope, step, body.reason))


@router.post("/{application_id}/terminate", summary="End it: the applicant died, or is dissolved")
async def terminate(application_id: UUID, body: Terminated, who: CanReceive, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.terminate(work, who.scope, step, body.ending, body.proof))


@router.post("/{application_id}/archive", summary="Put what has ended into the archive")
async def archive(application_id: UUID, body: StepAsked, who: CanReceive, work: Work, now: Now) -> ApplicationShown:
    return ApplicationShown.model_validate(await service.archive(work, who.scope, asked(application_id, body, now)))
