"""Which inspections does a caller see, and how are they saved?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select, update

from enforcement.inspections.domain.inspections import InspectionState, Outcome
from enforcement.inspections.domain.quiet import EarlierInspection
from enforcement.inspections.models.inspections import inspections
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def add_inspection(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, inspections, [row])


async def find_inspection(
    connection: Connection, scope: Scope, inspection_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """Return an inspection, None where the scope does not reach it; held until the transaction ends if asked."""
    query = select(inspections).where(inspections.c.id == inspection_id, visible_in(scope, inspections))
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def list_inspections(
    connection: Connection, scope: Scope, *, state: InspectionState | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` inspections, the newest first, older than `after`."""
    query = select(inspections).where(visible_in(scope, inspections)).order_by(inspections.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(inspections.c.state == state)
    if after is not None:
        query = query.where(inspections.c.id < after)
    return (await connection.execute(query)).all()


async def hold_object(connection: Connection, key: str) -> None:
    """Let nobody else open an inspection of the same enterprise until the transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


async def earlier_inspections(
    connection: Connection, objects: Collection[UUID], field: str, since: date
) -> list[EarlierInspection]:
    """Return the inspections of these objects in a field on a day or later."""
    c = inspections.c
    query = select(c.number, c.opened_on).where(among(c.object_id, objects), *_borne(field, since))
    return [EarlierInspection(row.number, row.opened_on) for row in await connection.execute(query)]


async def inspected_since(
    connection: Connection, objects: Collection[UUID], field: str, since: date, times: int = 1
) -> set[UUID]:
    """Return those of these objects that were inspected so many times in a field on a day or later."""
    c = inspections.c
    query = select(c.object_id).where(among(c.object_id, objects), *_borne(field, since))
    often = query.group_by(c.object_id).having(func.count() >= times)
    return set((await connection.execute(often)).scalars())


def _borne(field: str, since: date) -> tuple[ColumnElement[bool], ...]:
    """Return which inspections somebody bore: what was broken off is none of them."""
    c = inspections.c
    return c.field == field, c.opened_on >= since, c.outcome.is_distinct_from(Outcome.BROKEN_OFF)


async def running_of_object(connection: Connection, object_id: UUID) -> str | None:
    """Return the number of an inspection of an object that is not closed."""
    c = inspections.c
    query = select(c.number).where(c.object_id == object_id, c.state != InspectionState.CLOSED).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()


async def running_from_clue(connection: Connection, clue_id: UUID) -> str | None:
    """Return the number of an inspection from a clue that is not closed."""
    c = inspections.c
    query = select(c.number).where(c.clue_id == clue_id, c.state != InspectionState.CLOSED).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()


async def save(connection: Connection, inspection_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    """Write changes to an inspection that is held; return it as it is now."""
    mine = update(inspections).where(inspections.c.id == inspection_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(inspections))).one()
    return saved
