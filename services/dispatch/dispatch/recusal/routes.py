"""How is said over HTTP whom a case is about, that it is sealed, and who reported it?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from dispatch.cases.service.docket import rules_now
from dispatch.memory import memory_of
from dispatch.recusal.schemas import (
    RecusalActed,
    RemovalAsked,
    RemovalDecided,
    RemovalWritten,
    ReporterRevealed,
    RevealAsked,
    SealingGiven,
    SubjectsGiven,
    SubjectsShown,
)
from dispatch.recusal.service import naming, reporters
from dispatch.recusal.service.naming import Desk
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed, principal_of
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission

router = APIRouter(tags=["recusal 回避与保密"], route_class=IdempotentRoute)

CanName = Annotated[Principal, Depends(allowed(Permission.NAME_SUBJECTS))]
CanApprove = Annotated[Principal, Depends(allowed(Permission.APPROVE_CASES))]
CanSeal = Annotated[Principal, Depends(allowed(Permission.SEAL_CASES))]
CanReveal = Annotated[Principal, Depends(allowed(Permission.REVEAL_REPORTERS))]


async def _desk(who: Annotated[Principal, Depends(principal_of)], work: Work, held: Held, now: Now) -> Desk:
    return Desk(who.scope, await rules_now(work.connection, memory_of(held)), now)


AtDesk = Annotated[Desk, Depends(_desk)]


@router.get("/cases/{case_id}/subjects", summary="Whom a case complains of, and requests to say otherwise")
async def read_subjects(case_id: UUID, who: CanName, work: Work) -> SubjectsShown:
    return SubjectsShown.of(*await naming.read_subjects(work, who.scope, case_id))


@router.put("/cases/{case_id}/subjects", summary="Say whom a case complains of; it is hidden from him at once")
async def name_subjects(case_id: UUID, body: SubjectsGiven, _: CanName, work: Work, desk: AtDesk) -> RecusalActed:
    subjects = [given.as_subject() for given in body.subjects]
    case = await naming.name_subjects(work, desk, case_id, version=body.version, subjects=subjects)
    return RecusalActed.model_validate(case)


@router.post("/cases/{case_id}/subjects/removals", status_code=201, summary="Ask that it be no longer about somebody")
async def ask_removal(case_id: UUID, body: RemovalAsked, _: CanName, work: Work, desk: AtDesk) -> RemovalWritten:
    subject = body.subject.as_subject()
    return RemovalWritten(id=await naming.ask_removal(work, desk, case_id, subject=subject, reason=body.reason))


@router.post("/cases/{case_id}/subjects/removals/{removal_id}/decision", summary="Decide it, as another person")
async def decide_removal(
    case_id: UUID, removal_id: UUID, body: RemovalDecided, _: CanApprove, work: Work, desk: AtDesk
) -> RecusalActed:
    case = await naming.decide_removal(work, desk, case_id, removal_id, granted=body.granted)
    return RecusalActed.model_validate(case)


@router.post("/cases/{case_id}/seal", summary="Make a case a matter of discipline, which nobody else sees")
async def seal(case_id: UUID, body: SealingGiven, _: CanSeal, work: Work, desk: AtDesk) -> RecusalActed:
    return RecusalActed.model_validate(await naming.seal(work, desk, case_id, **body.model_dump()))


@router.post("/cases/{case_id}/unseal", summary="Give a sealed case back to the centre, as another person")
async def unseal(case_id: UUID, body: SealingGiven, _: CanSeal, work: Work, desk: AtDesk) -> RecusalActed:
    return RecusalActed.model_validate(await naming.unseal(work, desk, case_id, **body.model_dump()))


@router.post("/cases/{case_id}/reporter/hide", summary="Hide who reported a case")
async def hide_reporter(case_id: UUID, body: SealingGiven, _: CanName, work: Work, desk: AtDesk) -> RecusalActed:
    case = await reporters.set_hidden(work, desk, case_id, **body.model_dump(), hidden=True)
    return RecusalActed.model_validate(case)


@router.post("/cases/{case_id}/reporter/show", summary="Show who reported a case to whoever reads it")
async def show_reporter(case_id: UUID, body: SealingGiven, _: CanApprove, work: Work, desk: AtDesk) -> RecusalActed:
    case = await reporters.set_hidden(work, desk, case_id, **body.model_dump(), hidden=False)
    return RecusalActed.model_validate(case)


@router.post("/reports/{report_id}/reporter", summary="Who reported, revealed for a purpose and a reason, both kept")
async def reveal(report_id: UUID, body: RevealAsked, who: CanReveal, work: Work, now: Now) -> ReporterRevealed:
    given = body.model_dump()
    reporter = await reporters.reveal_reporter(work, who.scope, report_id, **given, now=now)
    return ReporterRevealed(report_id=report_id, reporter=reporter)
