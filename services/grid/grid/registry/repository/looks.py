"""How is it kept who looked at what, and how is it read?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from grid.registry.models import record_looks
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def add_looks(connection: Connection, looks: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, record_looks, looks)


async def looks_at(
    connection: Connection, scope: Scope, record_id: UUID, *, before: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return who looked at a record within the scope, the last first."""
    looks = record_looks
    query = select(looks).where(visible_in(scope, looks), looks.c.record_id == record_id)
    if before is not None:
        query = query.where(looks.c.id < before)
    return (await connection.execute(query.order_by(looks.c.id.desc()).limit(limit))).all()
