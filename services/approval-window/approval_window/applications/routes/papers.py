"""Which papers does an application have, and how are they printed?"""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Response

from approval_window.applications.schemas.papers import PaperList, PrintAsked
from approval_window.applications.service import papers as service
from approval_window.applications.service.receiving import Look
from shared.papers import printing
from shared.runtime.app import Now, Work

from .doors import CanRead, CanReceive, new_router

router = new_router()

Number = Annotated[str, Path(pattern=r"^[A-Z]{2}-[0-9]{9}-[0-9]{4}-[0-9]{6,9}$")]
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "The paper"}}


@router.get("/{application_id}/papers", summary="The papers of an application, and how often each was printed")
async def list_papers(application_id: UUID, who: CanRead, work: Work) -> PaperList:
    return PaperList.model_validate({"items": await service.list_papers(work, who.scope, application_id)})


@router.post(
    "/{application_id}/papers/{number}/print",
    summary="Print a paper as PDF; every print is kept, and is a look at who applied",
    response_class=Response,
    responses=_PDF,
)
async def print_paper(
    application_id: UUID, number: Number, body: PrintAsked, who: CanReceive, work: Work, now: Now
) -> Response:
    look = Look(who.person_id, body.purpose, now)
    sheet = await service.print_paper(work, who.scope, application_id, number, look)
    # It names who applied: nobody keeps it on the way, and the answer under an idempotency key neither.
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"', "Cache-Control": "private, no-store"}
    return Response(await asyncio.to_thread(printing.as_pdf, sheet), media_type="application/pdf", headers=headers)
