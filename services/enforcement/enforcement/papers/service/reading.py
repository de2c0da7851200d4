"""What does a record tell whoever fills in its papers, and what is written on it when one is printed?"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.officers.domain import numbers_on
from enforcement.officers.repository import confirmed_of
from enforcement.papers.domain import PRINTED, Issued, Said, prints_of
from enforcement.records.service import New, read_facts, read_whole, write
from shared.codes import RegionLevel, at_level
from shared.runtime.copies import unit_name
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .issuing import GOVERNMENT
from .templates import title_of


async def lines_of(work: UnitOfWork, scope: Scope, case_id: UUID) -> list[Said]:
    """Return the lines of a record, opened. Raises RecordNotFound, RecordErased."""
    return [said(line, words) for line, words in await read_whole(work, scope, case_id=case_id)]


async def facts_of(work: UnitOfWork, scope: Scope, case_id: UUID) -> list[Said]:
    """Return the lines of a record without what is sealed in them. Raises RecordNotFound."""
    return [said(line, None) for line in await read_facts(work, scope, case_id=case_id)]


def said(line: Row[Any], words: str | None) -> Said:
    """Return a line as papers read it."""
    return Said(line.seq, line.at, line.by, line.kind, json.loads(line.facts), words)


def shown(papers: Sequence[Issued], lines: Sequence[Said], of: str) -> list[dict[str, Any]]:
    """Return papers as they are listed, with how often each was printed; `of`: whose titles."""
    return [
        {"kind": one.kind, "title": title_of(one.kind, of), "number": one.number, "seq": one.seq, "day": one.day}
        | {"prints": prints_of(lines, one.number)}
        for one in papers
    ]


async def write_print(
    work: UnitOfWork, case_id: UUID, lines: Sequence[Said], number: str, *, purpose: str, by: str, now: datetime
) -> int | None:
    """Write on a record that a paper was printed; return the number of the print, None for the first."""
    serial = prints_of(lines, number) + 1
    facts = {"number": number, "serial": serial, "purpose": purpose}
    await write(work, case_id, [New(PRINTED, facts)], by=by, now=now)
    return serial if serial > 1 else None


async def reviewer_of(work: UnitOfWork, region: str, on: date) -> str:
    """Return who looks at an appeal against what a township did."""
    county = at_level(region, RegionLevel.COUNTY)
    return await unit_name(work.connection, county, GOVERNMENT, on) or "本机关的上一级人民政府"


async def numbers_of(work: UnitOfWork, lines: Sequence[Said], on: date, region: str) -> dict[str, str]:
    """Return by officer the number of the certificate that he shows on a day."""
    return numbers_on(await confirmed_of(work.connection, _officers(lines)), on, region)


def _officers(lines: Sequence[Said]) -> set[str]:
    """Return who ever inspected or investigated, or sealed up or seized."""
    there = {str(one) for line in lines for one in line.facts.get("officers", ())}
    return there | {str(line.facts["replacement"]) for line in lines if line.facts.get("replacement")}
