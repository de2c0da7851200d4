"""Which support of the grid was asked for, and what has the grid told of it?"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, insert, select, update

from approval_window.applications.models import application_supports, application_verifications, applications
from shared.runtime.db import Connection, among

_S = application_supports.c


async def supports_of(connection: Connection, application_id: UUID) -> Sequence[Row[Any]]:
    """Return the support that was asked for, the earliest first."""
    query = select(application_supports).where(_S.application_id == application_id)
    return (await connection.execute(query.order_by(_S.asked_at, _S.id))).all()


async def add_support(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(application_supports).values(row))


async def end_wanted(connection: Connection, application_ids: Collection[UUID]) -> None:
    """Want nobody any more for these applications, in the next version of what was asked."""
    mine = update(application_supports).where(among(_S.application_id, application_ids), _S.wanted)
    await connection.execute(mine.values(wanted=False, version=_S.version + 1))


async def wanted_of(connection: Connection, application_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return what is wanted for these applications, held, each with its region and who verifies."""
    verified_by = application_verifications.c.application_id == _S.application_id
    query = (
        select(application_supports, applications.c.region, application_verifications.c.officials)
        .join(applications, applications.c.id == _S.application_id)
        .join(application_verifications, and_(verified_by))
        .where(among(_S.application_id, application_ids), _S.wanted)
    )
    return (await connection.execute(query.with_for_update(of=application_supports))).all()


async def hear(connection: Connection, support_id: UUID, told: dict[str, Any]) -> None:
    """Keep the newest that the grid has told; what is older changes nothing, and what we do not know neither."""
    newer = _S.id == support_id, _S.task_version < told["task_version"]
    await connection.execute(update(application_supports).where(*newer).values(told))
