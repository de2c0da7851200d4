"""Which communities and branches lie around the cells, and which new sets are still to be followed?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.elements import ColumnElement

from grid.cells.domain.communities import Community
from grid.cells.models import (
    branch_copies,
    cell_sets,
    communities,
    community_history,
)
from shared.runtime.copies import in_force, keep_newest
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


# ------------------------------------------------------------------------------------------------- sets to be followed
async def note_set(connection: Connection, region: str, valid_from: date, now: datetime) -> None:
    """Note that a township is divided anew on a day, and that what lies in its cells has yet to follow."""
    statement = upsert(cell_sets).values(region=region, valid_from=valid_from, saved_at=now, followed_at=None)
    again = statement.on_conflict_do_update(
        index_elements=["region", "valid_from"], set_={"saved_at": now, "followed_at": None}
    )
    await connection.execute(again)


async def region_to_follow(connection: Connection, scope: Scope, today: date) -> str | None:
    """Return a township with a set that has begun and is not followed, that of the oldest."""
    query = (
        select(cell_sets.c.region)
        .where(visible_in(scope, cell_sets), cell_sets.c.followed_at.is_(None), cell_sets.c.valid_from <= today)
        .order_by(cell_sets.c.valid_from, cell_sets.c.region)
        .limit(1)
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def note_followed(connection: Connection, region: str, until: date, now: datetime) -> bool:
    """Note all sets of a region that had begun by `until` as followed, for who follows the newest follows them all.

    Tell whether there were any: the township is locked (`lock_region`), and another may have been here before.
    """
    waiting = and_(cell_sets.c.region == region, cell_sets.c.valid_from <= until, cell_sets.c.followed_at.is_(None))
    return (await connection.execute(update(cell_sets).where(waiting).values(followed_at=now))).rowcount > 0


# --------------------------------------------------------------------------------------------------------- communities
async def communities_of(connection: Connection, scope: Scope, region: str) -> dict[str, Community]:
    """Return the listed communities of a township, by code."""
    query = (
        select(communities)
        .where(visible_in(scope, communities), communities.c.region == region, communities.c.listed)
        .order_by(communities.c.community)
    )
    return {row.community: _community(row) for row in await connection.execute(query)}


async def community_versions(connection: Connection, scope: Scope, region: str) -> dict[str, int]:
    query = select(communities).where(visible_in(scope, communities), communities.c.region == region)
    return {row.community: row.version for row in await connection.execute(query)}


async def save_communities(connection: Connection, rows: Sequence[dict[str, Any]], *, by: str, now: datetime) -> None:
    """Save whole rows of communities and a step of each in the history."""
    await keep_newest(connection, communities, rows)
    steps = [
        {
            "community": row["community"],
            "version": row["version"],
            "action": "list" if row["listed"] else "strike",
            "by": by,
            "at": now,
            "facts": {"name": row["name"], "has_outline": row["rings"] is not None},
        }
        for row in rows
    ]
    await insert_rows(connection, community_history, steps)


def _community(row: Row[Any]) -> Community:
    rings = row.rings and tuple(tuple((lon, lat) for lon, lat in ring) for ring in row.rings)
    return Community(row.community, row.name, rings)


# ------------------------------------------------------------------------------------------------------------ branches
async def keep_branches(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await keep_newest(connection, branch_copies, rows)


async def branches_of(connection: Connection, scope: Scope, *, region: str, day: date) -> Sequence[Row[Any]]:
    """Return the branches in `region`, or above it, that hold on `day`, where the scope meets them."""
    place = branch_copies.c.region
    near = and_(_touches(place, region), _touches(place, scope.region))
    return (await connection.execute(select(branch_copies).where(near, in_force(branch_copies, day)))).all()


def _touches(place: Any, region: str) -> ColumnElement[bool]:
    return or_(place.startswith(region, autoescape=True), literal(region).startswith(place))
