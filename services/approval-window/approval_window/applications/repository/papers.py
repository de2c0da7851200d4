"""How often was a paper printed?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select

from approval_window.applications.models import paper_prints
from shared.runtime.db import Connection


async def prints_of(connection: Connection, application_id: UUID) -> Sequence[Row[Any]]:
    """Return every print of an application's papers, in order."""
    c = paper_prints.c
    query = select(paper_prints).where(c.application_id == application_id).order_by(c.number, c.serial)
    return (await connection.execute(query)).all()


async def add_print(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(paper_prints).values(row))
