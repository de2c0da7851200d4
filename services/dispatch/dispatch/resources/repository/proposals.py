"""How are proposals and the history of posts, people and money read and written?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, and_, select, update

from dispatch.resources.domain.proposals import Step
from dispatch.resources.models import (
    money_entries,
    post_entries,
    resource_history,
    resource_proposals,
)
from shared.runtime.db import Connection, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


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
    connection: Connection,
    scope: Scope,
    table: Table,
    *,
    region: str,
    after: UUID | None,
    limit: int,
    on: date | None = None,
) -> Sequence[Row[Any]]:
    """Return rows of a table that has ids in the order of time (those of up to a day), the newest first."""
    query = select(table).where(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))
    if on is not None:
        query = query.where(table.c.day <= on)
    if after is not None:
        query = query.where(table.c.id < after)
    return (await connection.execute(query.order_by(table.c.id.desc()).limit(limit))).all()


async def list_proposals(
    connection: Connection, scope: Scope, *, region: str, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return proposals without their lines, of which one may have twenty thousand."""
    table = resource_proposals
    columns = [column for column in table.c if column.name != "body"]
    query = select(*columns).where(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))
    if after is not None:
        query = query.where(table.c.id < after)
    return (await connection.execute(query.order_by(table.c.id.desc()).limit(limit))).all()


async def find_proposal(connection: Connection, scope: Scope, proposal_id: UUID) -> Row[Any] | None:
    mine = and_(resource_proposals.c.id == proposal_id, visible_in(scope, resource_proposals))
    return (await connection.execute(select(resource_proposals).where(mine))).one_or_none()


async def list_entries(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, post_entries, **page)


async def list_bookings(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, money_entries, **page)


async def list_history(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, resource_history, **page)
