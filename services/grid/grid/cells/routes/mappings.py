"""What does the outside see of the codes that departments have for areas, and which of our cells they are?"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, status

from grid.cells.domain.mappings import MappingState, ProposalState
from grid.cells.routes.permits import CanDrawCells, CanMapCells, CanReadMappings
from grid.cells.schemas import mappings as schemas
from grid.cells.service import mappings as service
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.bodies import Day
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Code, RegionCode
from shared.sheets.files import XLSX_MEDIA
from shared.sheets.reading import File
from shared.sheets.short import CSV_MEDIA

_BODY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {"requestBody": {"required": True, "content": {"text/csv": _BODY, XLSX_MEDIA: _BODY}}}
CellAsked = Annotated[str | None, Query(pattern=r"^[1-9]\d{14}$")]

router = APIRouter(prefix="/cells/mappings", tags=["cells 网格"], route_class=IdempotentRoute)


@router.post(
    "/proposals",
    status_code=status.HTTP_201_CREATED,
    summary="Propose which cells a department's codes are, by file (or try it) 部门编码对照",
    openapi_extra=_FILE,
)
async def propose(
    request: Request,
    department: Code,
    region: RegionCode,
    who: CanMapCells,
    work: Work,
    now: Now,
    dry_run: bool = False,
) -> schemas.FileJudged:
    file = File.of(await request.body(), request.headers.get("content-type", CSV_MEDIA))
    proposal, verdicts = await service.propose(
        work, who.scope, department=department, region=region, file=file, dry_run=dry_run, now=now
    )
    return schemas.FileJudged(id=proposal, lines=[schemas.LineJudged.model_validate(one) for one in verdicts])


@router.get("/proposals", summary="What departments have proposed, the newest first")
async def proposals(
    who: CanReadMappings, work: Work, state: ProposalState | None = None, after: UUID | None = None, limit: Limit = 50
) -> schemas.MappingProposalList:
    rows = await service.list_proposals(work, who.scope, state=state, after=after, limit=limit)
    items = [schemas.MappingProposal.model_validate(row) for row in rows]
    return schemas.MappingProposalList(items=items, next=items[-1].id if len(items) == limit else None)


@router.post(
    "/proposals/{proposal_id}/decision",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Let a proposal hold, or not; another person than who proposed it, of the township and no department",
)
async def decide(proposal_id: UUID, body: schemas.Decision, who: CanDrawCells, work: Work, now: Now) -> None:
    await service.decide(work, who.scope, proposal_id, grant=body.grant, now=now)


@router.get("", summary="Which cells a department's code is on a day (today), or which codes there are for a cell")
async def look_up(
    who: CanReadMappings,
    work: Work,
    now: Now,
    department: Code | None = None,
    code: Code | None = None,
    cell: CellAsked = None,
    state: MappingState | None = None,
    on: Day | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> schemas.MappingList:
    asked = {"department": department, "code": code, "cell": cell, "state": state, "after": after, "limit": limit}
    rows = await service.look_up(work, who.scope, on or town_day(now), **asked)
    items = [schemas.MappingShown.model_validate(row) for row in rows]
    return schemas.MappingList(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/{mapping_id}", summary="A mapping and its history")
async def show(mapping_id: UUID, who: CanReadMappings, work: Work) -> schemas.MappingWhole:
    row, history = await service.show(work, who.scope, mapping_id)
    seen = schemas.MappingShown.model_validate(row).model_dump()
    return schemas.MappingWhole(**seen, history=[schemas.MappingStep.model_validate(step) for step in history])


@router.post(
    "/{mapping_id}/end",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="From a day on this code is these cells no more",
)
async def end(mapping_id: UUID, body: schemas.EndGiven, who: CanDrawCells, work: Work, now: Now) -> None:
    await service.end(work, who.scope, mapping_id, version=body.version, ends_on=body.valid_to, now=now)
