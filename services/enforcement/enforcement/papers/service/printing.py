"""How is a paper of a penalty case printed, and how are all of them bound? Each print is a line of the record."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.officers.domain import numbers_on
from enforcement.officers.repository import confirmed_of
from enforcement.papers.domain import (
    FILE_PRINTED,
    PRINTED,
    Issued,
    Said,
    find_paper,
    issued_papers,
    prints_of,
)
from enforcement.penalties.domain.states import PenaltyState
from enforcement.penalties.service.acting import get_penalty
from enforcement.photos.service import Look
from enforcement.records.service import New, read_facts, read_whole, write
from shared.clock import town_day
from shared.codes import RegionLevel, at_level
from shared.papers.binding import Book
from shared.papers.writing import Sheet, chinese_day
from shared.runtime.copies import unit_name
from shared.runtime.db import UnitOfWork
from shared.runtime.objects import Objects
from shared.runtime.scope import Scope

from .appendix import photos_of_file
from .filling import Found, sheet_of
from .issuing import GOVERNMENT
from .recorded import cover_of, record_of
from .templates import title_of


async def list_papers(work: UnitOfWork, scope: Scope, penalty_id: UUID) -> list[dict[str, Any]]:
    """Return the papers that a case has in the order of the procedure, and how often each was printed.

    Raises PenaltyNotFound.
    """
    row = await get_penalty(work, scope, penalty_id=penalty_id)
    lines = [_said(line, None) for line in await read_facts(work, scope, case_id=row.id)]
    return [
        {"kind": one.kind, "title": title_of(one.kind), "number": one.number, "seq": one.seq, "day": one.day}
        | {"prints": prints_of(lines, one.number)}
        for one in issued_papers(lines)
    ]


async def print_paper(
    work: UnitOfWork, scope: Scope, penalty_id: UUID, number: str, *, purpose: str, now: datetime
) -> Sheet:
    """Return what a paper says; that it was printed is a line of the record, and the first print is the original.

    Raises PenaltyNotFound, PaperNotFound, RecordErased.
    """
    row = await get_penalty(work, scope, penalty_id=penalty_id)
    lines = await _lines(work, scope, row)
    paper = find_paper(issued_papers(lines), number)
    serial = prints_of(lines, number) + 1
    facts = {"number": number, "serial": serial, "purpose": purpose}
    await write(work, row.id, [New(PRINTED, facts)], by=scope.person_id, now=now)
    return await _sheet(work, row, lines, paper, serial if serial > 1 else None)


async def print_file(
    work: UnitOfWork, objects: Objects, scope: Scope, penalty_id: UUID, *, purpose: str, now: datetime
) -> Book:
    """Return the whole file of a case: cover, papers in the order of the procedure, photos, the record, and scans.

    Of a case that is not closed it is marked so. Raises PenaltyNotFound, RecordErased, StoreUnavailable.
    """
    row = await get_penalty(work, scope, penalty_id=penalty_id)
    # The print is a line of the record that it shows.
    await write(work, row.id, [New(FILE_PRINTED, {"purpose": purpose})], by=scope.person_id, now=now)
    pairs = await read_whole(work, scope, case_id=row.id)
    lines = [_said(line, words) for line, words in pairs]
    papers = [await _sheet(work, row, lines, one, None) for one in issued_papers(lines)]
    closed = row.state == PenaltyState.CLOSED
    day = chinese_day(town_day(now))
    cover = cover_of(row, lines, day, closed=closed)
    bound = await photos_of_file(work, objects, scope, row, Look(scope.person_id, purpose, now))
    parts = (*papers, *bound.pages, record_of(row, pairs))
    return Book(row.number, cover.title, cover, parts, None if closed else "未结案", bound.scans)


async def _lines(work: UnitOfWork, scope: Scope, row: Row[Any]) -> list[Said]:
    return [_said(line, words) for line, words in await read_whole(work, scope, case_id=row.id)]


def _said(line: Row[Any], words: str | None) -> Said:
    return Said(line.seq, line.at, line.by, line.kind, json.loads(line.facts), words)


async def _sheet(work: UnitOfWork, row: Row[Any], lines: list[Said], paper: Issued, reprint: int | None) -> Sheet:
    county = at_level(row.region, RegionLevel.COUNTY)
    reviewer = await unit_name(work.connection, county, GOVERNMENT, paper.day)
    numbers = numbers_on(await confirmed_of(work.connection, _officers(lines)), paper.day, row.region)
    return sheet_of(Found(row, lines, paper, reviewer or "本机关的上一级人民政府", numbers), reprint)


def _officers(lines: list[Said]) -> set[str]:
    """Return who ever investigated, or sealed up or seized."""
    there = {str(one) for line in lines for one in line.facts.get("officers", ())}
    return there | {str(line.facts["replacement"]) for line in lines if line.facts.get("replacement")}
