"""Which items are there?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from shared.runtime.db import Connection

from .models import items


async def list_items(connection: Connection) -> Sequence[Row[Any]]:
    """Return the catalogue, which is the same for every region."""
    return (await connection.execute(select(items).order_by(items.c.code))).all()


async def find_item(connection: Connection, code: str) -> Row[Any] | None:
    return (await connection.execute(select(items).where(items.c.code == code))).one_or_none()
