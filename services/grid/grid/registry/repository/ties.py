"""Which records hang together, and how is that saved?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select, update

from grid.registry.domain.ties import Relation
from grid.registry.models import record_ties
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

_t = record_ties.c


async def add_ties(connection: Connection, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Save ties; return the ids of those that were not there yet."""
    added = await insert_rows(connection, record_ties, rows, skip_known=True, returning="id")
    return {row.id for row in added}


async def ties_of(connection: Connection, scope: Scope, record_id: UUID, *, ended: bool) -> Sequence[Row[Any]]:
    """Return what a record that the caller was let see hangs on and what hangs on it; with `ended` also what did."""
    query = select(record_ties).where(
        visible_in(scope, record_ties), or_(_t.from_id == record_id, _t.to_id == record_id)
    )
    if not ended:
        query = query.where(_t.valid_to.is_(None))
    return (await connection.execute(query.order_by(_t.id))).all()


async def find_tie(connection: Connection, scope: Scope, tie_id: UUID) -> Row[Any] | None:
    """Return a tie within the scope and hold its row."""
    query = select(record_ties).where(visible_in(scope, record_ties), _t.id == tie_id)
    return (await connection.execute(query.with_for_update())).one_or_none()


async def head_of(connection: Connection, household_id: UUID) -> UUID | None:
    query = select(_t.from_id).where(
        _t.to_id == household_id, _t.relation == str(Relation.HEADS), _t.valid_to.is_(None)
    )
    found: UUID | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def heads_of(connection: Connection, households: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the head of each of the households that has one."""
    query = select(_t.to_id, _t.from_id).where(
        among(_t.to_id, households), _t.relation == str(Relation.HEADS), _t.valid_to.is_(None)
    )
    return {row.to_id: row.from_id for row in (await connection.execute(query)).all()}


async def end_ties(connection: Connection, ids: Iterable[UUID], *, on: date, by: str) -> None:
    ended = update(record_ties).where(among(_t.id, ids), _t.valid_to.is_(None))
    await connection.execute(ended.values(valid_to=on, ended_by=by))


async def end_ties_of(connection: Connection, record_id: UUID, *, on: date, by: str) -> None:
    """End all that a record hangs on, and all that hangs on it."""
    mine = or_(_t.from_id == record_id, _t.to_id == record_id) & _t.valid_to.is_(None)
    await connection.execute(update(record_ties).where(mine).values(valid_to=on, ended_by=by))
