"""How are a township's agencies, pool and open work read?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, Table, Text, and_, func, literal_column, not_, or_, select

from dispatch.cases.domain.workflow import Action
from dispatch.cases.models import case_history, cases, tasks, workflows
from dispatch.cases.repository.sight import of_known_case
from dispatch.organisation.domain.agencies import AGENCY_KINDS
from dispatch.organisation.models import posts_held, regions, unit_terms
from dispatch.resources.domain.agencies import Agency
from shared.clock import SHANGHAI
from shared.codes import RegionLevel
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope

# Steps that say which unit has a case from then on.
GIVING: Final = (Action.FILE, Action.DISPATCH, Action.REWORK, Action.TAKE_OVER, Action.DESIGNATE)


async def agencies_of(connection: Connection, region: str) -> list[Agency]:
    """Return the units of a township, term by term."""
    rows = await connection.execute(select(unit_terms).where(unit_terms.c.region == region))
    return [Agency(row.unit_id, row.kind, row.name, row.valid_from, row.valid_to) for row in rows]


async def agencies_by_township(connection: Connection, scope: Scope, region: str, on: date) -> dict[str, int]:
    """Return how many functional agencies each township of a region has on a day, those that have any."""
    table = unit_terms.c
    here = and_(visible_in(scope, unit_terms), table.region.startswith(region, autoescape=True))
    query = (
        select(table.region, func.count().label("agencies"))
        .where(here, func.length(table.region) == RegionLevel.TOWNSHIP.digits)
        .where(among(table.kind, sorted(AGENCY_KINDS)), in_force(unit_terms, on))
    )
    return {row.region: row.agencies for row in await connection.execute(query.group_by(table.region))}


async def people_in_townships(connection: Connection, scope: Scope, region: str, on: date) -> int:
    """Return how many people work in the townships of a region on a day, whoever keeps their posts."""
    table = posts_held.c
    here = and_(visible_in(scope, posts_held), table.region.startswith(region, autoescape=True))
    query = select(func.count()).where(here, func.length(table.region) >= RegionLevel.TOWNSHIP.digits)
    return int((await connection.execute(query.where(in_force(posts_held, on)))).scalar_one())


# Place and unit → how many.
ByUnit = dict[tuple[str, str | None], int]


async def townships_after(connection: Connection, scope: Scope, region: str, *, after: str, limit: int) -> list[str]:
    """Return the townships of a region, by their codes."""
    c = regions.c
    here = c.code.startswith(scope.region, autoescape=True), c.code.startswith(region, autoescape=True)
    query = select(c.code).where(*here, c.level == str(RegionLevel.TOWNSHIP), c.code > after).order_by(c.code)
    return list((await connection.execute(query.limit(limit))).scalars())


async def pool_of(connection: Connection, scope: Scope, places: Sequence[str], on: date) -> ByUnit:
    """Return how many people work in each of `places` on a day, by unit; the places are of one level, in order."""
    place, unit = _place(posts_held, places), posts_held.c.unit_id
    query = select(place, unit, func.count().label("number"))
    query = query.where(visible_in(scope, posts_held), _in(posts_held, places), in_force(posts_held, on))
    return _by_unit(await connection.execute(query.group_by(place, unit)))


async def open_cases_of(connection: Connection, scope: Scope, places: Sequence[str], on: date) -> ByUnit:
    """Return how many cases of each of `places` were open at the end of a day, by the unit that had them then.

    A case that a department outside the place had is no work of the place's people.
    """
    ends = _end_of(on)
    steps = case_history.alias("steps")
    then = (steps.c.case_id == cases.c.id, steps.c.at < ends)
    state = select(steps.c.to_state).where(*then).order_by(steps.c.seq.desc()).limit(1).scalar_subquery()
    named = select(steps.c.facts["unit"].astext).where(*then, steps.c.facts.has_key("unit"))
    told = named.where(among(steps.c.action, GIVING)).order_by(steps.c.seq.desc()).limit(1).scalar_subquery()
    given = select(tasks.c.unit).where(tasks.c.case_id == cases.c.id, tasks.c.assigned_at < ends)
    task = given.order_by(tasks.c.assigned_at.desc()).limit(1).scalar_subquery()
    # What was closed for good by then is out at once; what was reopened since is looked at closely.
    begun = _open(scope, cases, places, ends, cases.c.opened_at, cases.c.closed_at)
    open_then = (
        select(_place(cases, places), func.coalesce(told, task, cases.c.unit).label("unit"))
        .join(workflows, workflows.c.version == cases.c.workflow_version)
        .where(begun, or_(state.is_(None), not_(workflows.c.definition["final"].has_key(state))))
        .subquery()
    )
    elsewhere = select(unit_terms.c.unit_id).where(
        unit_terms.c.unit_id == open_then.c.unit,
        in_force(unit_terms, on),
        func.left(unit_terms.c.region, len(places[0])) != open_then.c.home,
    )
    query = select(open_then.c.home, open_then.c.unit, func.count().label("number")).where(not_(elsewhere.exists()))
    return _by_unit(await connection.execute(query.group_by(open_then.c.home, open_then.c.unit)))


async def open_tasks_of(connection: Connection, scope: Scope, places: Sequence[str], on: date) -> ByUnit:
    """Return how many tasks of each of `places` were open at the end of a day, by unit."""
    place, unit = _place(tasks, places), tasks.c.unit
    query = select(place, unit, func.count().label("number")).where(_open_tasks(scope, places, on))
    return _by_unit(await connection.execute(query.group_by(place, unit)))


def _by_unit(rows: Iterable[Any]) -> ByUnit:
    return {(row[0], row[1]): row[2] for row in rows}


async def heads_of(
    connection: Connection, scope: Scope, region: str, on: date, *, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the people of a pool on a day with the tasks that each had open at its end, by person."""
    tasks_of = (
        select(tasks.c.worker_id, func.count().label("open_tasks"))
        .where(_open_tasks(scope, [region], on), tasks.c.worker_id.is_not(None))
        .group_by(tasks.c.worker_id)
        .subquery()
    )
    number = func.coalesce(tasks_of.c.open_tasks, 0).label("open_tasks")
    here = and_(visible_in(scope, posts_held), posts_held.c.region.startswith(region, autoescape=True))
    query: Select[Any] = (
        select(posts_held.c.person_id, posts_held.c.unit_id, number)
        .outerjoin(tasks_of, tasks_of.c.worker_id == posts_held.c.person_id)
        .where(here, in_force(posts_held, on), posts_held.c.person_id > after)
    )
    rows: Sequence[Row[Any]] = (await connection.execute(query.order_by(posts_held.c.person_id).limit(limit))).all()
    return rows


