"""How are the rules of cases read, proposed by one person and confirmed by another?"""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, status
from pydantic import AwareDatetime

from dispatch.cases.domain.rulebooks import Asked, Book
from dispatch.cases.repository import rule_proposals as kept
from dispatch.cases.schemas.rules import (
    ChangesShown,
    ComparedShown,
    LimitsGiven,
    ProposalPage,
    ProposalShown,
    ProposalSummary,
    RulesProposed,
    SourcesGiven,
    VersionShown,
    WorkflowGiven,
)
from dispatch.cases.service import rulebooks
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit

router = APIRouter(prefix="/case-rules", tags=["case rules 办件规则"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_CASE_RULES))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_CASE_RULES))]
State = Literal["open", "confirmed", "withdrawn", "replaced"]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Moment = Annotated[AwareDatetime | None, Query(alias="at", description="The moment asked about; now by default")]


async def _propose(asked: Asked, who: Principal, work: Work, now: Now) -> RulesProposed:
    proposal_id, replaces, changes = await rulebooks.propose(work, who.scope, asked, now=now)
    return RulesProposed(id=proposal_id, replaces=replaces, changes=ChangesShown.of(changes))


@router.put("/workflows", summary="Propose a workflow for cases to come; another person confirms it", status_code=202)
async def propose_workflow(body: WorkflowGiven, who: CanManage, work: Work, now: Now) -> RulesProposed:
    return await _propose(body.asked(), who, work, now)


@router.put("/clocks", summary="Propose a table of limits for cases to come; another confirms it", status_code=202)
async def propose_limits(body: LimitsGiven, who: CanManage, work: Work, now: Now) -> RulesProposed:
    return await _propose(body.asked(), who, work, now)


@router.put("/sources", summary="Propose what each source asks of the centre; another confirms it", status_code=202)
async def propose_sources(body: SourcesGiven, who: CanManage, work: Work, now: Now) -> RulesProposed:
    return await _propose(body.asked(), who, work, now)


@router.get("/proposals", summary="What was proposed, decided or not, the newest first")
async def list_proposals(
    who: CanRead,
    work: Work,
    book: Book | None = None,
    state: State | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> ProposalPage:
    rows = await kept.list_proposals(work.connection, who.scope, book=book, state=state, after=after, limit=limit)
    items = [ProposalSummary.model_validate(row) for row in rows]
    return ProposalPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/proposals/{proposal_id}", summary="One proposal with all that it says")
async def read_proposal(proposal_id: UUID, who: CanRead, work: Work) -> ProposalShown:
    return ProposalShown.model_validate(await rulebooks.find(work, who.scope, proposal_id))


@router.get("/proposals/{proposal_id}/changes", summary="What a proposal says otherwise than what it would replace")
async def compare(proposal_id: UUID, who: CanRead, work: Work, now: Now) -> ComparedShown:
    return ComparedShown.of(await rulebooks.compare(work, who.scope, proposal_id, now=now))


@router.post("/proposals/{proposal_id}/confirm", summary="Let hold what somebody else proposed")
async def confirm(proposal_id: UUID, who: CanManage, work: Work, now: Now) -> ProposalSummary:
    return ProposalSummary.model_validate(await rulebooks.confirm(work, who.scope, proposal_id, now=now))


@router.post(
    "/proposals/{proposal_id}/withdraw", summary="Take an open proposal away", status_code=status.HTTP_204_NO_CONTENT
)
async def withdraw(proposal_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await rulebooks.withdraw(work, who.scope, proposal_id, now=now)


@router.get("/{book}", summary="What holds at a moment")
async def read_book(book: Book, _: CanRead, work: Work, now: Now, moment: Moment = None) -> VersionShown:
    return VersionShown.model_validate(await rulebooks.read_at(work, book, moment or now))


@router.get("/{book}/versions/{version}", summary="One version, as the cases that were opened under it keep it")
async def read_version(book: Book, version: Number, _: CanRead, work: Work) -> VersionShown:
    return VersionShown.model_validate(await rulebooks.read_version(work, book, version))
