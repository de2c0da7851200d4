"""Which tables were published for a matter, in a region and above it?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, literal, select

from shared.runtime.db import Connection
from shared.runtime.sets import insert_rows

from .models import discretion_tables


async def tables_for(connection: Connection, region: str, matter: str) -> Sequence[Row[Any]]:
    """Return every version of the tables of a region and of those above it, in order."""
    c = discretion_tables.c
    above = func.starts_with(literal(region), c.region)
    query = select(discretion_tables).where(c.matter == matter, above).order_by(c.region, c.version)
    return (await connection.execute(query)).all()


async def last_version(connection: Connection, region: str, matter: str) -> int:
    """Return the newest version of a region's own table, 0 without one; nobody else publishes until the commit."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{region}:{matter}", 0))))
    c = discretion_tables.c
    query = select(func.coalesce(func.max(c.version), 0)).where(c.region == region, c.matter == matter)
    return int((await connection.execute(query)).scalar_one())


async def add_table(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, discretion_tables, [row])
