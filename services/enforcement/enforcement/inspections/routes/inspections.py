"""How is an inspection opened, taken step by step, and ended?"""

from uuid import UUID

from fastapi import APIRouter, status

from enforcement.inspections.domain.inspections import InspectionState
from enforcement.inspections.domain.steps import next_steps
from enforcement.inspections.repository import inspections
from enforcement.inspections.repository.supports import supports_of
from enforcement.inspections.schemas.ending import HandedOver, PenaltyFound
from enforcement.inspections.schemas.inspections import (
    BrokenOff,
    ChecklistAnswered,
    CredentialsShown,
    InspectionOpened,
    InspectionPage,
    InspectionShown,
    InspectionStep,
    Ordered,
    RecheckGiven,
)
from enforcement.inspections.schemas.steps import InspectionNextSteps
from enforcement.inspections.schemas.supports import InspectionDetail, SupportAsked
from enforcement.inspections.service import ending, inspecting, opening, steps, supports
from enforcement.inspections.service.steps import Asked
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

from .doors import CanRead, CanWork

router = APIRouter(prefix="/inspections", tags=["inspections 检查"], route_class=IdempotentRoute)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Open an inspection; two officers")
async def open_(body: InspectionOpened, who: CanWork, work: Work, now: Now) -> InspectionShown:
    return InspectionShown.model_validate(await opening.open_inspection(work, who.scope, new=body.new(), now=now))


@router.get("", summary="The inspections of the region, the newest first")
async def list_(
    who: CanRead, work: Work, state: InspectionState | None = None, after: UUID | None = None, limit: Limit = 50
) -> InspectionPage:
    rows = await inspections.list_inspections(work.connection, who.scope, state=state, after=after, limit=limit)
    shown = [InspectionShown.model_validate(row) for row in rows]
    return InspectionPage(items=shown, next=rows[-1].id if len(rows) == limit else None)


@router.get("/{inspection_id}", summary="An inspection; its whole process stands in its record")
async def read(inspection_id: UUID, who: CanRead, work: Work) -> InspectionDetail:
    row = await steps.get_inspection(work, who.scope, inspection_id=inspection_id)
    return InspectionDetail.of(row, await supports_of(work.connection, inspection_id))


@router.get("/{inspection_id}/next-steps", summary="What may be done now, and what may not, with the article")
async def offer(inspection_id: UUID, who: CanRead, work: Work) -> InspectionNextSteps:
    row = await steps.get_inspection(work, who.scope, inspection_id=inspection_id)
    return InspectionNextSteps.of(row, next_steps(await steps.standing_of(work, row), who.person_id))


@router.post("/{inspection_id}/credentials", summary="Credentials were shown, and to whom (penalty law art. 55)")
async def show_credentials(
    inspection_id: UUID, body: CredentialsShown, who: CanWork, work: Work, now: Now
) -> InspectionShown:
    row = await inspecting.show_credentials(work, who.scope, asked(inspection_id, body, now), body.to, body.object_id)
    return InspectionShown.model_validate(row)


@router.post("/{inspection_id}/break-off", summary="Close an inspection at which nobody was inspected")
async def break_off(inspection_id: UUID, body: BrokenOff, who: CanWork, work: Work, now: Now) -> InspectionShown:
    row = await ending.break_off(work, who.scope, asked(inspection_id, body, now), body.why)
    return InspectionShown.model_validate(row)


@router.post("/{inspection_id}/answers", summary="Answer the checklist, every question of it")
async def answer(inspection_id: UUID, body: ChecklistAnswered, who: CanWork, work: Work, now: Now) -> InspectionShown:
    step = asked(inspection_id, body, now)
    return InspectionShown.model_validate(await inspecting.answer(work, who.scope, step, body.given(), body.note))


@router.post("/{inspection_id}/sign", summary="Sign the record, each officer by himself (art. 42, 55)")
async def sign(inspection_id: UUID, body: InspectionStep, who: CanWork, work: Work, now: Now) -> InspectionShown:
    return InspectionShown.model_validate(await inspecting.sign(work, who.scope, asked(inspection_id, body, now)))


@router.post("/{inspection_id}/nothing-found", summary="Close an inspection that found nothing")
async def find_nothing(
    inspection_id: UUID, body: InspectionStep, who: CanWork, work: Work, now: Now
) -> InspectionShown:
    return InspectionShown.model_validate(await ending.find_nothing(work, who.scope, asked(inspection_id, body, now)))


@router.post("/{inspection_id}/order", summary="Order to correct by a day (art. 28)")
async def order(inspection_id: UUID, body: Ordered, who: CanWork, work: Work, now: Now) -> InspectionShown:
    step = asked(inspection_id, body, now)
    return InspectionShown.model_validate(await ending.order(work, who.scope, step, body.due_on, body.what))


@router.post("/{inspection_id}/ask-support", summary="Ask the grid for a worker who goes with the two who check again")
async def ask_support(inspection_id: UUID, body: SupportAsked, who: CanWork, work: Work, now: Now) -> InspectionShown:
    step = asked(inspection_id, body, now)
    row = await supports.ask(work, who.scope, step, body.second_officer_id, body.wanted())
    return InspectionShown.model_validate(row)


@router.post("/{inspection_id}/recheck", summary="Two officers came back: corrected or not (art. 28, 42)")
async def recheck(inspection_id: UUID, body: RecheckGiven, who: CanWork, work: Work, now: Now) -> InspectionShown:
    found = ending.Rechecked(body.second_officer_id, body.corrected, body.found)
    return InspectionShown.model_validate(await ending.recheck(work, who.scope, asked(inspection_id, body, now), found))


@router.post("/{inspection_id}/penalty", summary="File a penalty case for what was found (art. 54)")
async def file_penalty(inspection_id: UUID, body: PenaltyFound, who: CanWork, work: Work, now: Now) -> InspectionShown:
    step = asked(inspection_id, body, now)
    return InspectionShown.model_validate(await ending.file_penalty(work, who.scope, step, body.filing.filing()))


@router.post("/{inspection_id}/hand-over", summary="Tell the centre what is for a department to end")
async def hand_over(inspection_id: UUID, body: HandedOver, who: CanWork, work: Work, now: Now) -> InspectionShown:
    step = asked(inspection_id, body, now)
    return InspectionShown.model_validate(await ending.hand_over(work, who.scope, step, body.finding.new()))


def asked(inspection_id: UUID, body: InspectionStep, now: Now) -> Asked:
    """Return which step somebody asks for."""
    return Asked(inspection_id, body.version, now)
