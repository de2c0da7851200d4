"""Which rows are sealed or marked under another key than the current one?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, Integer, Row, Text, Uuid, cast, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from grid.registry.domain.kinds import RecordKind
from grid.registry.models import RECORDS, record_history
from shared.runtime.db import Connection
from shared.runtime.sets import arrays, update_rows

Rows = Sequence[Row[Any]]


def _is_other(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    # Two ranges and no inequality, or the index on it would be of no use.
    return or_(column < name, column > name)


async def hold_records(connection: Connection, kind: RecordKind, sealed: str, marked: str, limit: int) -> Rows:
    """Return records of a kind that are under other keys, and hold them."""
    table = RECORDS[kind]
    other = or_(_is_other(table.c.sealed_under, sealed), _is_other(table.c.marked_under, marked))
    query = select(table).where(other).limit(limit).with_for_update(skip_locked=True)
    return (await connection.execute(query)).all()


async def save_records(connection: Connection, kind: RecordKind, rows: Sequence[dict[str, Any]]) -> None:
    await update_rows(connection, RECORDS[kind], rows)


async def hold_history(connection: Connection, sealed: str, limit: int) -> Rows:
    """Return steps whose sealed fields are under another key, and hold them."""
    c = record_history.c
    other = (_is_other(c.sealed_under, sealed)) & (c.sealed != cast({}, JSONB))
    query = select(c.record_id, c.version, c.sealed).where(other).limit(limit)
    found: Any = (await connection.execute(query.with_for_update(skip_locked=True))).all()
    return list(found)


async def save_history(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    c = record_history.c
    given = arrays(rows, record_id=Uuid(), version=Integer(), sealed=JSON(), sealed_under=Text())
    same = (c.record_id == given.c.record_id) & (c.version == given.c.version)
    values = {"sealed": cast(given.c.sealed, JSONB), "sealed_under": given.c.sealed_under}
    await connection.execute(update(record_history).where(same).values(values))
