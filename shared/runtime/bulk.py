"""How do many rows get into a table at the least cost? By COPY, inside the transaction that is open."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import Table, select, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

# From so many rows on it is cheaper than an INSERT from arrays, here and in the server.
COPY_FROM = 50


async def copy_rows(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert `rows`, all with the same keys. Raises DBAPIError, whose `orig` is asyncpg's error."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if not driver.is_in_transaction():
        # SQLAlchemy begins the transaction with the first statement of its own.
        await connection.execute(select(true()))
    dialect, names = connection.dialect, list(rows[0])
    prepare = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    values = [
        [row[name] for row in rows] if process is None else [process(row[name]) for row in rows]
        for name, process in zip(names, prepare, strict=True)
    ]
    try:
        await driver.copy_records_to_table(table.name, records=zip(*values, strict=True), columns=names)
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        # What asyncpg raises by itself is known to nobody above.
        lost = isinstance(error, asyncpg.InterfaceError)
        raise DBAPIError(
            f"COPY {table.name}", None, error, hide_parameters=True, connection_invalidated=lost
        ) from error
