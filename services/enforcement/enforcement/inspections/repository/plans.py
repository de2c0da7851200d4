"""Which plans does a caller see, how are they saved, and how far are they?"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select, update

from enforcement.inspections.domain.inspections import InspectionState, Outcome
from enforcement.inspections.domain.plans import PlanState
from enforcement.inspections.models.inspections import inspections
from enforcement.inspections.models.plans import inspection_plans, plan_editions
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

P, E = inspection_plans.c, plan_editions.c
_WITH_EDITION = (inspection_plans, E.name, E.first_day, E.last_day, E.fields, E.why, E.approved_at)


async def add_plan(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, inspection_plans, [row])


async def add_edition(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, plan_editions, [row])


async def find_plan(connection: Connection, scope: Scope, plan_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """Return a plan that the scope reaches, or that was ever approved and so is public; held if asked."""
    mine = visible_in(scope, inspection_plans) | (P.edition > 0)
    query = select(inspection_plans).where(P.id == plan_id, mine)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def editions_of(connection: Connection, plan_id: UUID) -> Sequence[Row[Any]]:
    """Return every edition of a plan, the first one first."""
    return (await connection.execute(select(plan_editions).where(E.plan_id == plan_id).order_by(E.edition))).all()


async def find_edition(connection: Connection, plan_id: UUID, edition: int) -> Row[Any] | None:
    query = select(plan_editions).where(E.plan_id == plan_id, E.edition == edition)
    return (await connection.execute(query)).one_or_none()


async def save_plan(connection: Connection, plan_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    """Write changes to a plan that is held; return it as it is now."""
    mine = update(inspection_plans).where(P.id == plan_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(inspection_plans))).one()
    return saved


async def approve_edition(connection: Connection, plan_id: UUID, edition: int, changes: dict[str, Any]) -> None:
    mine = update(plan_editions).where(E.plan_id == plan_id, E.edition == edition)
    await connection.execute(mine.values(changes))


async def published_in(
    connection: Connection, scope: Scope, region: str, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` plans of a region that were approved, with the edition in force; the newest first."""
    shown = (visible_in(scope, inspection_plans), P.region.startswith(region, autoescape=True), P.edition > 0)
    return await _listed(connection, E.edition == P.edition, shown, after, limit)


async def waiting(connection: Connection, scope: Scope, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return at most `limit` plans with an edition that nobody approved yet, and that one; the newest first."""
    shown = (visible_in(scope, inspection_plans), P.newest > P.edition, P.state != PlanState.ENDED)
    return await _listed(connection, E.edition == P.newest, shown, after, limit)


async def _listed(
    connection: Connection, which: ColumnElement[bool], shown: Sequence[Any], after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    query = select(*_WITH_EDITION).join(plan_editions, and_(E.plan_id == P.id, which)).where(*shown)
    query = query.order_by(P.id.desc()).limit(limit)
    return (await connection.execute(query if after is None else query.where(P.id < after))).all()


async def progress_of(connection: Connection, plans: Collection[UUID]) -> dict[UUID, dict[str, tuple[int, int]]]:
    """Return how many inspections were opened by each plan, and how many of them are closed, by field."""
    c = inspections.c
    mine = among(c.plan_id, plans), c.outcome.is_distinct_from(Outcome.BROKEN_OFF)
    closed = func.count().filter(c.state == InspectionState.CLOSED)
    query = select(c.plan_id, c.field, func.count(), closed).where(*mine)
    found: dict[UUID, dict[str, tuple[int, int]]] = {}
    for plan_id, field, opened, done in await connection.execute(query.group_by(c.plan_id, c.field)):
        found.setdefault(plan_id, {})[field] = (opened, done)
    return found
