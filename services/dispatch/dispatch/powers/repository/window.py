"""How are the read copies of the window's applications, licences and ratings written?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from dispatch.powers.models import licence_copies, power_applications, power_ratings
from shared.runtime.db import Connection
from shared.runtime.sets import arrays, insert_rows


async def add_applications(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, power_applications, rows, skip_known=True)


async def end_applications(connection: Connection, ended: dict[UUID, datetime]) -> None:
    """Keep since when nobody has anything to decide; the first moment stays."""
    rows = [{"application_id": key, "ended_at": at} for key, at in ended.items()]
    if not rows:
        return
    c = power_applications.c
    given = arrays(rows, application_id=c.application_id.type, ended_at=c.ended_at.type)
    mine = update(power_applications).where(c.application_id == given.c.application_id, c.ended_at.is_(None))
    await connection.execute(mine.values(ended_at=given.c.ended_at))


async def keep_licence(connection: Connection, row: dict[str, Any]) -> None:
    first = insert(licence_copies).values(row)
    changed = {name: first.excluded[name] for name in row if name != "licence_id"}
    newer = licence_copies.c.version < first.excluded.version
    await connection.execute(first.on_conflict_do_update(index_elements=["licence_id"], set_=changed, where=newer))


async def add_ratings(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, power_ratings, rows, skip_known=True)
