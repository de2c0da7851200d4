"""How is what was told of a record kept, and found again?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

from .models import record_heads


async def keep_heads(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what was told first of each length of a record."""
    await insert_rows(connection, record_heads, rows, skip_known=True)


async def heads_among(connection: Connection, cases: Sequence[UUID], lengths: Sequence[int]) -> Sequence[Row[Any]]:
    """Return what was told of records at lengths."""
    c = record_heads.c
    query = select(record_heads).where(among(c.case_id, cases), among(c.length, lengths))
    return (await connection.execute(query)).all()


async def heads_of(
    connection: Connection, scope: Scope, case_id: UUID, *, after: int, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` of what was told of a record, in order, after a length."""
    c = record_heads.c
    mine = c.case_id == case_id, c.length > after, visible_in(scope, record_heads)
    return (await connection.execute(select(record_heads).where(*mine).order_by(c.length).limit(limit))).all()
