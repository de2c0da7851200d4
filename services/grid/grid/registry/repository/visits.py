"""How is it kept what workers saw at records, and which of them they were asked to mend?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from grid.registry.models import record_mendings, record_visits
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

Rows = Sequence[Row[Any]]


async def find_visit(connection: Connection, visit_id: UUID) -> Row[Any] | None:
    query = select(record_visits).where(record_visits.c.id == visit_id)
    return (await connection.execute(query)).one_or_none()


async def add_visit(connection: Connection, row: dict[str, Any]) -> bool:
    """Keep a visit; False where it is kept already."""
    return bool(await insert_rows(connection, record_visits, [row], skip_known=True, returning="id"))


async def save_visit(connection: Connection, visit_id: UUID, **values: Any) -> None:
    await connection.execute(update(record_visits).where(record_visits.c.id == visit_id).values(**values))


async def list_visits(connection: Connection, scope: Scope, record_id: UUID, limit: int) -> Rows:
    """Return the visits of a record that the caller was let see, the last first."""
    visits = record_visits
    query = select(visits).where(visible_in(scope, visits), visits.c.record_id == record_id)
    return (await connection.execute(query.order_by(visits.c.at.desc(), visits.c.id.desc()).limit(limit))).all()


async def hold_open_mendings(connection: Connection, record_id: UUID) -> Rows:
    """Return what workers are asked to mend of a record, and hold it."""
    c = record_mendings.c
    query = select(record_mendings).where(c.record_id == record_id, c.closed_at.is_(None)).order_by(c.key)
    return (await connection.execute(query.with_for_update())).all()


async def close_mendings(connection: Connection, keys: Collection[str], at: datetime) -> None:
    c = record_mendings.c
    await connection.execute(update(record_mendings).where(among(c.key, keys)).values(closed_at=at))
