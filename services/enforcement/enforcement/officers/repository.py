"""Whom do the read copies know as an officer on a day, and which powers may he use?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from shared.runtime.copies import persons_with_role
from shared.runtime.db import Connection
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope

from .domain import PowerHeld
from .models import power_copies


async def list_officers(connection: Connection, scope: Scope, on: date) -> Sequence[Row[Any]]:
    """Return the officers of the day in the scope's region, by id."""
    return await persons_with_role(connection, scope, Role.OFFICER, on)


async def officers_among(connection: Connection, ids: Collection[str], on: date) -> dict[str, str]:
    """Return person id → region of those of `ids` who are officers on the day."""
    rows = await persons_with_role(connection, ids, Role.OFFICER, on)
    return {row.person_id: row.region for row in rows}


async def keep_power(connection: Connection, row: dict[str, Any]) -> None:
    """Keep the newest state of a township's power; what is older than the copy changes nothing."""
    first = insert(power_copies).values(row)
    changed = {name: first.excluded[name] for name in row if name not in {"region", "code"}}
    newer = power_copies.c.version < first.excluded.version
    await connection.execute(first.on_conflict_do_update(index_elements=["region", "code"], set_=changed, where=newer))


async def given_in_county(connection: Connection, county: str, matter: str) -> bool:
    """Tell whether any township of a county was told to hold a power for a matter."""
    c = power_copies.c
    inside = c.region >= county, c.region < str(int(county) + 1)
    query = select(c.code).where(*inside, c.matters.contains([matter])).limit(1)
    return (await connection.execute(query)).first() is not None


async def powers_for(connection: Connection, township: str, matter: str) -> list[PowerHeld]:
    """Return what was told of a township's powers for a matter."""
    query = select(power_copies.c.code, power_copies.c.terms).where(power_copies.c.region == township)
    rows = await connection.execute(query.where(power_copies.c.matters.contains([matter])))
    day = date.fromisoformat
    return [PowerHeld(row.code, [(day(a), day(b) if b else None) for a, b in row.terms]) for row in rows]


async def mode_of_powers(connection: Connection, township: str, codes: Sequence[str]) -> tuple[str | None, str | None]:
    """Return whether a township holds the first of these powers delegated or entrusted, and by whom: a kind of unit."""
    c = power_copies.c
    query = select(c.mode, c.principal).where(c.region == township, c.code.in_(codes)).order_by(c.code).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return (row.mode, row.principal) if row is not None else (None, None)
