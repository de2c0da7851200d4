"""How are a township's agencies, pool and open work read?"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from dispatch.cases.models import cases, tasks
from dispatch.organisation.models import posts_held, unit_terms
from dispatch.resources.domain.agencies import Agency
from shared.clock import SHANGHAI
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope


async def agencies_of(connection: Connection, region: str) -> list[Agency]:
    """Return the units of a township, term by term."""
    rows = await connection.execute(select(unit_terms).where(unit_terms.c.region == region))
    return [Agency(row.unit_id, row.kind, row.name, row.valid_from, row.valid_to) for row in rows]


async def pool_of(connection: Connection, scope: Scope, region: str, on: date) -> dict[str | None, int]:
    """Return how many people work in a township on a day, by unit."""
    here = and_(visible_in(scope, posts_held), posts_held.c.region.startswith(region, autoescape=True))
    query = select(posts_held.c.unit_id, func.count().label("people")).where(here, in_force(posts_held, on))
    return {row.unit_id: row.people for row in await connection.execute(query.group_by(posts_held.c.unit_id))}


async def open_cases_of(connection: Connection, scope: Scope, region: str, on: date) -> dict[str | None, int]:
    """Return how many cases were open at the end of a day, by unit."""
    query = select(cases.c.unit, func.count().label("cases")).where(_open(scope, cases, region, on, "closed_at"))
    return {row.unit: row.cases for row in await connection.execute(query.group_by(cases.c.unit))}


async def open_tasks_of(connection: Connection, scope: Scope, region: str, on: date) -> int:
    query = select(func.count()).where(_open(scope, tasks, region, on, "ended_at"))
    return int((await connection.execute(query)).scalar_one())


def _open(scope: Scope, table: Table, region: str, on: date, ended: str) -> ColumnElement[bool]:
    """Return the condition that something in a region had begun by the end of a day and had not ended."""
    ends = datetime.combine(on + timedelta(days=1), time.min, SHANGHAI)
    begun = table.c.opened_at if "opened_at" in table.c else table.c.assigned_at
    here = and_(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))
    return and_(here, begun < ends, or_(table.c[ended].is_(None), table.c[ended] >= ends))
