"""Which draws does a caller see, and how are they saved?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from enforcement.inspections.models.draws import draws
from shared.runtime.db import Connection, visible_in
from shared.runtime.resealing import SealedColumn
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

SEEDS = SealedColumn(draws, "sealed_seed")


async def add_draw(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, draws, [row])


async def find_draw(connection: Connection, scope: Scope, draw_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """Return a draw, None where the scope does not reach it; held until the transaction ends if asked."""
    query = select(draws).where(draws.c.id == draw_id, visible_in(scope, draws))
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def list_draws(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return at most `limit` draws, the newest first, older than `after`."""
    query = select(draws).where(visible_in(scope, draws)).order_by(draws.c.id.desc()).limit(limit)
    if after is not None:
        query = query.where(draws.c.id < after)
    return (await connection.execute(query)).all()


async def save_draw(connection: Connection, draw_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    """Write changes to a draw that is held; return it as it is now."""
    mine = update(draws).where(draws.c.id == draw_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(draws))).one()
    return saved
