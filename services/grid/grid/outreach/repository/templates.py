"""Which templates does a caller see, and how are they saved?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from grid.outreach.models import outreach_templates
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

C = outreach_templates.c


async def add_template(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, outreach_templates, [row])


async def save_template(connection: Connection, row: dict[str, Any]) -> None:
    await update_rows(connection, outreach_templates, [row])


async def next_edition(connection: Connection, region: str, code: str) -> int:
    """Return the number of the next edition of a text; holds it until the transaction ends."""
    key = func.hashtextextended(f"grid.outreach.template:{region}:{code}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))
    query = select(func.coalesce(func.max(C.edition), 0)).where(C.region == region, C.code == code)
    return int((await connection.execute(query)).scalar_one()) + 1


async def find_template(
    connection: Connection, scope: Scope, template_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    query = select(outreach_templates).where(visible_in(scope, outreach_templates), C.id == template_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def list_templates(
    connection: Connection, scope: Scope, *, state: str | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    query = select(outreach_templates).where(visible_in(scope, outreach_templates))
    if state is not None:
        query = query.where(C.state == state)
    if after is not None:
        query = query.where(C.id > after)
    return (await connection.execute(query.order_by(C.id).limit(limit))).all()
