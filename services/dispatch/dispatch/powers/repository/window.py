"""How are the read copies of the window's applications and licences written?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from dispatch.powers.models import licence_copies, power_applications
from shared.runtime.db import Connection
from shared.runtime.sets import insert_rows


async def add_applications(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, power_applications, rows, skip_known=True)


async def keep_licence(connection: Connection, row: dict[str, Any]) -> None:
    first = insert(licence_copies).values(row)
    changed = {name: first.excluded[name] for name in row if name != "licence_id"}
    newer = licence_copies.c.version < first.excluded.version
    await connection.execute(first.on_conflict_do_update(index_elements=["licence_id"], set_=changed, where=newer))
