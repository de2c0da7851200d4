"""Which papers do a penalty case and an inspection have, how are they printed, and how is the whole file?"""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from shared.papers.binding import as_file
from shared.papers.printing import as_pdf
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission
from shared.runtime.store import store_of
from shared.runtime.text import Line

from .schemas import InspectionPaperList, PaperList
from .service import inspection_printing as of_inspections
from .service import printing as service

router = APIRouter(prefix="/penalties", tags=["papers 文书"])
inspections_router = APIRouter(prefix="/inspections", tags=["papers 文书"])

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_PENALTIES))]
CanReadInspections = Annotated[Principal, Depends(allowed(Permission.READ_INSPECTIONS))]
Number = Annotated[str, Path(pattern=r"^[A-Z]{2}-[0-9]{9}-[0-9]{4}-[0-9]{6,9}$")]
Purpose = Annotated[Line, Query()]
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "PDF, A4"}}


@router.get("/{penalty_id}/papers", summary="The papers of a case, and how often each was printed")
async def list_papers(penalty_id: UUID, who: CanRead, work: Work) -> PaperList:
    return PaperList.model_validate({"items": await service.list_papers(work, who.scope, penalty_id)})


@router.get(
    "/{penalty_id}/papers/{number}",
    summary="Print a paper as PDF; every print is a line of the record",
    response_class=Response,
    responses=_PDF,
)
async def print_paper(
    penalty_id: UUID, number: Number, who: CanRead, work: Work, now: Now, purpose: Purpose
) -> Response:
    sheet = await service.print_paper(work, who.scope, penalty_id, number, purpose=purpose, now=now)
    return _pdf(number, await asyncio.to_thread(as_pdf, sheet))


@router.get(
    "/{penalty_id}/file",
    summary="The file of a case 卷宗 as one PDF; marked where the case is not closed",
    response_class=Response,
    responses=_PDF,
)
async def print_file(penalty_id: UUID, who: CanRead, work: Work, held: Held, now: Now, purpose: Purpose) -> Response:
    book = await service.print_file(work, store_of(held), who.scope, penalty_id, purpose=purpose, now=now)
    return _pdf(book.number, await asyncio.to_thread(as_file, book))


@inspections_router.get(
    "/{inspection_id}/papers", summary="The papers of an inspection, and how often each was printed"
)
async def list_of_inspection(inspection_id: UUID, who: CanReadInspections, work: Work) -> InspectionPaperList:
    items = await of_inspections.list_papers(work, who.scope, inspection_id)
    return InspectionPaperList.model_validate({"items": items})


@inspections_router.get(
    "/{inspection_id}/papers/{number}",
    summary="Print a paper of an inspection as PDF; every print is a line of the record",
    response_class=Response,
    responses=_PDF,
)
async def print_of_inspection(
    inspection_id: UUID, number: Number, who: CanReadInspections, work: Work, now: Now, purpose: Purpose
) -> Response:
    sheet = await of_inspections.print_paper(work, who.scope, inspection_id, number, purpose=purpose, now=now)
    return _pdf(number, await asyncio.to_thread(as_pdf, sheet))


ROUTERS = (router, inspections_router)


def _pdf(name: str, content: bytes) -> Response:
    # It names whom a case is about: nobody keeps it on the way.
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
