"""Who went with his post or left, and what is still where a power was that has been taken back?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, Row, Select, Subquery, and_, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.powers.models import power_terms
from dispatch.resources.models import placements, post_entries, resource_proposals
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope


def _taken_back(scope: Scope, region: str, on: date) -> Subquery:
    """Return the powers that were in force in a township and are so no more on a day, with their last day."""
    table = power_terms.c
    here = and_(
        visible_in(scope, power_terms), table.region.startswith(region, autoescape=True), table.valid_from <= on
    )
    last = func.max(func.coalesce(table.valid_to, date.max))
    query = select(table.region, table.code, last.label("last_day")).where(here).group_by(table.region, table.code)
    return query.having(last < on).subquery()


async def people_to_move_back(
    connection: Connection, scope: Scope, region: str, on: date, *, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return who was sent down with a power that is in force no more, by person; `last_day`: of the power."""
    ended = _taken_back(scope, region, on)
    same = and_(ended.c.region == placements.c.region, ended.c.code == placements.c.power)
    query = (
        select(placements, ended.c.last_day)
        .join(ended, same)
        .where(visible_in(scope, placements), placements.c.valid.contains(on), placements.c.person_id > after)
    )
    return (await connection.execute(query.order_by(placements.c.person_id).limit(limit))).all()


async def posts_to_move_back(connection: Connection, scope: Scope, region: str, on: date) -> Sequence[Row[Any]]:
    """Return how many posts of a unit came with a power that is in force no more and have not gone back."""
    ended, table = _taken_back(scope, region, on), post_entries.c
    same = and_(ended.c.region == table.region, ended.c.code == table.power)
    about = (table.region, table.unit_id, table.kind, table.power, ended.c.last_day)
    posts = func.sum(table.posts)
    query: Select[Any] = (
        select(*about, posts.label("posts"))
        .join(ended, same)
        .where(visible_in(scope, post_entries), table.unit_id.is_not(None), table.day <= on)
        .group_by(*about)
        .having(posts > 0)
    )
    rows: Sequence[Row[Any]] = (
        await connection.execute(query.order_by(table.region, table.power, table.unit_id))
    ).all()
    return rows


# ----------------------------------------------------------------------------------------------- who moved and who left
def _lines(what: str, said: Sequence[str], on: date) -> Subquery:
    """Return the lines of the proposals of a kind that hold by a day; `said`: what of each line is read."""
    proposal = resource_proposals.c
    line = func.jsonb_array_elements(proposal.body["lines"], type_=JSONB).column_valued("line", joins_implicitly=True)
    first = cast(proposal.body["valid_from"].astext, Date)
    query = select(
        *(proposal.id.label("proposal_id"), proposal.region, proposal.region.label("county")),
        *(first.label("valid_from"), proposal.body["adopted_by"].astext.label("adopted_by")),
        *(line[name].astext.label(name) for name in ("person_id", *said)),
    )
    return query.where(proposal.what == what, proposal.state == "confirmed", first <= on).subquery("lines")


async def _page(
    connection: Connection, query: Select[Any], lines: Subquery, after: Any, limit: int
) -> Sequence[Row[Any]]:
    keys = [lines.c[name] for name in ("county", "valid_from", "adopted_by", "person_id")]
    if after is not None:
        query = query.where(tuple_(*keys) > tuple_(*after))
    rows: Sequence[Row[Any]] = (await connection.execute(query.order_by(*keys).limit(limit))).all()
    return rows


async def moves_by(
    connection: Connection, scope: Scope, *, region: str, on: date, after: Any, limit: int
) -> Sequence[Row[Any]]:
    """Return who went with his post up to a day; a township sees who came to it."""
    lines = _lines("move", ("from_unit", "to_unit", "kind", "power"), on)
    same = and_(placements.c.proposal_id == lines.c.proposal_id, placements.c.person_id == lines.c.person_id)
    here = and_(visible_in(scope, placements), placements.c.region.startswith(region, autoescape=True))
    return await _page(connection, select(lines).join(placements, same).where(here), lines, after, limit)


async def leavings_by(
    connection: Connection, scope: Scope, *, region: str, on: date, after: Any, limit: int
) -> Sequence[Row[Any]]:
    """Return who had left a county's register by a day, and why."""
    lines = _lines("leaving", ("why",), on)
    here = lines.c.region.startswith(region, autoescape=True)
    query = select(lines).where(here, visible_in(scope, lines))  # type: ignore[arg-type]
    return await _page(connection, query, lines, after, limit)
