"""How do the registry's rows come under the current keys, so that the old ones can be taken out?"""

import base64
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row

from grid.registry.domain.kinds import FORMS, RecordKind
from grid.registry.models import record_visits, registry_import_rows, registry_imports
from grid.registry.repository import keys
from grid.registry.service.desk import about, mark_of
from grid.registry.service.imports.reading import file_about, line_about
from shared.runtime import metrics
from shared.runtime.blind import NO_KEY
from shared.runtime.db import UnitOfWork
from shared.runtime.fields import Sealer
from shared.runtime.resealing import SealedColumn, reseal

BATCH: Final = 300
# What is sealed beside the records: notes of visits, files, and their lines as long as they wait.
SEALED: Final = (
    SealedColumn(record_visits, "note"),
    SealedColumn(
        registry_import_rows, "sealed", lambda row: line_about(row.import_id, row.line), key=("import_id", "line")
    ),
    SealedColumn(registry_imports, "body", lambda row: file_about(row.id)),
)


async def go_on(work: UnitOfWork, _: datetime) -> int:
    """Seal and mark a batch of rows anew that are under other keys; return how many.

    Nothing that a record says changes by it, so neither its version nor its history does.
    """
    for kind in RecordKind:
        if done := await _records(work, kind):
            return _counted(str(kind), done)
    if done := await _history(work):
        return _counted("history", done)
    for one in SEALED:
        # A file is large: few at a time.
        if done := await reseal(work, one, 1 if one.column == "body" else BATCH):
            return _counted(one.table.name, done)
    return 0


def _counted(what: str, done: int) -> int:
    metrics.fields_resealed.labels(what).inc(done)
    return done


async def _records(work: UnitOfWork, kind: RecordKind) -> int:
    sealed, marked = work.sealer.current_name, work.sealer.blind.current or NO_KEY
    rows = await keys.hold_records(work.connection, kind, sealed, marked, BATCH)
    await keys.save_records(work.connection, kind, [_anew(work.sealer, kind, row) for row in rows])
    return len(rows)


def _anew(sealer: Sealer, kind: RecordKind, row: Row[Any]) -> dict[str, Any]:
    form = FORMS[kind]
    anew: dict[str, Any] = {"id": row.id, "sealed_under": sealer.current_name}
    anew["marked_under"] = sealer.blind.current or NO_KEY
    for name in form.sealed:
        before = getattr(row, name)
        plain = sealer.open(bytes(before), about=about(row.id, name)) if before is not None else None
        anew[name] = sealer.seal(plain, about=about(row.id, name)) if plain is not None else None
        if name in form.marked:
            anew[f"{name}_mark"] = mark_of(sealer, name, plain)
    return anew


async def _history(work: UnitOfWork) -> int:
    sealer = work.sealer
    rows = await keys.hold_history(work.connection, sealer.current_name, BATCH)
    anew = []
    for row in rows:
        fields = {
            name: base64.b64encode(
                sealer.sealed_anew(base64.b64decode(field), about=about(row.record_id, name))
            ).decode()
            for name, field in row.sealed.items()
        }
        step = {"record_id": row.record_id, "version": row.version, "sealed": fields}
        anew.append(step | {"sealed_under": sealer.current_name})
    await keys.save_history(work.connection, anew)
    return len(anew)
