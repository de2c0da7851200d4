"""How were callers asked whether they are content, and what did they say?"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from dispatch.cases.models import case_call_backs
from shared.runtime.db import Connection
from shared.runtime.sets import insert_rows


async def add_call_back(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, case_call_backs, [dict(row)])


async def call_backs_of(connection: Connection, case_id: UUID) -> list[Row[Any]]:
    """Return the call-backs of a case, the first one first."""
    query = select(case_call_backs).where(case_call_backs.c.case_id == case_id)
    return list((await connection.execute(query.order_by(case_call_backs.c.id))).all())
