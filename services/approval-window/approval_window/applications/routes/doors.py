"""Who may take which steps of an application, and how is a step asked for?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from approval_window.applications.schemas.steps import StepAsked
from approval_window.applications.service.acting import Asked
from shared.runtime.app import Now
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission

CanReceive = Annotated[Principal, Depends(allowed(Permission.RECEIVE_APPLICATIONS))]
CanRead = Annotated[Principal, Depends(allowed(Permission.READ_APPLICATIONS))]
CanExamine = Annotated[Principal, Depends(allowed(Permission.EXAMINE_APPLICATIONS))]
# Speaks for an agency that is asked; for which, its register says.
CanOpine = Annotated[Principal, Depends(allowed(Permission.GIVE_OPINIONS))]
# Decides as the head of the organ, or for him.
CanDecide = Annotated[Principal, Depends(allowed(Permission.GRANT_LICENCES))]


def new_router() -> APIRouter:
    return APIRouter(prefix="/applications", tags=["applications 办件"], route_class=IdempotentRoute)


def asked(application_id: UUID, body: StepAsked, now: Now) -> Asked:
    """Return which step somebody asks for."""
    return Asked(application_id, body.version, now)
