"""How are posts, people, money and the proposals about them read and written?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, and_, func, or_, select, tuple_, update

from dispatch.cases.models import cases, tasks
from dispatch.organisation.models import persons, posts_held, regions, unit_terms
from dispatch.resources.domain.agencies import Agency
from dispatch.resources.domain.money import Booked, Booking
from dispatch.resources.domain.people import Seat, Whereabouts
from dispatch.resources.domain.posts import Account, Approved, PostKind, Taken
from dispatch.resources.domain.proposals import Step
from dispatch.resources.models import (
    TEMPORAL_KEYS,
    establishments,
    money_agreements,
    money_entries,
    placements,
    post_entries,
    power_needs,
    resource_history,
    resource_proposals,
)
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

ONE_DAY = timedelta(days=1)


# -------------------------------------------------------------------------------------------------- places and terms
async def lock_region(connection: Connection, scope: Scope, region: str) -> Row[Any] | None:
    """Hold a region within the scope until the transaction ends: what belongs to it changes one after the other."""
    if not scope.covers(region):
        return None
    return (await connection.execute(select(regions).where(regions.c.code == region).with_for_update())).one_or_none()


async def known_regions(connection: Connection, codes: Iterable[str]) -> set[str]:
    return set((await connection.execute(select(regions.c.code).where(among(regions.c.code, codes)))).scalars())


async def seats_of(connection: Connection, unit_ids: Iterable[str], on: date) -> dict[str, Seat]:
    """Return where the units are on a day, by id, those that exist on it."""
    query = select(unit_terms).where(among(unit_terms.c.unit_id, unit_ids), in_force(unit_terms, on))
    return {row.unit_id: Seat(row.region, row.kind) for row in await connection.execute(query)}


async def terms_since(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], since: date
) -> Sequence[Row[Any]]:
    """Return the terms of the same things as `rows` that hold on a day or begin later."""
    query = select(table).where(_same(table, rows), or_(table.c.valid_to.is_(None), table.c.valid_to >= since))
    return (await connection.execute(query)).all()


async def follow_terms(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], day: date) -> None:
    """Write terms that begin on a day; what held of the same things before ends on the day before."""
    before = and_(_same(table, rows), table.c.valid.contains(day))
    await connection.execute(update(table).where(before).values(valid_to=day - ONE_DAY))
    await insert_rows(connection, table, rows)


def _same(table: Table, rows: Sequence[dict[str, Any]]) -> ColumnElement[bool]:
    keys = TEMPORAL_KEYS[table.name][:-1]
    given = arrays(rows, **{key: table.c[key].type for key in keys})
    wanted = select(*(given.c[key] for key in keys))
    return tuple_(*(table.c[key] for key in keys)).in_(wanted)


# ---------------------------------------------------------------------------------------------- proposals and history
async def add_proposal(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, resource_proposals, [dict(row)])


async def lock_proposal(connection: Connection, scope: Scope, proposal_id: UUID) -> Row[Any] | None:
    mine = and_(resource_proposals.c.id == proposal_id, visible_in(scope, resource_proposals))
    return (await connection.execute(select(resource_proposals).where(mine).with_for_update())).one_or_none()


async def decide_proposal(connection: Connection, proposal_id: UUID, state: str, *, by: str, at: datetime) -> None:
    decided = update(resource_proposals).where(resource_proposals.c.id == proposal_id)
    await connection.execute(decided.values(state=state, decided_by=by, decided_at=at))


async def add_history(
    connection: Connection, region: str, step: Step, facts: Mapping[str, object], *, by: str, at: datetime
) -> None:
    row = {"id": new_id(), "region": region, "step": str(step), "by": by, "at": at, "facts": dict(facts)}
    await insert_rows(connection, resource_history, [row])


async def list_newest(
    connection: Connection, scope: Scope, table: Table, *, region: str, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return rows of a table that has ids in the order of time, the newest first."""
    query = select(table).where(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))
    if after is not None:
        query = query.where(table.c.id < after)
    return (await connection.execute(query.order_by(table.c.id.desc()).limit(limit))).all()


async def list_proposals(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, resource_proposals, **page)


async def list_entries(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, post_entries, **page)


async def list_history(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, resource_history, **page)


# -------------------------------------------------------------------------------------------------------------- posts
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


async def add_entries(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, post_entries, [{"id": new_id(), **row} for row in rows])


