"""Which records does a caller see, and how are they saved?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, Text, and_, func, select

from grid.registry.domain.kinds import RecordKind, State
from grid.registry.models import RECORDS, record_history
from grid.registry.repository.sight import seen_by
from shared.runtime.db import Connection, among
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows, update_rows

Rows = Sequence[Row[Any]]


def _is_current(table: Table) -> ColumnElement[bool]:
    return table.c.state == str(State.CURRENT)


async def lock_townships(connection: Connection, townships: Iterable[str]) -> None:
    """Let one transaction at a time add to a township's registry, or the same thing could be added twice."""
    for township in sorted(set(townships)):
        key = func.hashtextextended(f"grid.registry:{township}", 0)
        await connection.execute(select(func.pg_advisory_xact_lock(key)))


async def find_record(
    connection: Connection, scope: Scope, kind: RecordKind, record_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """Return a record (and hold its row, with `lock`), or None where the scope does not reach it."""
    table = RECORDS[kind]
    query = select(table).where(seen_by(scope, table), table.c.id == record_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def records_by_id(connection: Connection, scope: Scope, kind: RecordKind, ids: Iterable[UUID]) -> Rows:
    """Return those of the records that hold and that the scope reaches, in order of their ids."""
    table = RECORDS[kind]
    query = select(table).where(seen_by(scope, table), _is_current(table), among(table.c.id, ids))
    return (await connection.execute(query.order_by(table.c.id))).all()


async def lock_records(connection: Connection, kind: RecordKind, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Return records by id and hold their rows, in the order of ids."""
    table = RECORDS[kind]
    query = select(table).where(among(table.c.id, sorted(ids))).order_by(table.c.id).with_for_update()
    return {row.id: row for row in (await connection.execute(query)).all()}


async def list_records(
    connection: Connection,
    scope: Scope,
    kind: RecordKind,
    *,
    region: str,
    cell: str | None,
    conditions: Mapping[str, str],
    after: UUID | None,
    limit: int,
) -> Rows:
    """Return the records of `region` that hold, in order of their ids after `after`; `conditions`: column → value."""
    table = RECORDS[kind]
    query = select(table).where(seen_by(scope, table), _is_current(table))
    if region:
        query = query.where(table.c.region.startswith(region, autoescape=True))
    if cell is not None:
        query = query.where(table.c.cell == cell)
    for name, value in conditions.items():
        query = query.where(table.c[name] == value)
    if after is not None:
        query = query.where(table.c.id > after)
    return (await connection.execute(query.order_by(table.c.id).limit(limit))).all()


async def with_value(
    connection: Connection, kind: RecordKind, column: str, pairs: Iterable[tuple[str, Any]]
) -> list[Row[Any]]:
    """Return id, township and value of the records that hold one of the pairs (township, value of the column)."""
    table = RECORDS[kind]
    rows = [{"township": township, "value": value} for township, value in pairs]
    if not rows:
        return []
    given = arrays(rows, township=Text(), value=table.c[column].type)
    same = and_(table.c.township == given.c.township, table.c[column] == given.c.value)
    query = select(table.c.id, table.c.township, table.c[column].label("value")).join(given, same)
    found: Any = (await connection.execute(query.where(_is_current(table)))).all()
    return list(found)


async def found_by(
    connection: Connection, scope: Scope, kind: RecordKind, column: str, values: Iterable[Any], limit: int
) -> Rows:
    """Return the records that hold whose column has one of the values, as far as the scope reaches."""
    table = RECORDS[kind]
    query = select(table).where(seen_by(scope, table), _is_current(table), among(table.c[column], values))
    return (await connection.execute(query.order_by(table.c.id).limit(limit))).all()


async def add_records(connection: Connection, kind: RecordKind, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, RECORDS[kind], rows)


async def save_records(connection: Connection, kind: RecordKind, rows: Sequence[dict[str, Any]]) -> None:
    """Write back rows whose records are held."""
    await update_rows(connection, RECORDS[kind], rows)


async def add_history(connection: Connection, steps: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, record_history, steps)


async def history_of(connection: Connection, record_id: UUID) -> Rows:
    """Return the steps of a record that its reader was let see, in order."""
    query = select(record_history).where(record_history.c.record_id == record_id)
    return (await connection.execute(query.order_by(record_history.c.version))).all()
