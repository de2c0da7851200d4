"""Has every service its own database and role, and does the server understand Chinese?"""

from collections.abc import Mapping

import asyncpg

from embedded.errors import StackError
from embedded.postgres import PostgresServer

# Under a locale that pg_trgm cannot read, Chinese has no trigrams and nobody is told: every search finds nothing.
CHINESE_CHECK = "SELECT similarity('占道经营', '占道经营投诉') > 0"


async def ensure_databases(server: PostgresServer, passwords: Mapping[str, str]) -> None:
    """Make a role and a database of that name for each entry, or set its password when it is there.

    Raises StackError when trigrams do not see Chinese.
    """
    connection = await server.connect()
    try:
        await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        if not await connection.fetchval(CHINESE_CHECK):
            raise StackError("PostgreSQL 不识别中文: pg_trgm sees no Chinese under this locale (wanted: C.UTF-8)")
        for name, password in passwords.items():
            await _ensure_role(connection, name, password)
            await _ensure_database(connection, name)
    finally:
        await connection.close()


async def _ensure_role(connection: asyncpg.Connection, name: str, password: str) -> None:
    exists = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)
    verb = "ALTER" if exists else "CREATE"
    # DDL takes no parameters; format() of the server quotes.
    await _execute_quoted(connection, f"{verb} ROLE %I LOGIN PASSWORD %L", name, password)


async def _ensure_database(connection: asyncpg.Connection, name: str) -> None:
    if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        return
    await _execute_quoted(connection, "CREATE DATABASE %I OWNER %I STRATEGY file_copy", name, name)
    # A service sees its own database and no other.
    await _execute_quoted(connection, "REVOKE CONNECT ON DATABASE %I FROM PUBLIC", name)


async def _execute_quoted(connection: asyncpg.Connection, template: str, *values: str) -> None:
    statement = await connection.fetchval("SELECT format($1, VARIADIC $2::text[])", template, list(values))
    await connection.execute(statement)