def _open_tasks(scope: Scope, places: Sequence[str], on: date) -> ColumnElement[bool]:
    return _open(scope, tasks, places, _end_of(on), tasks.c.assigned_at, tasks.c.ended_at)


def _place(table: Table, places: Sequence[str]) -> ColumnElement[str]:
    """Return in which of some places, all of one level, a row lies."""
    return func.left(table.c.region, literal_column(str(len(places[0])))).label("home")


def _in(table: Table, places: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a row lies in one of some places in order; the range says it for the index."""
    region = table.c.region
    within = (region >= places[0]) & (region < str(int(places[-1]) + 1))
    return within & among(func.left(region, len(places[0]), type_=Text), places)


def _end_of(on: date) -> datetime:
    """Return the first moment after a day in Shanghai."""
    return datetime.combine(on + timedelta(days=1), time.min, SHANGHAI)


def _open(
    scope: Scope,
    table: Table,
    places: Sequence[str],
    ends: datetime,
    begun: ColumnElement[datetime],
    ended: ColumnElement[datetime | None],
) -> ColumnElement[bool]:
    """Return the condition that something in some places had begun before a moment and had not ended."""
    case_id = cases.c.id if table is cases else tasks.c.case_id
    here = and_(visible_in(scope, table), of_known_case(scope, case_id), _in(table, places))
    return and_(here, begun < ends, or_(ended.is_(None), ended >= ends))
