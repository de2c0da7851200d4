"""What is kept of the hearing of an application?"""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from approval_window.applications.models import application_hearings
from shared.runtime.db import Connection


async def hearing_of(connection: Connection, application_id: UUID) -> Row[Any] | None:
    query = select(application_hearings).where(application_hearings.c.application_id == application_id)
    return (await connection.execute(query)).one_or_none()


async def keep_hearing(connection: Connection, application_id: UUID, row: dict[str, Any]) -> None:
    """Write what became of a hearing; what is not among `row` stays."""
    first = insert(application_hearings).values(row | {"application_id": application_id})
    await connection.execute(first.on_conflict_do_update(index_elements=["application_id"], set_=row))
