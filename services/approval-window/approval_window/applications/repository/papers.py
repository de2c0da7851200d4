"""How often was a paper printed, and under which name does a region's unit stand on it?"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select

from approval_window.applications.models import paper_prints
from shared.runtime.copies import in_force, unit_copies
from shared.runtime.db import Connection


async def prints_of(connection: Connection, application_id: UUID) -> Sequence[Row[Any]]:
    """Return every print of an application's papers, in order."""
    c = paper_prints.c
    query = select(paper_prints).where(c.application_id == application_id).order_by(c.number, c.serial)
    return (await connection.execute(query)).all()


async def add_print(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(paper_prints).values(row))


async def unit_name(connection: Connection, region: str, kind: str, on: date) -> str | None:
    """Return the name of a region's own unit of a kind on a day; None where the copy knows none."""
    c = unit_copies.c
    query = select(c.name).where(c.region == region, c.kind == kind, in_force(unit_copies, on))
    return (await connection.execute(query.order_by(c.unit_id).limit(1))).scalar_one_or_none()
