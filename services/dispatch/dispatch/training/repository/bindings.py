"""How is read and written from when on a township is held to what is required, and who has proposed it?"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from dispatch.bindings import Proposals
from dispatch.training.models import training_binding_proposals, training_bindings
from dispatch.training.repository.register import Rows
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope

PROPOSALS = Proposals(training_binding_proposals)


async def bind(connection: Connection, region: str, bound_from: date, *, by: str, at: datetime) -> int:
    """Note from which day on a township is held, over what was noted before; return the version."""
    table = training_bindings
    first = insert(table).values(region=region, version=1, bound_from=bound_from, by=by, at=at)
    again: dict[str, Any] = {name: first.excluded[name] for name in ("bound_from", "by", "at")}
    again["version"] = table.c.version + 1
    noted = first.on_conflict_do_update(index_elements=["region"], set_=again).returning(table.c.version)
    return int((await connection.execute(noted)).scalar_one())


async def bound_from(connection: Connection, region: str) -> date | None:
    """Return from which day on a township is held, None where nobody has said so."""
    table = training_bindings
    found: date | None = await connection.scalar(select(table.c.bound_from).where(table.c.region == region))
    return found


async def list_bindings(
    connection: Connection, scope: Scope, *, after: str, limit: int, on: date | None = None
) -> Rows:
    """Return the townships that are held or will be, or that are on a day, by region."""
    table = training_bindings
    query = select(table).where(visible_in(scope, table), table.c.region > after).order_by(table.c.region)
    if on is not None:
        query = query.where(table.c.bound_from <= on)
    return (await connection.execute(query.limit(limit))).all()
