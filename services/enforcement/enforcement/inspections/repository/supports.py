"""Which support of the grid was asked for, and what has the grid told of it?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from enforcement.inspections.models.supports import inspection_supports
from shared.runtime.db import Connection
from shared.runtime.sets import insert_rows

_S = inspection_supports.c


async def supports_of(connection: Connection, inspection_id: UUID) -> Sequence[Row[Any]]:
    """Return the support that was asked for, the earliest first."""
    query = select(inspection_supports).where(_S.inspection_id == inspection_id)
    return (await connection.execute(query.order_by(_S.asked_at, _S.id))).all()


async def add_support(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, inspection_supports, [row])


async def wanted_of(connection: Connection, inspection_id: UUID) -> Row[Any] | None:
    """Return what is wanted for an inspection, held until the transaction ends."""
    query = select(inspection_supports).where(_S.inspection_id == inspection_id, _S.wanted).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def end_wanted(connection: Connection, support_id: UUID) -> Row[Any]:
    """Want nobody any more, in the next version of what was asked; return it."""
    mine = update(inspection_supports).where(_S.id == support_id).values(wanted=False, version=_S.version + 1)
    ended: Row[Any] = (await connection.execute(mine.returning(inspection_supports))).one()
    return ended


async def hear(connection: Connection, support_id: UUID, told: dict[str, Any]) -> UUID | None:
    """Keep the newest that the grid has told; return of which inspection, None where it is old or not ours."""
    newer = _S.id == support_id, _S.task_version < told["task_version"]
    mine = update(inspection_supports).where(*newer).values(told).returning(_S.inspection_id)
    found: UUID | None = (await connection.execute(mine)).scalar_one_or_none()
    return found
