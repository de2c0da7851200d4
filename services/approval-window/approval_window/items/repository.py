"""Which items are there, and which powers do townships hold for them?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.runtime.db import Connection

from .domain import PowerHeld
from .models import items, power_copies


async def list_items(connection: Connection) -> Sequence[Row[Any]]:
    """Return the catalogue, which is the same for every region."""
    return (await connection.execute(select(items).order_by(items.c.code))).all()


async def find_item(connection: Connection, code: str) -> Row[Any] | None:
    return (await connection.execute(select(items).where(items.c.code == code))).one_or_none()


async def set_power(connection: Connection, code: str, power: str | None) -> bool:
    """Say which power an item needs: its next version. Return whether there is such an item."""
    mine = update(items).where(items.c.code == code)
    done = await connection.execute(mine.values(power=power, version=items.c.version + 1).returning(items.c.code))
    return done.one_or_none() is not None


async def keep_power(connection: Connection, row: dict[str, Any]) -> None:
    """Keep the newest state of a township's power; what is older than the copy changes nothing."""
    first = insert(power_copies).values(row)
    changed = {name: first.excluded[name] for name in row if name not in {"region", "code"}}
    newer = power_copies.c.version < first.excluded.version
    await connection.execute(first.on_conflict_do_update(index_elements=["region", "code"], set_=changed, where=newer))


async def find_power(connection: Connection, township: str, code: str) -> PowerHeld | None:
    """Return what was told of a township's power; None where it was never given it."""
    query = select(power_copies).where(power_copies.c.region == township, power_copies.c.code == code)
    row = (await connection.execute(query)).one_or_none()
    return _held(row) if row else None


async def powers_for_items(connection: Connection, township: str) -> dict[str, PowerHeld]:
    """Return by code what was told of a township's powers that items need."""
    query = select(power_copies).where(
        power_copies.c.region == township,
        power_copies.c.code.in_(select(items.c.power).where(items.c.power.is_not(None))),
    )
    return {row.code: _held(row) for row in await connection.execute(query)}


def _held(row: Row[Any]) -> PowerHeld:
    days = [(date.fromisoformat(a), date.fromisoformat(b) if b else None) for a, b in row.terms]
    return PowerHeld(row.mode, row.principal, row.field, days)
