"""Is a connection of the pool one that works, and is every statement planned for its own values?"""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from shared.runtime.db import Database
from shared.runtime.fields import Sealer
from shared.runtime.settings import DatabaseSettings
from tests.support.servers import Servers, crypto_for_tests


@pytest.fixture
async def database(servers: Servers) -> AsyncIterator[Database]:
    """A pool of one connection."""
    settings = DatabaseSettings(url=SecretStr(await servers.new_database()), pool_size=1)
    made = Database(settings, Sealer(crypto_for_tests()))
    yield made
    await made.close()


async def backend(database: Database) -> int:
    async with database.begin() as work:
        return int((await work.connection.execute(text("SELECT pg_backend_pid()"))).scalar_one())


async def test_a_connection_that_the_server_has_closed_is_replaced_unnoticed(
    database: Database, servers: Servers
) -> None:
    first = await backend(database)
    assert await backend(database) == first
    await servers.execute(f"SELECT pg_terminate_backend({first})")
    await asyncio.sleep(0.3)
    assert await backend(database) != first


async def test_what_is_asked_often_is_planned_for_its_values_and_not_for_any(database: Database) -> None:
    async with database.begin() as work:
        for number in range(10):
            await work.connection.execute(text("SELECT relname FROM pg_class WHERE oid = :oid"), {"oid": number})
        plans = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE :asked"
        found = (await work.connection.execute(text(plans), {"asked": "SELECT relname%"})).all()
    assert [(row.generic_plans, row.custom_plans >= 5) for row in found] == [(0, True)]
