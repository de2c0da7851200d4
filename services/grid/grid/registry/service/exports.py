"""How do records go out as a file? Masked; in plain words only what is asked for by name; that they went out is kept.

One look is kept of each file, with how many records are in it; where personal fields go out in plain words, one of each
record besides, so that whoever asks who looked at a record finds it there.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final
from uuid import UUID

from grid.registry.domain.kinds import COMMON, FORMS, RecordKind
from grid.registry.domain.refusals import ExportOutside, ExportTooLarge, FieldUnknown, RevealForbidden
from grid.registry.repository import looks, records
from grid.registry.service.desk import opened
from grid.registry.service.imports.reading import SHEETS
from grid.registry.service.looking import Look, Seen, keep_looks, masked
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.sheets.cells import Kind
from shared.sheets.columns import Column
from shared.sheets.files import CsvWriter, XlsxWriter
from shared.sheets.reading import READERS

PAGE: Final = 1_000
MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Paper:
    """Records of a kind as they go out."""

    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records, what for, and which personal fields in plain words; `reveals`, `numbers`: what the caller may."""

    kind: RecordKind
    region: str
    purpose: str
    names: frozenset[str]
    reveals: bool
    numbers: bool
    as_workbook: bool


def paper_of(kind: RecordKind) -> Paper:
    """Return the columns: what a line of a file has, but for what it hangs on; and which record it is."""
    sheet, form = SHEETS[kind], FORMS[kind]
    known = {column.name: column for column in sheet.columns}
    told = [known[name] for name in (*COMMON, *form.sealed, *form.plain) if name in known]
    more = [("home_id", "房屋记录号")] if kind is RecordKind.HOUSEHOLD else []
    ends = [("id", "记录号"), *more, ("version", "版本"), ("checked_at", "核实时间")]
    return Paper(sheet.title, (*told, *(Column(name, title, Kind.TEXT, required=False) for name, title in ends)))


def check_asked(scope: Scope, asked: Asked) -> None:
    """Raise ExportOutside, FieldUnknown or RevealForbidden where that may not go out to the caller."""
    if not scope.covers(asked.region):
        raise ExportOutside("that region is not yours", region=asked.region)
    strange = sorted(asked.names - set(FORMS[asked.kind].sealed))
    if strange:
        raise FieldUnknown("no such personal field", fields=strange, possible=list(FORMS[asked.kind].sealed))
    if asked.names and (not asked.reveals or ("id_number" in asked.names and not asked.numbers)):
        raise RevealForbidden("these fields are not shown to you in plain words", fields=sorted(asked.names))


async def write_file(work: UnitOfWork, scope: Scope, asked: Asked, now: datetime) -> IO[bytes]:
    """Return records as a file on disk: whole before the first byte leaves, or not at all.

    Raises what `check_asked` raises, ExportTooLarge.
    """
    check_asked(scope, asked)
    paper = paper_of(asked.kind)
    loop = asyncio.get_running_loop()
    writer = XlsxWriter(paper) if asked.as_workbook else CsvWriter(paper)
    count, after = 0, None
    while page := await _page(work, scope, asked, after):
        count, after = count + len(page), page[-1].id
        if count > MOST:
            raise ExportTooLarge("more records than one file may have", most=MOST)
        seen = [masked(work.sealer, asked.kind, row) for row in page]
        await loop.run_in_executor(READERS, writer.add, [_row(work, asked, one) for one in seen])
        if asked.names:
            await keep_looks(
                work, scope, asked.kind, page, Look.EXPORT, purpose=asked.purpose, names=asked.names, now=now
            )
    await looks.add_looks(work.connection, [_look(scope, asked, count, now)])
    return await loop.run_in_executor(READERS, writer.finished)


async def _page(work: UnitOfWork, scope: Scope, asked: Asked, after: UUID | None) -> Sequence[Any]:
    return await records.list_records(
        work.connection,
        scope,
        asked.kind,
        region=asked.region,
        cell=None,
        conditions={},
        after=after,
        limit=PAGE,
    )


def _row(work: UnitOfWork, asked: Asked, one: Seen) -> dict[str, Any]:
    plain = opened(work.sealer, asked.kind, one.row, tuple(asked.names)) if asked.names else {}
    ends = {"id": one.row.id, "version": one.row.version, "checked_at": one.row.checked_at.isoformat()}
    return {**one.plain, **one.personal, **plain, **ends}


def _look(scope: Scope, asked: Asked, count: int, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "region": asked.region,
        "kind": str(asked.kind),
        "record_id": None,
        "action": str(Look.EXPORT),
        "by": scope.person_id,
        "on_behalf_of": None,
        "purpose": asked.purpose,
        "fields": sorted(asked.names),
        "mark": None,
        "found": count,
        "at": now,
    }
