"""How does a department say which of our cells its own areas are, who lets that hold, and what when a cell ends?"""

import asyncio
import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import Row

from grid.cells.domain.mappings import (
    Asked,
    BadMapping,
    MappingNotFound,
    MappingProposalNotFound,
    MappingState,
    ProposalState,
    check_department,
    check_end,
    check_lines,
    check_open,
    check_version,
    flaws_in,
    gone_of,
    state_of,
)
from grid.cells.repository import cells as drawn
from grid.cells.repository import mappings as repository
from grid.cells.schemas.mappings import FINE, SHAPE
from grid.cells.service.boundaries import Boundaries, Follower, Move, summed
from grid.cells.service.communities import require_own
from shared.clock import town_day
from shared.errors import SecondPersonNeeded
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope
from shared.sheets.lines import Read, read_lines
from shared.sheets.reading import READERS, File

PLATFORM = platform_scope("grid.boundaries")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a line of a file; `verdict` is FINE or the code of what is wrong with `column`."""

    line: int
    verdict: str
    column: str | None = None
    said: str | None = None
    detail: str | None = None


@cache
def departments() -> dict[str, str]:
    """Return which departments may map areas of their own, with their Chinese names."""
    with resources.files("grid.cells").joinpath("data/departments.csv").open(encoding="utf-8") as rows:
        return {row["code"]: row["name"] for row in csv.DictReader(rows)}


async def propose(
    work: UnitOfWork, scope: Scope, *, department: str, region: str, file: File, dry_run: bool, now: datetime
) -> tuple[UUID | None, list[Verdict]]:
    """Keep what a department's file says of a township for another person to let hold; return its id and verdicts.

    With `dry_run` nothing is kept, and bad lines are no refusal. Raises NotATownship, RegionNotFound,
    UnknownDepartment, FileRefused, TooManyLines, BadMapping.
    """
    require_own(scope, region)
    check_department(department, departments())
    read = await asyncio.get_running_loop().run_in_executor(READERS, lambda: _read(file, region))
    check_lines(len(read.rows))
    asked = [row.read(line) for row, line in zip(read.rows, read.lines, strict=True)]
    verdicts = [Verdict(bad.line, bad.code, bad.column, bad.message, bad.detail) for bad in read.report.bad]
    verdicts += await _flaws(work, department, region, asked)
    flawed = {one.line for one in verdicts}
    fine = [Verdict(one.line, FINE) for one in asked if one.line not in flawed]
    if dry_run:
        return None, sorted([*verdicts, *fine], key=lambda one: one.line)
    _refuse(verdicts)
    lines = [to_jsonable_python(asdict(one)) for one in asked]
    by = scope.person_id
    proposal_id = await repository.add_proposal(
        work.connection, department=department, region=region, lines=lines, by=by, now=now
    )
    return proposal_id, fine


def _read(file: File, region: str) -> Read:
    return read_lines(file.lines(("部门编码对照",))[0], SHAPE, region)


async def _flaws(work: UnitOfWork, department: str, region: str, asked: Sequence[Asked]) -> list[Verdict]:
    cells = await repository.periods_of(work.connection, {cell for one in asked for cell in one.cells}, region)
    taken = await repository.taken_days(work.connection, department, region, {one.code for one in asked})
    found = flaws_in(asked, region, cells, taken)
    return [Verdict(one.line, str(one.flaw), one.column, one.flaw.said, one.detail) for one in found]


def _refuse(verdicts: Sequence[Verdict]) -> None:
    if verdicts:
        lines = [asdict(one) for one in sorted(verdicts, key=lambda one: one.line)]
        raise BadMapping("lines of the file map nothing", lines=lines)


async def decide(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, grant: bool, now: datetime) -> None:
    """Let what another person has proposed hold, or not; what it says is asked again, as it is now.

    Raises MappingProposalNotFound, MappingDecided, SecondPersonNeeded, BadMapping.
    """
    proposal = await repository.find_proposal(work.connection, scope, proposal_id)
    if proposal is None:
        raise MappingProposalNotFound("no such proposal", proposal=proposal_id)
    check_open(ProposalState(proposal.state))
    SecondPersonNeeded.unless_two(proposal.proposed_by, scope.person_id)
    state = ProposalState.GRANTED if grant else ProposalState.REFUSED
    if grant:
        await _map(work, proposal, by=scope.person_id, now=now)
    await repository.decide_proposal(work.connection, proposal_id, state, by=scope.person_id, now=now)


async def _map(work: UnitOfWork, proposal: Row[Any], *, by: str, now: datetime) -> None:
    await drawn.lock_region(work.connection, proposal.region)
    asked = [_asked(line) for line in proposal.lines]
    _refuse(await _flaws(work, proposal.department, proposal.region, asked))
    periods = await repository.periods_of(
        work.connection, {cell for one in asked for cell in one.cells}, proposal.region
    )
    # Of a day that is past: a cell may have ended meanwhile.
    states = {one: state_of(gone_of(one.cells, one.valid_from, periods, town_day(now))) for one in asked}
    await repository.add_mappings(work.connection, proposal, states, by=by, now=now)


def _asked(line: dict[str, Any]) -> Asked:
    until = date.fromisoformat(line["valid_to"]) if line["valid_to"] else None
    return Asked(line["line"], line["code"], tuple(line["cells"]), date.fromisoformat(line["valid_from"]), until)


async def list_proposals(
    work: UnitOfWork, scope: Scope, *, state: ProposalState | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the proposals in reach, the newest first."""
    return await repository.proposals_in(work.connection, scope, state=state, before=after, limit=limit)


