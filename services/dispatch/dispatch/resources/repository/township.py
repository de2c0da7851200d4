"""How are a township's agencies, pool and open work read?"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, Table, and_, func, not_, or_, select

from dispatch.cases.domain.workflow import Action
from dispatch.cases.models import case_history, cases, tasks, workflows
from dispatch.organisation.domain.agencies import AGENCY_KINDS
from dispatch.organisation.models import posts_held, unit_terms
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


async def pool_of(connection: Connection, scope: Scope, region: str, on: date) -> dict[str | None, int]:
    """Return how many people work in a township on a day, by unit."""
    here = and_(visible_in(scope, posts_held), posts_held.c.region.startswith(region, autoescape=True))
    query = select(posts_held.c.unit_id, func.count().label("people")).where(here, in_force(posts_held, on))
    return {row.unit_id: row.people for row in await connection.execute(query.group_by(posts_held.c.unit_id))}


async def open_cases_of(connection: Connection, scope: Scope, region: str, on: date) -> dict[str | None, int]:
    """Return how many cases were open at the end of a day, by the unit that had them then.

    A case that a department outside the region had is no work of the region's people.
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
    begun = _open(scope, cases, region, ends, cases.c.opened_at, cases.c.closed_at)
    open_then = (
        select(func.coalesce(told, task, cases.c.unit).label("unit"))
        .join(workflows, workflows.c.version == cases.c.workflow_version)
        .where(begun, or_(state.is_(None), not_(workflows.c.definition["final"].has_key(state))))
        .subquery()
    )
    elsewhere = select(unit_terms.c.unit_id).where(
        unit_terms.c.unit_id == open_then.c.unit,
        in_force(unit_terms, on),
        not_(unit_terms.c.region.startswith(region, autoescape=True)),
    )
    query = select(open_then.c.unit, func.count().label("cases")).where(not_(elsewhere.exists()))
    return {row.unit: row.cases for row in await connection.execute(query.group_by(open_then.c.unit))}


async def open_tasks_of(connection: Connection, scope: Scope, region: str, on: date) -> dict[str | None, int]:
    """Return how many tasks were open at the end of a day, by unit."""
    query = select(tasks.c.unit, func.count().label("tasks")).where(_open_tasks(scope, region, on))
    return {row.unit: row.tasks for row in await connection.execute(query.group_by(tasks.c.unit))}


async def heads_of(
    connection: Connection, scope: Scope, region: str, on: date, *, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the people of a pool on a day with the tasks that each had open at its end, by person."""
    tasks_of = (
        select(tasks.c.worker_id, func.count().label("open_tasks"))
        .where(_open_tasks(scope, region, on), tasks.c.worker_id.is_not(None))
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


def _open_tasks(scope: Scope, region: str, on: date) -> ColumnElement[bool]:
    return _open(scope, tasks, region, _end_of(on), tasks.c.assigned_at, tasks.c.ended_at)


def _end_of(on: date) -> datetime:
    """Return the first moment after a day in Shanghai."""
    return datetime.combine(on + timedelta(days=1), time.min, SHANGHAI)


def _open(
    scope: Scope,
    table: Table,
    region: str,
    ends: datetime,
    begun: ColumnElement[datetime],
    ended: ColumnElement[datetime | None],
) -> ColumnElement[bool]:
    """Return the condition that something in a region had begun before a moment and had not ended."""
    here = and_(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))
    return and_(here, begun < ends, or_(ended.is_(None), ended >= ends))
