"""How is read and written from when on a township is held to what is required, and who has proposed it?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select, update
from sqlalchemy.dialects.postgresql import insert

from dispatch.training.models import training_binding_proposals, training_bindings
from dispatch.training.repository.register import Rows
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

PROPOSALS = training_binding_proposals


async def bind(connection: Connection, region: str, bound_from: date, *, by: str, at: datetime) -> int:
    """Note from which day on a township is held, over what was noted before; return the version."""
    table = training_bindings
    first = insert(table).values(region=region, version=1, bound_from=bound_from, by=by, at=at)
    again: dict[str, Any] = {name: first.excluded[name] for name in ("bound_from", "by", "at")}
    again["version"] = table.c.version + 1
    noted = first.on_conflict_do_update(index_elements=["region"], set_=again).returning(table.c.version)
    return int((await connection.execute(noted)).scalar_one())


async def bound_from(connection: Connection, region: str) -> date | None:
    """Return from which day on a township is held, None where nobody has said so."""
    table = training_bindings
    found: date | None = await connection.scalar(select(table.c.bound_from).where(table.c.region == region))
    return found


async def list_bindings(
    connection: Connection, scope: Scope, *, after: str, limit: int, on: date | None = None
) -> Rows:
    """Return the townships that are held or will be, or that are on a day, by region."""
    table = training_bindings
    query = select(table).where(visible_in(scope, table), table.c.region > after).order_by(table.c.region)
    if on is not None:
        query = query.where(table.c.bound_from <= on)
    return (await connection.execute(query.limit(limit))).all()


async def add_proposal(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, PROPOSALS, [dict(row)])


async def find_proposal(connection: Connection, scope: Scope, proposal_id: UUID) -> Row[Any] | None:
    mine = and_(PROPOSALS.c.id == proposal_id, visible_in(scope, PROPOSALS))
    return (await connection.execute(select(PROPOSALS).where(mine))).one_or_none()


async def lock_proposal(connection: Connection, proposal_id: UUID) -> Row[Any]:
    """Return a proposal that the scope has found as it stands now, and hold it until the transaction ends."""
    return (await connection.execute(select(PROPOSALS).where(PROPOSALS.c.id == proposal_id).with_for_update())).one()


async def decide_proposal(connection: Connection, proposal_id: UUID, state: str, *, by: str, at: datetime) -> None:
    decided = update(PROPOSALS).where(PROPOSALS.c.id == proposal_id)
    await connection.execute(decided.values(state=state, decided_by=by, decided_at=at))


async def replace_open(connection: Connection, region: str, *, by: str, at: datetime) -> UUID | None:
    """Let the open proposal about a township, if there is one, make room for another; return which it was."""
    mine = and_(PROPOSALS.c.region == region, PROPOSALS.c.state == "open")
    replaced = update(PROPOSALS).where(mine).values(state="replaced", decided_by=by, decided_at=at)
    before: UUID | None = (await connection.execute(replaced.returning(PROPOSALS.c.id))).scalar_one_or_none()
    return before


async def list_open(connection: Connection, scope: Scope, *, region: str, after: UUID | None, limit: int) -> Rows:
    """Return the proposals that wait for another person, the newest first."""
    c = PROPOSALS.c
    query = select(PROPOSALS).where(
        c.state == "open", visible_in(scope, PROPOSALS), c.region.startswith(region, autoescape=True)
    )
    if after is not None:
        query = query.where(c.id < after)
    return (await connection.execute(query.order_by(c.id.desc()).limit(limit))).all()
