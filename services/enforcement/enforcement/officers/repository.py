"""Whom does the read copy of the organisation know as an officer on a day?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from shared.runtime.copies import persons_with_role
from shared.runtime.db import Connection
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope


async def list_officers(connection: Connection, scope: Scope, on: date) -> Sequence[Row[Any]]:
    """Return the officers of the day in the scope's region, by id."""
    return await persons_with_role(connection, scope, Role.OFFICER, on)


async def officers_among(connection: Connection, ids: Collection[str], on: date) -> dict[str, str]:
    """Return person id → region of those of `ids` who are officers on the day."""
    rows = await persons_with_role(connection, ids, Role.OFFICER, on)
    return {row.person_id: row.region for row in rows}
