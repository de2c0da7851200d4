"""How is a file kept that is to fill the registry, and how is told what became of it?"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from sqlalchemy import Row

from grid.registry.domain.imports import (
    ImportNotFound,
    ImportOutside,
    ImportState,
    Mode,
    ReportGone,
    ReportNotYet,
    ReportOfAnother,
    Verdict,
)
from grid.registry.domain.kinds import RecordKind
from grid.registry.repository import imports
from grid.registry.service.imports.reading import SHEETS, file_about
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.sheets.files import written_back
from shared.sheets.reading import READERS, File

FINE = "接受 accepted"
_REPORTED = 100_000


async def take_file(
    work: UnitOfWork, scope: Scope, file: File, *, kind: RecordKind, region: str, mode: Mode, now: datetime
) -> UUID:
    """Keep a file, sealed: from now on it is dealt with, whoever asks or not. Raises ImportOutside."""
    if not scope.covers(region):
        raise ImportOutside("you bring nothing in there", region=region)
    import_id = new_id()
    counts = dict.fromkeys(("rows", "checked", "added", "changed", "same", "refused"), 0)
    row = {
        "id": import_id,
        "region": region,
        "kind": str(kind),
        "mode": str(mode),
        "state": str(ImportState.WAITING),
        "by": scope.person_id,
        "is_workbook": file.is_workbook,
        "body": work.sealer.seal_bytes(file.body, about=file_about(import_id)),
        "sealed_under": work.sealer.current_name,
        "problem": None,
        "tries": 0,
        "again_at": None,
        "given_at": now,
        "changed_at": now,
        "ended_at": None,
    }
    await imports.add_import(work.connection, row | counts)
    return import_id


async def show_import(work: UnitOfWork, scope: Scope, import_id: UUID) -> Row[Any]:
    """Return how far a file has come. Raises ImportNotFound."""
    found = await imports.find_import(work.connection, scope, import_id)
    if found is None:
        raise ImportNotFound("no such import", id=import_id)
    return found


async def list_imports(work: UnitOfWork, scope: Scope, *, before: UUID | None, limit: int) -> Sequence[Row[Any]]:
    return await imports.list_imports(work.connection, scope, before=before, limit=limit)


async def list_lines(
    work: UnitOfWork, scope: Scope, import_id: UUID, *, state: Verdict | None, after: int, limit: int
) -> Sequence[Row[Any]]:
    """Return what became of the lines of a file, in order. Raises ImportNotFound."""
    await show_import(work, scope, import_id)
    return await imports.list_lines(work.connection, import_id, state=state, after=after, limit=limit)


async def written_report(work: UnitOfWork, scope: Scope, import_id: UUID) -> IO[bytes]:
    """Return the file as it came, with what became of each line beside it, for whoever sent it alone.

    Raises ImportNotFound, ReportOfAnother, ReportNotYet, ReportGone, FileRefused.
    """
    held = await show_import(work, scope, import_id)
    if held.by != scope.person_id:
        raise ReportOfAnother("the file goes back to whoever sent it", id=import_id)
    if held.ended_at is None:
        raise ReportNotYet("not all lines are dealt with", id=import_id, state=held.state)
    sealed = await imports.body_of(work.connection, scope, import_id)
    if sealed is None:
        raise ReportGone("the file was removed", id=import_id)
    file = File(work.sealer.open_bytes(sealed, about=file_about(import_id)), held.is_workbook)
    rows = await imports.list_lines(work.connection, import_id, state=None, after=0, limit=_REPORTED + 1)
    said = {row.line: _said(row) for row in rows}
    sheet = SHEETS[RecordKind(held.kind)]
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(READERS, lambda: written_back(file.lines(sheet.worksheets)[0], said, FINE))


def _said(row: Row[Any]) -> str:
    flaws = [f"{flaw['column'] or ''} {flaw['message']} ({flaw['code']})".strip() for flaw in row.flaws]
    return "; ".join(flaws) or {Verdict.NOT_TAKEN: "未导入 not taken"}.get(row.state, FINE)
