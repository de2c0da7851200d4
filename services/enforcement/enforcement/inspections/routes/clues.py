"""What does the outside see of clues and findings?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from enforcement.inspections.domain.clues import Act, ClueAction
from enforcement.inspections.domain.findings import Look
from enforcement.inspections.repository import clues, findings
from enforcement.inspections.schemas.clues import (
    ClueAccept,
    ClueActed,
    ClueDetail,
    ClueFinish,
    CluePage,
    ClueReturn,
    ClueShown,
    FindingDetail,
    FindingPage,
    FindingReport,
    FindingShown,
    FindingTaken,
    NoteShown,
    StepShown,
)
from enforcement.inspections.service import clues as service
from enforcement.inspections.service import findings as found
from enforcement.inspections.service.from_clue import file_from_clue
from enforcement.penalties.schemas.shown import PenaltyShown
from enforcement.penalties.schemas.steps import PenaltyFiled
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import Contents, ContentsAsked
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Line
from shared.schemas.vocabulary import TaskState

router = APIRouter(tags=["inspections 检查"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_CLUES))]
CanWork = Annotated[Principal, Depends(allowed(Permission.WORK_CLUES))]
CanPunish = Annotated[Principal, Depends(allowed(Permission.WORK_PENALTIES))]
CanReport = Annotated[Principal, Depends(allowed(Permission.REPORT_FINDINGS))]
CanReadContents = Annotated[Principal, Depends(allowed(Permission.READ_CONTENTS))]


@router.get("/clues", summary="The team's inbox of the region, the newest first")
async def list_clues(
    who: CanRead, work: Work, state: TaskState | None = None, after: UUID | None = None, limit: Limit = 50
) -> CluePage:
    rows = await clues.list_clues(work.connection, who.scope, state=state, after=after, limit=limit)
    shown = [ClueShown.model_validate(row) for row in rows]
    return CluePage(items=shown, next=rows[-1].id if len(rows) == limit else None)


@router.get("/clues/{clue_id}", summary="A clue and every step of it")
async def read_clue(clue_id: UUID, who: CanRead, work: Work) -> ClueDetail:
    row = await service.get_clue(work, who.scope, clue_id=clue_id)
    steps = await clues.clue_history_of(work.connection, who.scope, clue_id)
    history = [StepShown.model_validate(step) for step in steps]
    return ClueDetail.model_validate(ClueShown.model_validate(row).model_dump() | {"history": history})


@router.get("/clues/{clue_id}/note", summary="What the officers noted at the end; the look is logged")
async def read_note(clue_id: UUID, who: CanRead, work: Work, now: Now, purpose: Annotated[Line, Query()]) -> NoteShown:
    note = await service.read_note(work, who.scope, clue_id=clue_id, purpose=purpose, by=who.person_id, now=now)
    return NoteShown(id=clue_id, note=note)


@router.post("/clues/{clue_id}/accept", summary="Take a clue up, which acknowledges it to the centre")
async def accept(clue_id: UUID, body: ClueAccept, who: CanWork, work: Work, now: Now) -> ClueActed:
    act = Act(ClueAction.ACCEPT, body.client_id, body.version)
    acted = await service.act_on_clue(work, who.scope, clue_id=clue_id, act=act, by=who.person_id, now=now)
    return ClueActed.model_validate(acted)


@router.post(
    "/clues/{clue_id}/penalty", status_code=status.HTTP_201_CREATED, summary="File a case for a clue (art. 54)"
)
async def file_penalty(clue_id: UUID, body: PenaltyFiled, who: CanPunish, work: Work, now: Now) -> PenaltyShown:
    row = await file_from_clue(work, who.scope, clue_id=clue_id, filing=body.filing(), now=now)
    return PenaltyShown.model_validate(row)


@router.post("/clues/{clue_id}/finish", summary="End a clue with a result; two officers")
async def finish(clue_id: UUID, body: ClueFinish, who: CanWork, work: Work, now: Now) -> ClueActed:
    given = body.model_dump(include={"client_id", "version", "second_officer_id", "result", "note", "power"})
    act = Act(ClueAction.FINISH, **given)
    acted = await service.act_on_clue(work, who.scope, clue_id=clue_id, act=act, by=who.person_id, now=now)
    return ClueActed.model_validate(acted)


@router.post("/clues/{clue_id}/return", summary="Give a clue back to the centre, with the reason")
async def return_(clue_id: UUID, body: ClueReturn, who: CanWork, work: Work, now: Now) -> ClueActed:
    act = Act(ClueAction.RETURN, body.client_id, body.version, return_reason=body.reason, note=body.note)
    acted = await service.act_on_clue(work, who.scope, clue_id=clue_id, act=act, by=who.person_id, now=now)
    return ClueActed.model_validate(acted)


@router.post("/findings", status_code=status.HTTP_201_CREATED, summary="Tell the centre what two officers found")
async def report(body: FindingReport, who: CanReport, work: Work, now: Now) -> FindingTaken:
    finding_id = await found.report_finding(work, who.scope, new=body.new(), by=who.person_id, now=now)
    return FindingTaken(id=finding_id, version=1, reported_at=now)


@router.get("/findings", summary="The team's findings of the region, the newest first")
async def list_findings(who: CanRead, work: Work, after: UUID | None = None, limit: Limit = 50) -> FindingPage:
    rows = await findings.list_findings(work.connection, who.scope, after=after, limit=limit)
    return FindingPage(items=[FindingShown.of(row) for row in rows], next=rows[-1].id if len(rows) == limit else None)


@router.get("/findings/{finding_id}", summary="A finding, its case and every step")
async def read_finding(finding_id: UUID, who: CanRead, work: Work) -> FindingDetail:
    row = await found.get_finding(work, who.scope, finding_id=finding_id)
    steps = await findings.finding_history_of(work.connection, who.scope, finding_id)
    history = [StepShown.model_validate(step) for step in steps]
    return FindingDetail.of(row).model_copy(update={"history": history})


@router.post("/findings/contents", summary="The texts of findings, for another service; each look is logged")
async def read_many(body: ContentsAsked, who: CanReadContents, work: Work, now: Now) -> Contents:
    look = Look(by=who.person_id, on_behalf_of=body.on_behalf_of, purpose=body.purpose, at=now)
    texts = await found.read_contents(work, who.scope, ids=body.ids, look=look)
    return Contents.model_validate({"items": texts})
