"""Who may take which steps of an application, how is a step asked for, and what is told of what came in?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from approval_window.applications.domain.states import ApplicationState
from approval_window.applications.schemas.shown import ApplicationTaken
from approval_window.applications.schemas.steps import Decided, StepAsked
from approval_window.applications.service.acting import Asked
from approval_window.applications.service.receiving import Received
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


def asked_to_decide(application_id: UUID, body: Decided, now: Now) -> Asked:
    """Return which decision somebody asks for, and how it follows from the record of a hearing."""
    return Asked(application_id, body.version, now, body.on_record)


def taken_in(taken: Received, now: Now) -> ApplicationTaken:
    """Return what is told of an application that came in: its receipt, and until when something is said of it."""
    receipt = {"id": taken.id, "item": taken.item, "number": taken.receipt.number, "receipt_code": taken.receipt.code}
    notice = {"notice_due_at": taken.notice.due_at, "provisional": taken.notice.provisional}
    return ApplicationTaken(**receipt, **notice, state=ApplicationState.RECEIVED, version=1, received_at=now)
