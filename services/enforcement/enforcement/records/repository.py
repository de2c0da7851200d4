"""Which records does a caller see, and how is a line added?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from shared.runtime.db import Connection, visible_in
from shared.runtime.resealing import SealedColumn
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

from .models import record_lines, records

KEYS = SealedColumn(records, "key", lambda row: f"record\n{row.case_id}", ("case_id",))


async def add_record(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, records, [row])


async def lock_record(connection: Connection, case_id: UUID) -> Row[Any] | None:
    """Return where a case's record ends, held until the transaction ends."""
    query = select(records).where(records.c.case_id == case_id).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def find_record(connection: Connection, scope: Scope, case_id: UUID) -> Row[Any] | None:
    """Return where a case's record ends, None where the scope does not reach it."""
    query = select(records).where(records.c.case_id == case_id, visible_in(scope, records))
    return (await connection.execute(query)).one_or_none()


async def add_lines(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, record_lines, rows)


async def save_end(connection: Connection, case_id: UUID, changes: dict[str, Any]) -> None:
    await connection.execute(update(records).where(records.c.case_id == case_id).values(changes))


async def lines_of(connection: Connection, case_id: UUID, *, after: int, limit: int) -> Sequence[Row[Any]]:
    """Return at most `limit` lines of a record, in order, after the number `after`."""
    c = record_lines.c
    query = select(record_lines).where(c.case_id == case_id, c.seq > after).order_by(c.seq).limit(limit)
    return (await connection.execute(query)).all()


async def find_line(connection: Connection, case_id: UUID, seq: int) -> Row[Any] | None:
    c = record_lines.c
    return (await connection.execute(select(record_lines).where(c.case_id == case_id, c.seq == seq))).one_or_none()


async def last_line_of(connection: Connection, case_id: UUID, kind: str) -> Row[Any] | None:
    """Return the last line of a kind."""
    c = record_lines.c
    query = select(record_lines).where(c.case_id == case_id, c.kind == kind).order_by(c.seq.desc()).limit(1)
    return (await connection.execute(query)).one_or_none()
