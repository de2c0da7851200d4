"""What are the townships, units and matters called by which figures are told apart?"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from dispatch.figures.domain.terms import GroupBy
from dispatch.organisation.models import regions, unit_terms
from dispatch.triage.models import matters
from shared.runtime.db import Connection, among


async def names_of(connection: Connection, by: GroupBy | None, keys: Sequence[str], on: date) -> dict[str, str]:
    """Return the names of the keys that have one; a worker is named by nobody, he is his id."""
    if by is GroupBy.TOWNSHIP:
        query = select(regions.c.code, regions.c.name).where(among(regions.c.code, keys))
    elif by is GroupBy.MATTER:
        query = select(matters.c.code, matters.c.name).where(among(matters.c.code, keys))
    elif by is GroupBy.UNIT:
        u = unit_terms.c
        query = select(u.unit_id, u.name).where(among(u.unit_id, keys), u.valid.contains(on))
    else:
        return {}
    return {row[0]: row[1] for row in (await connection.execute(query)).all()}


async def matter_names(connection: Connection) -> dict[str, str]:
    """Return the names of all matters."""
    return {row.code: row.name for row in await connection.execute(select(matters.c.code, matters.c.name))}