async def look_up(work: UnitOfWork, scope: Scope, day: date, **asked: Any) -> Sequence[Row[Any]]:
    """Return the mappings in reach that hold on a day, as `repository.mappings_on` is asked for them."""
    return await repository.mappings_on(work.connection, scope, day, **asked)


async def show(work: UnitOfWork, scope: Scope, mapping_id: UUID) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return a mapping and its history. Raises MappingNotFound."""
    row = await repository.find_mapping(work.connection, scope, mapping_id)
    if row is None:
        raise MappingNotFound("no such mapping", mapping=mapping_id)
    return row, await repository.history_of(work.connection, mapping_id)


async def end(work: UnitOfWork, scope: Scope, mapping_id: UUID, *, version: int, ends_on: date, now: datetime) -> None:
    """Let a mapping end on a day. Raises MappingNotFound, MappingStale, MappingOver."""
    row = await repository.find_mapping(work.connection, scope, mapping_id, lock=True)
    if row is None:
        raise MappingNotFound("no such mapping", mapping=mapping_id)
    check_version(row.version, version)
    check_end(row.valid_from, row.valid_to, ends_on)
    await repository.end_mapping(work.connection, row, ends_on, by=scope.person_id, now=now)


# ---------------------------------------------------------------------------------------------------------- boundaries
async def preview(work: UnitOfWork, scope: Scope, boundaries: Boundaries) -> Sequence[Move]:
    """Return which mappings would be stale, by the cells that end."""
    rows = await repository.not_over_in(work.connection, scope, boundaries.region, boundaries.day)
    gone = await _gone(work, rows, boundaries)
    return summed("mapping", ((str(mapping), cell, None) for mapping, cells in gone.items() for cell in cells))


async def _gone(work: UnitOfWork, rows: Sequence[Row[Any]], boundaries: Boundaries) -> dict[UUID, list[str]]:
    """Return which cells of mappings do not hold any more, by mapping."""
    named = {cell for row in rows for cell in row.cells}
    periods = await repository.periods_of(work.connection, named, boundaries.region)
    return {row.id: gone_of(row.cells, row.valid_from, periods, boundaries.day) for row in rows}


async def follow(work: UnitOfWork, boundaries: Boundaries, now: datetime) -> int:
    """Mark the mappings onto cells that have ended, and take the mark from those whose cells are there again."""
    rows = await repository.not_over_in(work.connection, PLATFORM, boundaries.region, boundaries.day, lock=True)
    gone = await _gone(work, rows, boundaries)
    states = {row.id: state_of(gone[row.id]) for row in rows}
    changed = [row for row in rows if row.state != states[row.id]]
    for state in MappingState:
        so = [row for row in changed if states[row.id] is state]
        await repository.save_states(work.connection, so, state, gone, by=PLATFORM.person_id, now=now)
    return len(changed)


FOLLOWER = Follower("mappings", preview, follow)
