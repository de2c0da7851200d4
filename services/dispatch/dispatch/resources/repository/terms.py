"""How are terms of days and the seats of units read, and how is one term followed by the next?"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, or_, select, tuple_, update

from dispatch.organisation.models import regions, unit_terms
from dispatch.organisation.repository import keep_units
from dispatch.resources.domain.people import Seat
from dispatch.resources.models import (
    TERMS_OF,
)
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among
from shared.runtime.sets import arrays, insert_rows

ONE_DAY = timedelta(days=1)


async def seats_of(connection: Connection, unit_ids: Iterable[str], on: date) -> dict[str, Seat]:
    """Return where the units are on a day, by id, those that exist on it; none of them changes in this transaction."""
    unit_ids = set(unit_ids)
    await keep_units(connection, unit_ids)
    query = select(unit_terms).where(among(unit_terms.c.unit_id, unit_ids), in_force(unit_terms, on))
    return {row.unit_id: Seat(row.region, row.kind) for row in await connection.execute(query)}


async def lock_counties(connection: Connection, counties: Iterable[str]) -> None:
    """Hold the counties until the transaction ends, in order: their books change one step after the other."""
    query = select(regions.c.code).where(among(regions.c.code, sorted(set(counties)))).order_by(regions.c.code)
    await connection.execute(query.with_for_update(key_share=True))


async def terms_since(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], since: date
) -> Sequence[Row[Any]]:
    """Return the terms of the same things as `rows` that hold on a day or begin later."""
    query = select(table).where(_same(table, rows), or_(table.c.valid_to.is_(None), table.c.valid_to >= since))
    return (await connection.execute(query)).all()


async def follow_terms(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], day: date) -> None:
    """Write terms that begin on a day; what held of the same things before ends on the day before."""
    await end_terms(connection, table, rows, day)
    await insert_rows(connection, table, rows)


async def end_terms(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], day: date) -> None:
    """Let what holds of the same things as `rows` on a day end on the day before."""
    before = and_(_same(table, rows), table.c.valid.contains(day))
    await connection.execute(update(table).where(before).values(valid_to=day - ONE_DAY))


def _same(table: Table, rows: Sequence[dict[str, Any]]) -> ColumnElement[bool]:
    keys = TERMS_OF[table.name]
    given = arrays(rows, **{key: table.c[key].type for key in keys})
    wanted = select(*(given.c[key] for key in keys))
    return tuple_(*(table.c[key] for key in keys)).in_(wanted)
