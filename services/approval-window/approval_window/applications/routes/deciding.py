"""How is it decided on an application (licence law art. 38, 39, 50)?"""

from uuid import UUID

from fastapi import status

from approval_window.applications.schemas.shown import ApplicationShown, LicenceShown
from approval_window.applications.schemas.steps import Completed, Decided, GrantGiven, Refused
from approval_window.applications.service import deciding as service
from approval_window.applications.service import renewals
from shared.runtime.app import Now, Work

from .doors import CanDecide, asked_to_decide, new_router

router = new_router()


@router.post(
    "/{application_id}/grant", summary="Grant a licence on the application", status_code=status.HTTP_201_CREATED
)
async def grant(application_id: UUID, body: GrantGiven, who: CanDecide, work: Work, now: Now) -> LicenceShown:
    row = await service.grant(work, who.scope, asked_to_decide(application_id, body, now), body.valid_to)
    return LicenceShown.model_validate(row)


@router.post("/{application_id}/renew", summary="Extend the licence that the application asks to extend")
async def renew(application_id: UUID, body: Decided, who: CanDecide, work: Work, now: Now) -> ApplicationShown:
    return ApplicationShown.model_validate(
        await renewals.renew(work, who.scope, asked_to_decide(application_id, body, now))
    )


@router.post("/{application_id}/refuse", summary="Refuse a licence, with the reasons and the remedies")
async def refuse(application_id: UUID, body: Refused, who: CanDecide, work: Work, now: Now) -> ApplicationShown:
    step = asked_to_decide(application_id, body, now)
    return ApplicationShown.model_validate(await service.refuse(work, who.scope, step, body.reasons))


@router.post("/{application_id}/complete", summary="End a service, of which no licence comes")
async def complete(application_id: UUID, body: Completed, who: CanDecide, work: Work, now: Now) -> ApplicationShown:
    step = asked_to_decide(application_id, body, now)
    return ApplicationShown.model_validate(await service.complete(work, who.scope, step, body.result))
