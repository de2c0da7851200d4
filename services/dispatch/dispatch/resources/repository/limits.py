"""How are the limits read by which a city calls a township's load uneven?"""

from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from dispatch.resources.models import load_limits
from shared.codes import RegionLevel
from shared.runtime.db import Connection, among


async def find_limits(connection: Connection, region: str, on: date) -> Row[Any] | None:
    """Return the limits of a region's county on a day, else those of its city, None where neither has any."""
    homes = [region[: level.digits] for level in (RegionLevel.COUNTY, RegionLevel.CITY)]
    table = load_limits.c
    query = select(load_limits).where(among(table.region, homes), table.valid.contains(on))
    return (await connection.execute(query.order_by(func.length(table.region).desc()).limit(1))).one_or_none()
