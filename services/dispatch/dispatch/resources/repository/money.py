"""How are need, agreement and bookings of powers read and written?"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Numeric,
    Row,
    Select,
    Subquery,
    Table,
    and_,
    cast,
    func,
    select,
    tuple_,
)

from dispatch.resources.domain.money import BASIS_POINTS, Booked, Booking
from dispatch.resources.models import (
    money_agreements,
    money_entries,
    post_entries,
    power_needs,
)
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

Key = tuple[str, str]


async def terms_of(connection: Connection, table: Table, keys: Iterable[Key]) -> dict[Key, list[Row[Any]]]:
    """Return what was ever said of powers in townships: their needs, or their agreements, by (township, power)."""
    found: dict[Key, list[Row[Any]]] = {key: [] for key in keys}
    for row in await connection.execute(select(table).where(_of(table, found))):
        found[row.region, row.power].append(row)
    return found


def holds(term: Row[Any], on: date) -> bool:
    return bool(term.valid_from <= on and (term.valid_to is None or on <= term.valid_to))


def _of(table: Table, keys: Collection[Key]) -> ColumnElement[bool]:
    rows = [{"region": region, "power": power} for region, power in keys]
    given = arrays(rows, region=table.c.region.type, power=table.c.power.type)
    return tuple_(table.c.region, table.c.power).in_(select(given.c.region, given.c.power))


async def posts_for(connection: Connection, keys: Collection[Key], on: date) -> dict[Key, int]:
    """Return how many posts followed powers into townships up to a day, net of what went away again."""
    table = post_entries.c
    counted = and_(_of(post_entries, keys), table.day <= on, table.unit_id.is_not(None))
    query = select(table.region, table.power, func.sum(table.posts).label("posts")).where(counted)
    rows = await connection.execute(query.group_by(table.region, table.power))
    return dict.fromkeys(keys, 0) | {(row.region, row.power): int(row.posts) for row in rows}


async def bookings_of(connection: Connection, keys: Collection[Key]) -> dict[Key, list[Booked]]:
    """Return all that was booked of powers in townships, by (township, power)."""
    found: dict[Key, list[Booked]] = {key: [] for key in keys}
    for row in await connection.execute(select(money_entries).where(_of(money_entries, found))):
        found[row.region, row.power].append(Booked(row.day, Booking(row.kind), row.fen))
    return found


async def entries_of(connection: Connection, county: str, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return the bookings of a county among these, by id."""
    mine = and_(among(money_entries.c.id, ids), money_entries.c.region.startswith(county, autoescape=True))
    return {row.id: row for row in await connection.execute(select(money_entries).where(mine))}


async def reversed_among(connection: Connection, ids: Collection[UUID]) -> set[UUID]:
    query = select(money_entries.c.reverses).where(among(money_entries.c.reverses, ids))
    return set((await connection.execute(query)).scalars())


async def add_bookings(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, money_entries, [{"id": new_id(), **row} for row in rows])


def _years(scope: Scope, region: str, on: date) -> Subquery:
    """Return need, agreement and what was booked of each power in a region, in the year of a day up to it.

    A power is there as soon as a need or an agreement spoke of it.
    """
    spoken = [
        select(table.c.region, table.c.power).where(_within(scope, table, region), table.c.valid_from <= on)
        for table in (power_needs, money_agreements)
    ]
    pairs = spoken[0].union(spoken[1]).subquery()
    need, agreed = (
        select(table).where(_within(scope, table, region), table.c.valid.contains(on)).subquery()
        for table in (power_needs, money_agreements)
    )
    booked = _booked(scope, region, on)
    joined: FromClause = pairs
    for part in (need, agreed, booked):
        joined = joined.outerjoin(part, and_(part.c.region == pairs.c.region, part.c.power == pairs.c.power))
    return (
        select(
            pairs.c.region,
            pairs.c.power,
            func.coalesce(need.c.yearly_fen, 0).label("need"),
            func.coalesce(agreed.c.yearly_fen, 0).label("agreed"),
            func.coalesce(booked.c.share_due, 0).label("share_due"),
            *(func.coalesce(booked.c[_column(kind)], 0).label(_column(kind)) for kind in Booking),
        )
        .select_from(joined)
        .subquery()
    )


