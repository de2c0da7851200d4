"""How is a paper of a penalty case printed, and how are all of them bound? Each print is a line of the record."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.papers.domain import FILE_PRINTED, Issued, Said, find_paper, issued_papers
from enforcement.penalties.domain.states import PenaltyState
from enforcement.penalties.service.acting import get_penalty
from enforcement.photos.service import Look
from enforcement.records.service import New, read_whole, write
from shared.clock import town_day
from shared.papers.binding import Book
from shared.papers.writing import Sheet, chinese_day
from shared.runtime.db import UnitOfWork
from shared.runtime.objects import Objects
from shared.runtime.scope import Scope

from .appendix import photos_of_file
from .filling import Found, sheet_of
from .inspection_printing import sheets_of_file
from .reading import facts_of, lines_of, numbers_of, reviewer_of, said, shown, write_print
from .recorded import cover_of, record_of
from .templates import OF_PENALTIES


async def list_papers(work: UnitOfWork, scope: Scope, penalty_id: UUID) -> list[dict[str, Any]]:
    """Return the papers that a case has in the order of the procedure, and how often each was printed.

    Raises PenaltyNotFound.
    """
    row = await get_penalty(work, scope, penalty_id=penalty_id)
    lines = await facts_of(work, scope, row.id)
    return shown(issued_papers(lines), lines, OF_PENALTIES)


async def print_paper(
    work: UnitOfWork, scope: Scope, penalty_id: UUID, number: str, *, purpose: str, now: datetime
) -> Sheet:
    """Return what a paper says; that it was printed is a line of the record, and the first print is the original.

    Raises PenaltyNotFound, PaperNotFound, RecordErased.
    """
    row = await get_penalty(work, scope, penalty_id=penalty_id)
    lines = await lines_of(work, scope, row.id)
    paper = find_paper(issued_papers(lines), number)
    reprint = await write_print(work, row.id, lines, number, purpose=purpose, by=scope.person_id, now=now)
    return await _sheet(work, row, lines, paper, reprint)


async def print_file(
    work: UnitOfWork, objects: Objects, scope: Scope, penalty_id: UUID, *, purpose: str, now: datetime
) -> Book:
    """Return the whole file of a case: cover, papers in the order of the procedure, photos, the record, and scans.

    The papers of the inspection that it came from are the first. Of a case that is not closed it is marked so.
    Raises PenaltyNotFound, InspectionNotFound, RecordErased, StoreUnavailable.
    """
    row = await get_penalty(work, scope, penalty_id=penalty_id)
    # The print is a line of the record that it shows.
    await write(work, row.id, [New(FILE_PRINTED, {"purpose": purpose})], by=scope.person_id, now=now)
    pairs = await read_whole(work, scope, case_id=row.id)
    lines = [said(line, words) for line, words in pairs]
    look = Look(scope.person_id, purpose, now)
    before = await sheets_of_file(work, scope, row.inspection_id, look) if row.inspection_id else []
    papers = [await _sheet(work, row, lines, one, None) for one in issued_papers(lines)]
    closed = row.state == PenaltyState.CLOSED
    day = chinese_day(town_day(now))
    cover = cover_of(row, lines, day, closed=closed)
    bound = await photos_of_file(work, objects, scope, row, look)
    parts = (*before, *papers, *bound.pages, record_of(row, pairs))
    return Book(row.number, cover.title, cover, parts, None if closed else "未结案", bound.scans)


async def _sheet(work: UnitOfWork, row: Row[Any], lines: list[Said], paper: Issued, reprint: int | None) -> Sheet:
    reviewer = await reviewer_of(work, row.region, paper.day)
    numbers = await numbers_of(work, lines, paper.day, row.region)
    return sheet_of(Found(row, lines, paper, reviewer, numbers), reprint)
