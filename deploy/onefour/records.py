"""Is every record of the team as it was written? Reads what the team has and what the centre was told; changes nothing.

Photos are compared with the lines that prove them, where the team's store can be read. Line by line and in the order
of cases, so that it takes little memory however many there are.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from enforcement.photos.domain.proof import fault_of, proved_photos
from enforcement.photos.service import lying
from enforcement.records.domain import Fault, Kept, Line, faults_of
from onefour.audit import snapshots
from onefour.audit_streams import Reader
from shared.runtime.store import Store, StoreUnavailable

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
    "photo-missing": "照片文件缺失",
    "photo-changed": "照片文件被改动",
}


@dataclass(slots=True)
class Verified:
    """How many records, lines and photos were looked through, and where they are not as they were written.

    `unseen`: how many photos were not looked at, because the store of the team is not named or does not answer.
    """

    records: int = 0
    lines: int = 0
    photos: int = 0
    unseen: int = 0
    faults: list[Fault] = field(default_factory=list)

    def shown(self) -> list[str]:
        """Return it in words: one line a fault, one for photos that nobody looked at, and one for all."""
        told = [_told(one) for one in self.faults]
        if self.unseen:
            told.append(
                f"照片未核对 photos not looked at {self.unseen}: 无法读取证据存储 the team's store cannot be read"
            )
        counted = f"记录 records {self.records}, 行 lines {self.lines}, 照片 photos {self.photos}"
        return [*told, f"{counted}, 异常 faults {len(self.faults)}"]

    def as_json(self) -> dict[str, Any]:
        counted = {name: getattr(self, name) for name in ("records", "lines", "photos", "unseen")}
        return {**counted, "faults": [_as_json(one) for one in self.faults]}


def _told(fault: Fault) -> str:
    photo = f" 照片 photo {fault.photo}" if fault.photo else ""
    return f"{fault.case_id} 第 {fault.seq} 行 line {fault.seq}{photo}: {_SAID[fault.kind]} {fault.kind}"


def _as_json(fault: Fault) -> dict[str, Any]:
    where = {"case_id": str(fault.case_id), "line": fault.seq, "kind": fault.kind}
    return where | ({"photo": str(fault.photo)} if fault.photo else {})


async def verify(
    urls: Mapping[str, str], *, now: datetime, case: UUID | None = None, store: Store | None = None
) -> Verified:
    """Compare records, all or that of one case, with what the centre was told of them, and photos with their lines."""
    found = Verified()
    async with snapshots({name: urls[name] for name in ("dispatch", "enforcement")}) as readers:
        team, centre = readers["enforcement"], readers["dispatch"]
        async for case_id in _cases(team, centre, case):
            kept = [_kept(row) for row in await team.fetch(f"{_LINES} ORDER BY seq", case_id)]
            told = {row["length"]: row["head"] for row in await centre.fetch(_TOLD, case_id)}
            found.records, found.lines = found.records + 1, found.lines + len(kept)
            found.faults += faults_of(case_id, kept, told, now)
            await _look_at_photos(found, kept, store)
    return found


async def _look_at_photos(found: Verified, kept: list[Kept], store: Store | None) -> None:
    """Compare photos with their lines, one at a time; a store that did not answer once is not asked again."""
    for photo in proved_photos(kept):
        if store is None or not store.is_set or found.unseen:
            found.unseen += 1
            continue
        try:
            fault = fault_of(photo, await lying(store, photo))
        except StoreUnavailable:
            found.unseen += 1
            continue
        found.photos += 1
        found.faults += [fault] if fault else []


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