def _booked(scope: Scope, region: str, on: date) -> Subquery:
    """Return what was booked of each power in the year of a day up to it, and the share that is due of the revenue.

    A share is that of the day of the revenue, whatever was agreed since; what is reversed has the share of its own day.
    It is rounded down to whole fen.
    """
    wrong, agreed = money_entries.alias("wrong"), money_agreements.alias("of_the_day")
    kind, fen = money_entries.c.kind, money_entries.c.fen
    sums = [func.sum(fen).filter(kind == str(one)).label(_column(one)) for one in Booking]
    basis_points = func.sum(cast(fen, Numeric) * agreed.c.share_bp).filter(kind == str(Booking.REVENUE))
    reverses = money_entries.outerjoin(wrong, wrong.c.id == money_entries.c.reverses)
    held = and_(
        agreed.c.region == money_entries.c.region,
        agreed.c.power == money_entries.c.power,
        agreed.c.valid.contains(func.coalesce(wrong.c.day, money_entries.c.day)),
    )
    return (
        select(
            money_entries.c.region,
            money_entries.c.power,
            func.floor(basis_points / BASIS_POINTS).label("share_due"),
            *sums,
        )
        .select_from(reverses.outerjoin(agreed, held))
        .where(_within(scope, money_entries, region), money_entries.c.day.between(date(on.year, 1, 1), on))
        .group_by(money_entries.c.region, money_entries.c.power)
        .subquery()
    )


def _column(kind: Booking) -> str:
    return str(kind).replace("-", "_")


def _within(scope: Scope, table: Table, region: str) -> ColumnElement[bool]:
    return and_(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))


async def years_of(
    connection: Connection, scope: Scope, region: str, on: date, *, after: Key = ("", ""), limit: int = 200
) -> Sequence[Row[Any]]:
    """Return the year of each power in a region up to a day, by (township, power); a column a kind of booking."""
    years = _years(scope, region, on)
    query = select(years).where(tuple_(years.c.region, years.c.power) > tuple_(*after))
    return (await connection.execute(query.order_by(years.c.region, years.c.power).limit(limit))).all()


async def totals_of(connection: Connection, scope: Scope, region: str, on: date) -> Row[Any]:
    """Return need, given, spent and short of all powers in a region, in the year of a day up to it."""
    held = and_(_within(scope, power_needs, region), power_needs.c.valid.contains(on))
    wanted = select(power_needs.c.region, power_needs.c.power, power_needs.c.yearly_fen).where(held).subquery()
    entries = money_entries.c
    given = func.sum(entries.fen).filter(entries.kind.in_((str(Booking.TRANSFER_GIVEN), str(Booking.SHARE_GIVEN))))
    spent = func.sum(entries.fen).filter(entries.kind == str(Booking.SPENT))
    booked = (
        select(entries.region, entries.power, given.label("given"), spent.label("spent"))
        .where(_within(scope, money_entries, region), entries.day.between(date(on.year, 1, 1), on))
        .group_by(entries.region, entries.power)
        .subquery()
    )
    same = and_(booked.c.region == wanted.c.region, booked.c.power == wanted.c.power)
    need, had = func.coalesce(wanted.c.yearly_fen, 0), func.coalesce(booked.c.given, 0)
    sums = {"need": need, "given": had, "spent": booked.c.spent, "short": func.greatest(need - had, 0)}
    statement: Select[Any] = select(
        *(func.coalesce(func.sum(column), 0).label(name) for name, column in sums.items())
    ).select_from(wanted.join(booked, same, full=True))
    rows: Sequence[Row[Any]] = (await connection.execute(statement)).all()
    return rows[0]
