"""Which lines of a record are photos?"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from enforcement.records.models import record_lines
from shared.runtime.db import Connection, among

from .domain.proof import PHOTO


async def photo_lines(connection: Connection, cases: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return the lines of these cases that are photos, in order."""
    c = record_lines.c
    query = select(record_lines).where(among(c.case_id, cases), c.kind == PHOTO).order_by(c.case_id, c.seq)
    return (await connection.execute(query)).all()
