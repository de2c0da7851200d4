"""Which publications are there, and how are they saved?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope

from .models import publications

c = publications.c


async def find(connection: Connection, penalty_id: UUID) -> Row[Any] | None:
    """Return what is kept of a case's publication, held until the transaction ends."""
    query = select(publications).where(c.penalty_id == penalty_id).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def keep(connection: Connection, row: dict[str, Any]) -> None:
    """Write a publication, over what was kept of it."""
    first = insert(publications).values(row)
    changed = {name: first.excluded[name] for name in row if name != "penalty_id"}
    await connection.execute(first.on_conflict_do_update(index_elements=["penalty_id"], set_=changed))


async def change(connection: Connection, penalty_id: UUID, changes: dict[str, Any]) -> None:
    await connection.execute(update(publications).where(c.penalty_id == penalty_id).values(changes))


async def published_in(
    connection: Connection, scope: Scope, region: str, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` publications of a region, the newest case first, older than `after`."""
    shown = visible_in(scope, publications), c.region.startswith(region, autoescape=True), c.published_at.is_not(None)
    query = select(publications).where(*shown).order_by(c.penalty_id.desc()).limit(limit)
    return (await connection.execute(query if after is None else query.where(c.penalty_id < after))).all()


async def to_withdraw(connection: Connection, scope: Scope, limit: int) -> Sequence[Row[Any]]:
    """Return what is still to be taken back, what is due first, first."""
    waits = visible_in(scope, publications), c.withdraw_due_at.is_not(None), c.withdrawn_at.is_(None)
    return (await connection.execute(select(publications).where(*waits).order_by(c.withdraw_due_at).limit(limit))).all()
