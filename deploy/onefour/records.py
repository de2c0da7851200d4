"""Is every record of the team as it was written? Reads what the team has and what the centre was told; changes nothing.

Line by line and in the order of cases, so that it takes little memory however many there are.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from enforcement.records.domain import Fault, Kept, Line, faults_of
from onefour.audit import snapshots
from onefour.audit_streams import Reader

_LINES: Final = (
    'SELECT case_id, seq, at, "by", kind, facts, sealed, previous, hash FROM record_lines WHERE case_id = $1'
)
_CASES: Final = "SELECT case_id FROM records UNION SELECT DISTINCT case_id FROM record_lines ORDER BY 1"
_TOLD: Final = "SELECT length, head FROM record_heads WHERE case_id = $1"
_TOLD_CASES: Final = "SELECT DISTINCT case_id FROM record_heads ORDER BY 1"
_SAID: Final = {
    "changed": "内容被改动",
    "missing": "被删除",
    "misplaced": "被插入或者移动",
    "rewritten": "与指挥中心留存的不一致",
    "cut": "末尾被截断",
    "untold": "从未告知指挥中心",
}


@dataclass(slots=True)
class Verified:
    """How many records and lines were looked through, and where they are not as they were written."""

    records: int = 0
    lines: int = 0
    faults: list[Fault] = field(default_factory=list)

    def shown(self) -> list[str]:
        """Return it in words: one line a fault, and one for all."""
        told = [f"{one.case_id} 第 {one.seq} 行 line {one.seq}: {_SAID[one.kind]} {one.kind}" for one in self.faults]
        return [*told, f"记录 records {self.records}, 行 lines {self.lines}, 异常 faults {len(self.faults)}"]

    def as_json(self) -> dict[str, Any]:
        faults = [{"case_id": str(one.case_id), "line": one.seq, "kind": one.kind} for one in self.faults]
        return {"records": self.records, "lines": self.lines, "faults": faults}


async def verify(urls: Mapping[str, str], *, now: datetime, case: UUID | None = None) -> Verified:
    """Compare all records, or that of one case, with what the centre was told of them."""
    found = Verified()
    async with snapshots({name: urls[name] for name in ("dispatch", "enforcement")}) as readers:
        team, centre = readers["enforcement"], readers["dispatch"]
        async for case_id in _cases(team, centre, case):
            kept = [_kept(row) for row in await team.fetch(f"{_LINES} ORDER BY seq", case_id)]
            told = {row["length"]: row["head"] for row in await centre.fetch(_TOLD, case_id)}
            found.records, found.lines = found.records + 1, found.lines + len(kept)
            found.faults += faults_of(case_id, kept, told, now)
    return found


async def _cases(team: Reader, centre: Reader, case: UUID | None) -> AsyncIterator[UUID]:
    if case is not None:
        yield case
        return
    known = {row["case_id"] for row in await team.fetch(_CASES)}
    # A record of which nothing is left is one that the centre alone knows.
    for case_id in sorted(known | {row["case_id"] for row in await centre.fetch(_TOLD_CASES)}):
        yield case_id


def _kept(row: asyncpg.Record) -> Kept:
    said = {name: row[name] for name in ("case_id", "seq", "at", "by", "kind", "facts", "sealed", "previous")}
    return Kept(Line(**said), row["hash"])
