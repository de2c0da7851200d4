"""How is an order's return, or more time, applied for at its platform?"""

from uuid import UUID

from fastapi import APIRouter, status

from dispatch.orders.domain.applications import ApplicationState
from dispatch.orders.routes.access import CanRead, DeskApproves, DeskSpeaks
from dispatch.orders.schemas.orders import ApplicationActed, ApplicationDrafted, ApplicationRead, Because
from dispatch.orders.service import applying, views
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute

router = APIRouter(prefix="/orders/{report_id}/applications", tags=["orders 工单"], route_class=IdempotentRoute)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Draft an application: return, or extension")
async def draft(report_id: UUID, body: ApplicationDrafted, desk: DeskSpeaks, work: Work) -> ApplicationActed:
    wish = applying.Wish(body.kind, body.reason, body.text, body.evidence, body.until)
    application_id = await applying.draft_application(work, desk, report_id, wish)
    return ApplicationActed(id=application_id, state=ApplicationState.DRAFT)


@router.get("/{application_id}", summary="One application with its text; the look is logged")
async def read(report_id: UUID, application_id: UUID, who: CanRead, work: Work, now: Now) -> ApplicationRead:
    row, text = await views.read_application(work, who.scope, report_id, application_id, now=now)
    return ApplicationRead.model_validate({**row._mapping, "text": text})  # noqa: SLF001 - SQLAlchemy's public name


@router.post("/{application_id}/approve", summary="Approve an application of another person; it is sent")
async def approve(report_id: UUID, application_id: UUID, desk: DeskApproves, work: Work) -> ApplicationActed:
    await applying.approve_application(work, desk, report_id, application_id)
    return ApplicationActed(id=application_id, state=ApplicationState.APPROVED)


@router.post("/{application_id}/turn-down", summary="Turn an application down, with a reason; it is not sent")
async def turn_down(
    report_id: UUID, application_id: UUID, body: Because, desk: DeskApproves, work: Work
) -> ApplicationActed:
    await applying.turn_application_down(work, desk, report_id, application_id, reason=body.reason)
    return ApplicationActed(id=application_id, state=ApplicationState.TURNED_DOWN)
