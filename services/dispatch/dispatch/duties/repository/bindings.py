"""How is read and written from when on a township is held to its list, and who has proposed it?"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from dispatch.bindings import Proposals
from dispatch.duties.models import duty_binding_proposals, duty_bindings
from shared.runtime.db import Connection

PROPOSALS = Proposals(duty_binding_proposals)


async def bound_from(connection: Connection, region: str) -> date | None:
    """Return from which day a township is held to its list."""
    query = select(duty_bindings.c.bound_from).where(duty_bindings.c.region == region)
    return (await connection.execute(query)).scalar_one_or_none()


async def bind(connection: Connection, region: str, bound_from: date, *, by: str, at: datetime) -> None:
    """Note from which day a township is held to its list, over what was noted before."""
    first = insert(duty_bindings).values(region=region, bound_from=bound_from, by=by, at=at)
    changed = {name: first.excluded[name] for name in ("bound_from", "by", "at")}
    await connection.execute(first.on_conflict_do_update(index_elements=["region"], set_=changed))
