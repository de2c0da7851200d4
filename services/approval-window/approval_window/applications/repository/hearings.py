"""What is kept of the hearing of an application, and which are announced?"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select
from sqlalchemy.dialects.postgresql import insert

from approval_window.applications.models import application_hearings, applications
from approval_window.items.models import item_versions
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope


async def hearing_of(connection: Connection, application_id: UUID) -> Row[Any] | None:
    query = select(application_hearings).where(application_hearings.c.application_id == application_id)
    return (await connection.execute(query)).one_or_none()


async def keep_hearing(connection: Connection, application_id: UUID, row: dict[str, Any]) -> None:
    """Write what became of a hearing; what is not among `row` stays."""
    first = insert(application_hearings).values(row | {"application_id": application_id})
    await connection.execute(first.on_conflict_do_update(index_elements=["application_id"], set_=row))


async def list_announced(
    connection: Connection, scope: Scope, *, region: str, today: date, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return announced hearings that are still to come, with region and name of the item; never who applied."""
    c, a = application_hearings.c, applications.c
    of_version = item_versions.c.code == a.item, item_versions.c.version == a.item_version
    shown = [a.id, a.number, a.region, item_versions.c.name, c.announced_at, c.fixed_for, c.announced_place]
    query = (
        select(*shown)
        .join(applications, a.id == c.application_id)
        .join(item_versions, and_(*of_version))
        .where(c.announced_at.is_not(None), c.held_on.is_(None), c.fixed_for >= today)
        .where(a.paused_at.is_not(None), a.region.startswith(region, autoescape=True), visible_in(scope, applications))
        .order_by(a.id.desc())
        .limit(limit)
    )
    query = query if after is None else query.where(a.id < after)
    return (await connection.execute(query)).all()
