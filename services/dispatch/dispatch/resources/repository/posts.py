"""How are establishments and posts read and written?"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, func, literal, select, union_all

from dispatch.resources.domain.posts import Account, Approved, PostKind, Taken
from dispatch.resources.models import (
    establishments,
    placements,
    post_entries,
)
from shared.codes import RegionLevel
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def accounts_of(connection: Connection, wanted: Collection[tuple[str, PostKind]]) -> list[Account]:
    """Return the accounts of units by kind of post, whole."""
    units = sorted({unit for unit, _ in wanted})
    moved: defaultdict[tuple[str, str], list[tuple[date, int]]] = defaultdict(list)
    for row in await connection.execute(select(post_entries).where(among(post_entries.c.unit_id, units))):
        moved[row.unit_id, row.kind].append((row.day, row.posts))
    limits: defaultdict[tuple[str, str], list[Approved]] = defaultdict(list)
    for row in await connection.execute(select(establishments).where(among(establishments.c.unit_id, units))):
        limits[row.unit_id, row.kind].append(Approved(row.valid_from, row.valid_to, row.approved))
    taken: defaultdict[tuple[str, str], list[Taken]] = defaultdict(list)
    for row in await connection.execute(select(placements).where(among(placements.c.holder, units))):
        taken[row.holder, row.kind].append(Taken(row.person_id, row.valid_from, row.valid_to))
    return [
        Account(unit, kind, tuple(moved[unit, kind]), tuple(limits[unit, kind]), tuple(taken[unit, kind]))
        for unit, kind in sorted(wanted)
    ]


async def accounts_in(
    connection: Connection, scope: Scope, region: str, *, after: str = "", limit: int = 10_000
) -> list[Account]:
    """Return the accounts of the units in a region that ever had an establishment, by unit."""
    here = and_(visible_in(scope, establishments), establishments.c.region.startswith(region, autoescape=True))
    query = select(establishments.c.unit_id).distinct().where(here, establishments.c.unit_id > after)
    units = (await connection.execute(query.order_by(establishments.c.unit_id).limit(limit))).scalars()
    return await accounts_of(connection, [(unit, kind) for unit in units for kind in PostKind])


async def sums_in(connection: Connection, scope: Scope, region: str, on: date) -> Sequence[Row[Any]]:
    """Return approved, posts, those in townships and people on them of the units of a region on a day, by kind."""
    here = and_(visible_in(scope, establishments), establishments.c.region.startswith(region, autoescape=True))
    units = select(establishments.c.unit_id).where(here)
    limits, moved, taken = establishments.c, post_entries.c, placements.c
    parts = (
        select(limits.kind, literal("approved").label("what"), func.sum(limits.approved).label("number"))
        .where(limits.unit_id.in_(units), limits.valid.contains(on))
        .group_by(limits.kind),
        select(moved.kind, literal("posts"), func.sum(moved.posts))
        .where(moved.unit_id.in_(units), moved.day <= on)
        .group_by(moved.kind),
        # A side of a transfer names the region where its unit lay on the day.
        select(moved.kind, literal("in-townships"), func.sum(moved.posts))
        .where(moved.unit_id.in_(units), moved.day <= on, func.length(moved.region) >= RegionLevel.TOWNSHIP.digits)
        .group_by(moved.kind),
        select(taken.kind, literal("occupied"), func.count())
        .where(taken.holder.in_(units), taken.valid.contains(on))
        .group_by(taken.kind),
    )
    return (await connection.execute(union_all(*parts))).all()


async def kept_accounts(connection: Connection, unit_ids: Collection[str]) -> set[tuple[str, PostKind]]:
    """Return the accounts of units of which the books hold anything."""
    parts = [
        select(table.c.unit_id, table.c.kind).where(among(table.c.unit_id, unit_ids))
        for table in (establishments, post_entries)
    ]
    rows = await connection.execute(parts[0].union(parts[1]))
    return {(row.unit_id, PostKind(row.kind)) for row in rows}


async def add_entries(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, post_entries, [{"id": new_id(), **row} for row in rows])
