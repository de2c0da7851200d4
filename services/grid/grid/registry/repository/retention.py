"""What is old enough to be forgotten, and how is it removed?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Row, Select, Table, delete, exists, or_, select, update

from grid.registry.domain.kinds import RecordKind
from grid.registry.domain.retention import What
from grid.registry.models import (
    RECORDS,
    record_history,
    record_looks,
    record_mendings,
    record_ties,
    record_visits,
    registry_deletions,
    registry_import_rows,
    registry_imports,
    registry_retention,
    registry_retention_history,
)
from shared.clock import town_day
from shared.runtime.db import Connection, among
from shared.runtime.sets import insert_rows

Rows = Sequence[Row[Any]]


async def list_terms(connection: Connection) -> Rows:
    return (await connection.execute(select(registry_retention).order_by(registry_retention.c.what))).all()


async def hold_term(connection: Connection, what: What) -> Row[Any]:
    query = select(registry_retention).where(registry_retention.c.what == str(what))
    return (await connection.execute(query.with_for_update())).one()


async def save_term(connection: Connection, what: What, version: int, days: int, by: str, at: datetime) -> None:
    """Let a term hold from now on, with the step of its history."""
    changed = update(registry_retention).where(registry_retention.c.what == str(what))
    await connection.execute(changed.values(version=version, days=days))
    step = {"what": str(what), "version": version, "days": days, "by": by, "at": at}
    await insert_rows(connection, registry_retention_history, [step])


async def history_of(connection: Connection, what: What) -> Rows:
    c = registry_retention_history.c
    query = select(registry_retention_history).where(c.what == str(what)).order_by(c.version.desc())
    return (await connection.execute(query)).all()


async def add_deletion(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, registry_deletions, [row])


async def list_deletions(connection: Connection, *, before: UUID | None, limit: int) -> Rows:
    """Return how much was removed, the last first."""
    query = select(registry_deletions)
    if before is not None:
        query = query.where(registry_deletions.c.id < before)
    return (await connection.execute(query.order_by(registry_deletions.c.id.desc()).limit(limit))).all()


# ------------------------------------------------------------------------------------------------------------ removing
async def remove(connection: Connection, what: What, before: datetime, limit: int) -> int:
    """Remove up to `limit` of what ended, or was written, before a moment; return how many.

    What another replica holds is left to it.
    """
    if what is What.RECORDS:
        return await _records(connection, before, limit)
    if what is What.FILES:
        return await _files(connection, before, limit)
    if what is What.LINES:
        return await _lines(connection, before, limit)
    if what is What.HISTORY:
        return await _history(connection, before, limit)
    table, old = {
        What.TIES: (record_ties, record_ties.c.valid_to < town_day(before)),
        What.LOOKS: (record_looks, record_looks.c.at < before),
        What.VISITS: (record_visits, record_visits.c.at < before),
    }[what]
    return await _by_id(connection, table, select(table.c.id).where(old), limit)


async def _by_id(connection: Connection, table: Table, old: Select[tuple[UUID]], limit: int) -> int:
    ids = list((await connection.execute(old.limit(limit).with_for_update(skip_locked=True))).scalars())
    await connection.execute(delete(table).where(among(table.c.id, ids)))
    return len(ids)


async def _records(connection: Connection, before: datetime, limit: int) -> int:
    """Remove records with all that was kept of them, but for who looked at them. Households go before their homes."""
    households = RECORDS[RecordKind.HOUSEHOLD]
    kinds = sorted(RECORDS, key=lambda kind: kind is not RecordKind.HOUSEHOLD)
    for table in (RECORDS[kind] for kind in kinds):
        old = select(table.c.id).where(table.c.ended_at < before)
        if table is RECORDS[RecordKind.HOME]:
            old = old.where(~exists().where(households.c.home_id == table.c.id))
        ids = list((await connection.execute(old.limit(limit).with_for_update(skip_locked=True))).scalars())
        if not ids:
            continue
        ties = record_ties.c
        await connection.execute(delete(record_ties).where(or_(among(ties.from_id, ids), among(ties.to_id, ids))))
        for kept in (record_history, record_visits, record_mendings):
            await connection.execute(delete(kept).where(among(kept.c.record_id, ids)))
        await connection.execute(delete(table).where(among(table.c.id, ids)))
        return len(ids)
    return 0


async def _history(connection: Connection, before: datetime, limit: int) -> int:
    c = record_history.c
    old = select(c.record_id, c.version).where(c.at < before).limit(limit).with_for_update(skip_locked=True)
    found = old.cte("old")
    gone = delete(record_history).where(c.record_id == found.c.record_id, c.version == found.c.version)
    done: CursorResult[Any] = await connection.execute(gone)
    return done.rowcount


async def _files(connection: Connection, before: datetime, limit: int) -> int:
    c = registry_imports.c
    old = select(c.id).where(c.ended_at < before, c.body.is_not(None)).limit(limit).with_for_update(skip_locked=True)
    ids = list((await connection.execute(old)).scalars())
    await connection.execute(update(registry_imports).where(among(c.id, ids)).values(body=None))
    return len(ids)


async def _lines(connection: Connection, before: datetime, limit: int) -> int:
    c = registry_import_rows.c
    ended = select(registry_imports.c.id).where(registry_imports.c.ended_at < before)
    old = select(c.import_id, c.line).where(c.import_id.in_(ended)).limit(limit).with_for_update(skip_locked=True)
    found = old.cte("old")
    gone = delete(registry_import_rows).where(c.import_id == found.c.import_id, c.line == found.c.line)
    done: CursorResult[Any] = await connection.execute(gone)
    return done.rowcount
