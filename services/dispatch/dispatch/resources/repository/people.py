"""How is it read and written who sits on whose post and works where?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select

from dispatch.organisation.models import persons, posts_held
from dispatch.resources.domain.people import Whereabouts
from dispatch.resources.domain.posts import PostKind
from dispatch.resources.models import placements
from dispatch.resources.repository.terms import terms_since
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope


async def whereabouts_of(connection: Connection, person_ids: Sequence[str], on: date) -> dict[str, Whereabouts]:
    """Return where people are on a day: the unit they belong to, and the newest placement that reaches the day."""
    query: Select[Any] = (
        select(posts_held.c.person_id, posts_held.c.unit_id, posts_held.c.valid_to)
        .where(among(posts_held.c.person_id, person_ids))
        .where(in_force(posts_held, on))
    )
    held: Sequence[Row[Any]] = (await connection.execute(query)).all()
    rows = await terms_since(connection, placements, [{"person_id": one} for one in person_ids], on)
    placed = {row.person_id: row for row in sorted(rows, key=lambda row: row.valid_from)}
    return {post.person_id: _whereabouts(post, placed.get(post.person_id)) for post in held}


def _whereabouts(post: Row[Any], seat: Row[Any] | None) -> Whereabouts:
    if seat is None:
        return Whereabouts(post.unit_id, until=post.valid_to)
    return Whereabouts(post.unit_id, seat.holder, seat.valid_from, PostKind(seat.kind), post.valid_to)


async def hold_persons(connection: Connection, person_ids: Iterable[str]) -> dict[str, Row[Any]]:
    """Let nobody else change these people until the transaction ends; return their heads, by id."""
    query = select(persons).where(among(persons.c.id, sorted(set(person_ids)))).order_by(persons.c.id)
    return {row.id: row for row in await connection.execute(query.with_for_update())}


async def seats_kept(connection: Connection, person_ids: Iterable[str]) -> Sequence[Row[Any]]:
    """Return in which units these people sit on posts, from day to day."""
    table = placements.c
    query: Select[Any] = select(table.person_id, table.unit_id, table.valid_from, table.valid_to)
    rows: Sequence[Row[Any]] = (await connection.execute(query.where(among(table.person_id, person_ids)))).all()
    return rows


async def list_placements(
    connection: Connection, scope: Scope, *, region: str, on: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return who sits on which post and works where on a day, by person."""
    query = (
        select(placements)
        .where(visible_in(scope, placements), placements.c.region.startswith(region, autoescape=True))
        .where(placements.c.valid.contains(on), placements.c.person_id > after)
    )
    return (await connection.execute(query.order_by(placements.c.person_id).limit(limit))).all()


async def people_by_mode(connection: Connection, scope: Scope, region: str, on: date) -> dict[str, int]:
    query = select(placements.c.mode, func.count().label("people")).where(
        visible_in(scope, placements),
        placements.c.region.startswith(region, autoescape=True),
        placements.c.valid.contains(on),
    )
    return {row.mode: row.people for row in await connection.execute(query.group_by(placements.c.mode))}
