"""Which changes that phones are told of are old enough to be forgotten, and from where on must a phone be told all?"""

from datetime import datetime

from sqlalchemy import Table, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from grid.workers.models import forgotten_changes, holding_changes
from shared.runtime.db import Connection, among, least_id


async def forget_holding_changes(connection: Connection, before: datetime, limit: int) -> int:
    """Forget up to `limit` of who got or lost cells before a moment; return how many."""
    return await forget_changes(connection, holding_changes, before, limit)


async def forget_changes(connection: Connection, table: Table, before: datetime, limit: int) -> int:
    """Forget up to `limit` rows of a table with `id` and `changed_in`, and note the last `changed_in`; return how many.

    An id tells when it was given. What another replica holds is left to it.
    """
    old = select(table.c.id).where(table.c.id < least_id(before)).order_by(table.c.id).limit(limit)
    ids = list((await connection.execute(old.with_for_update(skip_locked=True))).scalars())
    if not ids:
        return 0
    gone = await connection.execute(delete(table).where(among(table.c.id, ids)).returning(table.c.changed_in))
    row = insert(forgotten_changes).values(what=table.name, changed_in=max(gone.scalars()))
    last = func.greatest(forgotten_changes.c.changed_in, row.excluded.changed_in)
    await connection.execute(row.on_conflict_do_update(index_elements=["what"], set_={"changed_in": last}))
    return len(ids)


async def last_forgotten(connection: Connection) -> int:
    """Return the last transaction of which some change was forgotten, 0 where there is none."""
    query = select(func.coalesce(func.max(forgotten_changes.c.changed_in), 0))
    return int((await connection.execute(query)).scalar_one())
