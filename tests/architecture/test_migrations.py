"""Do each service's migrations lead to its declared tables, and back to nothing?"""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.runtime.migrate import differences, downgrade, upgrade
from tests.support.servers import PACKAGES, Servers

TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'alembic_version'
"""

each_service = pytest.mark.parametrize("package", PACKAGES)


async def ask(url: str, statement: str) -> list[str]:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            answer = await connection.execute(text(statement))
            return [row[0] for row in answer] if answer.returns_rows else []
    finally:
        await engine.dispose()


@each_service
async def test_migrations_lead_up_and_back_and_up_again(servers: Servers, package: str) -> None:
    url = await servers.new_database()

    await upgrade(url, package)
    assert await differences(url, package) == []
    await downgrade(url, package)
    assert await ask(url, TABLES) == []
    await upgrade(url, package)
    assert await differences(url, package) == []


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("CREATE TABLE stray (id int)", "stray"),
        ("ALTER TABLE outbox ADD COLUMN stray text", "stray"),
        ("ALTER TABLE outbox DROP COLUMN traceparent", "traceparent"),
        ("DROP INDEX ix_outbox_unpublished", "ix_outbox_unpublished"),
        ("ALTER TABLE inbox ALTER COLUMN consumer DROP NOT NULL, ALTER COLUMN consumer TYPE int USING 1", "consumer"),
    ],
)
async def test_a_database_that_differs_is_noticed(servers: Servers, damage: str, named: str) -> None:
    url = await servers.new_database("grid")
    await ask(url, "ALTER TABLE inbox DROP CONSTRAINT pk_inbox")

    await ask(url, damage)

    assert any(named in difference for difference in await differences(url, "grid"))


async def test_migrating_twice_changes_nothing(servers: Servers) -> None:
    url = await servers.new_database("grid")

    await upgrade(url, "grid")

    assert await differences(url, "grid") == []
