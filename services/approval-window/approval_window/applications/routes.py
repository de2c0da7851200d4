"""What does the outside see of applications?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Line

from . import repository, service
from .domain import Applicant, ApplicationState
from .schemas import (
    ApplicantShown,
    ApplicationDetail,
    ApplicationPage,
    ApplicationReceive,
    ApplicationShown,
    ApplicationTaken,
    GrantGiven,
    LicenceShown,
    StepShown,
)

router = APIRouter(prefix="/applications", tags=["applications 办件"], route_class=IdempotentRoute)

CanReceive = Annotated[Principal, Depends(allowed(Permission.RECEIVE_APPLICATIONS))]
CanRead = Annotated[Principal, Depends(allowed(Permission.READ_APPLICATIONS))]
CanGrant = Annotated[Principal, Depends(allowed(Permission.GRANT_LICENCES))]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Receive an application for an item")
async def receive(body: ApplicationReceive, who: CanReceive, work: Work, now: Now) -> ApplicationTaken:
    given = body.applicant
    applicant = Applicant(given.kind, given.name, given.number)
    new = service.NewApplication(item=body.item, region=body.region, applicant=applicant, note=body.note)
    taken = await service.receive_application(work, who.scope, new=new, clerk_id=who.person_id, now=now)
    receipt = {"id": taken.id, "number": taken.receipt.number, "receipt_code": taken.receipt.code}
    notice = {"notice_due_at": taken.notice.due_at, "provisional": taken.notice.provisional}
    return ApplicationTaken(**receipt, **notice, state=ApplicationState.RECEIVED, version=1, received_at=now)


@router.get("", summary="The applications of the region, the newest first")
async def list_(
    who: CanRead, work: Work, state: ApplicationState | None = None, after: UUID | None = None, limit: Limit = 50
) -> ApplicationPage:
    rows = await repository.list_applications(work.connection, who.scope, state=state, after=after, limit=limit)
    shown = [ApplicationShown.model_validate(row) for row in rows]
    return ApplicationPage(items=shown, next=rows[-1].id if len(rows) == limit else None)


@router.get("/{application_id}", summary="An application and every step of it")
async def read(application_id: UUID, who: CanRead, work: Work) -> ApplicationDetail:
    row = await service.get_application(work, who.scope, application_id=application_id)
    steps = await repository.history_of(work.connection, who.scope, application_id)
    history = [StepShown.model_validate(step) for step in steps]
    return ApplicationDetail.model_validate(row).model_copy(update={"history": history})


@router.get("/{application_id}/applicant", summary="Who applied; the look is logged")
async def read_applicant(
    application_id: UUID, who: CanReceive, work: Work, now: Now, purpose: Annotated[Line, Query()]
) -> ApplicantShown:
    found = await service.read_applicant(
        work, who.scope, application_id=application_id, purpose=purpose, by=who.person_id, now=now
    )
    return ApplicantShown.model_validate(found)


@router.post("/{application_id}/grant", summary="Grant a licence on the application", status_code=201)
async def grant(application_id: UUID, body: GrantGiven, who: CanGrant, work: Work, now: Now) -> LicenceShown:
    row = await service.grant(
        work, who.scope, application_id=application_id, version=body.version, valid_to=body.valid_to, now=now
    )
    return LicenceShown.model_validate(row)