# -------------------------------------------------------------------------------------------------------------- people
async def whereabouts_of(connection: Connection, person_ids: Sequence[str], on: date) -> dict[str, Whereabouts]:
    """Return where people are on a day: the unit they belong to, and the newest placement that reaches the day."""
    query = (
        select(posts_held.c.person_id, posts_held.c.unit_id)
        .where(among(posts_held.c.person_id, person_ids))
        .where(in_force(posts_held, on))
    )
    units = {row.person_id: row.unit_id for row in await connection.execute(query)}
    rows = await terms_since(connection, placements, [{"person_id": one} for one in person_ids], on)
    placed = {row.person_id: row for row in sorted(rows, key=lambda row: row.valid_from)}
    return {
        person: Whereabouts(unit, placed[person].holder, placed[person].valid_from)
        if person in placed
        else Whereabouts(unit)
        for person, unit in units.items()
    }


async def sealed_persons(connection: Connection, person_ids: Iterable[str]) -> dict[str, Row[Any]]:
    rows = await connection.execute(select(persons).where(among(persons.c.id, person_ids)))
    return {row.id: row for row in rows}


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


# -------------------------------------------------------------------------------------------------------------- money
async def term_of(connection: Connection, table: Table, region: str, power: str, on: date) -> Row[Any] | None:
    """Return what holds of a power in a township on a day: its need, or its agreement."""
    mine = and_(table.c.region == region, table.c.power == power, table.c.valid.contains(on))
    return (await connection.execute(select(table).where(mine))).one_or_none()


async def need_of(connection: Connection, region: str, power: str, on: date) -> Row[Any] | None:
    return await term_of(connection, power_needs, region, power, on)


async def agreement_of(connection: Connection, region: str, power: str, on: date) -> Row[Any] | None:
    return await term_of(connection, money_agreements, region, power, on)


async def posts_for(connection: Connection, region: str, power: str, on: date) -> int:
    """Return how many posts followed a power into a township up to a day, net of what went away again."""
    mine = and_(post_entries.c.region == region, post_entries.c.power == power, post_entries.c.day <= on)
    total = select(func.coalesce(func.sum(post_entries.c.posts), 0)).where(mine, post_entries.c.unit_id.is_not(None))
    return int((await connection.execute(total)).scalar_one())


async def bookings_of(connection: Connection, region: str, power: str) -> list[Booked]:
    query = select(money_entries).where(money_entries.c.region == region, money_entries.c.power == power)
    return [Booked(row.day, Booking(row.kind), row.fen) for row in await connection.execute(query)]


async def add_bookings(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, money_entries, [{"id": new_id(), **row} for row in rows])


async def powers_with_money(
    connection: Connection, scope: Scope, region: str, on: date, *, after: tuple[str, str] = ("", ""), limit: int = 200
) -> Sequence[Row[Any]]:
    """Return the (township, power) pairs of which a need or an agreement speaks by a day, in order."""
    parts = [
        select(table.c.region, table.c.power).where(
            visible_in(scope, table), table.c.region.startswith(region, autoescape=True), table.c.valid_from <= on
        )
        for table in (power_needs, money_agreements)
    ]
    pairs = parts[0].union(parts[1]).subquery()
    query = select(pairs).where(tuple_(pairs.c.region, pairs.c.power) > tuple_(*after))
    return (await connection.execute(query.order_by(pairs.c.region, pairs.c.power).limit(limit))).all()


# ---------------------------------------------------------------------------------------------------- agencies and load
async def agencies_of(connection: Connection, region: str) -> list[Agency]:
    """Return the units of a township, term by term."""
    rows = await connection.execute(select(unit_terms).where(unit_terms.c.region == region))
    return [Agency(row.unit_id, row.kind, row.name, row.valid_from, row.valid_to) for row in rows]


async def pool_of(connection: Connection, scope: Scope, region: str, on: date) -> dict[str | None, int]:
    """Return how many people work in a township on a day, by unit."""
    here = and_(visible_in(scope, posts_held), posts_held.c.region.startswith(region, autoescape=True))
    query = select(posts_held.c.unit_id, func.count().label("people")).where(here, in_force(posts_held, on))
    return {row.unit_id: row.people for row in await connection.execute(query.group_by(posts_held.c.unit_id))}


async def open_cases_of(connection: Connection, scope: Scope, region: str) -> dict[str | None, int]:
    here = and_(
        visible_in(scope, cases), cases.c.region.startswith(region, autoescape=True), cases.c.closed_at.is_(None)
    )
    query = select(cases.c.unit, func.count().label("cases")).where(here).group_by(cases.c.unit)
    return {row.unit: row.cases for row in await connection.execute(query)}


async def open_tasks_of(connection: Connection, scope: Scope, region: str) -> int:
    here = and_(
        visible_in(scope, tasks), tasks.c.region.startswith(region, autoescape=True), tasks.c.ended_at.is_(None)
    )
    return int((await connection.execute(select(func.count()).where(here))).scalar_one())
