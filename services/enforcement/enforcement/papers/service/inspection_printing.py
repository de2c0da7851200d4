"""How is a paper of an inspection printed, by itself or in the file of a penalty case? Each is a line of its record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.inspections.domain.papers import InspectionPaper, InspectionPaperNotFound
from enforcement.inspections.repository.objects import find_version
from enforcement.inspections.service.steps import get_inspection
from enforcement.papers.domain import FILE_PRINTED, Issued, Said, issued_papers
from enforcement.photos.service import Look
from enforcement.records.service import New, write
from shared.papers.writing import Sheet
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .inspection_filling import Visited, sheet_of
from .reading import facts_of, lines_of, numbers_of, reviewer_of, shown, write_print
from .templates import OF_INSPECTIONS


async def list_papers(work: UnitOfWork, scope: Scope, inspection_id: UUID) -> list[dict[str, Any]]:
    """Return the papers of an inspection in the order of its steps, and how often each was printed.

    Raises InspectionNotFound.
    """
    row = await get_inspection(work, scope, inspection_id=inspection_id)
    lines = await facts_of(work, scope, row.id)
    return shown(issued_papers(lines, InspectionPaper), lines, OF_INSPECTIONS)


async def print_paper(
    work: UnitOfWork, scope: Scope, inspection_id: UUID, number: str, *, purpose: str, now: datetime
) -> Sheet:
    """Return what a paper says; that it was printed is a line of the record, and the first print is the original.

    Raises InspectionNotFound, InspectionPaperNotFound, RecordErased.
    """
    row = await get_inspection(work, scope, inspection_id=inspection_id)
    lines = await lines_of(work, scope, row.id)
    paper = next((one for one in issued_papers(lines, InspectionPaper) if one.number == number), None)
    if paper is None:
        raise InspectionPaperNotFound("this inspection has no such paper", number=number)
    reprint = await write_print(work, row.id, lines, number, purpose=purpose, by=scope.person_id, now=now)
    return await _sheet(work, row, lines, paper, reprint)


async def sheets_of_file(work: UnitOfWork, scope: Scope, inspection_id: UUID, look: Look) -> list[Sheet]:
    """Return the papers of an inspection that the file of a penalty case binds; the print is a line of its record.

    Raises InspectionNotFound, RecordErased.
    """
    row = await get_inspection(work, scope, inspection_id=inspection_id)
    lines = await lines_of(work, scope, row.id)
    sheets = [await _sheet(work, row, lines, one, None) for one in issued_papers(lines, InspectionPaper)]
    if sheets:
        await write(work, row.id, [New(FILE_PRINTED, {"purpose": look.purpose})], by=look.by, now=look.now)
    return sheets


async def _sheet(work: UnitOfWork, row: Row[Any], lines: Sequence[Said], paper: Issued, reprint: int | None) -> Sheet:
    reviewer = await reviewer_of(work, row.region, paper.day)
    numbers = await numbers_of(work, lines, paper.day, row.region)
    asked = await find_version(work.connection, row.checklist_region, row.field, row.checklist_version)
    return sheet_of(Visited(row, lines, paper, reviewer, numbers, asked.questions), reprint)
