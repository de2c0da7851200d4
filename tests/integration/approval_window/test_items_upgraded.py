"""What becomes of the catalogue of a window that kept no versions, on a real database?"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.runtime.migrate import upgrade
from tests.support.servers import Servers

ITEM = "temporary-relief"


async def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            answer = await connection.execute(text(statement), {"item": ITEM})
            return [tuple(row) for row in answer] if answer.returns_rows else []
    finally:
        await engine.dispose()


async def test_each_version_that_an_application_may_name_is_there_and_the_newest_holds(servers: Servers) -> None:
    url = await servers.new_database()
    await upgrade(url, "approval_window", "item_catalogue")
    await ask(url, "UPDATE items SET version = 3, power = 'P-1', promised_days = 7 WHERE code = :item")

    await upgrade(url, "approval_window", "item_versions")

    kept = "SELECT version, power, promised_days FROM item_versions WHERE code = :item ORDER BY version"
    assert await ask(url, kept) == [(number, "P-1", 7) for number in (1, 2, 3)]
    holds = "SELECT version FROM item_versions WHERE code = :item AND in_force_to IS NULL"
    assert await ask(url, f"{holds} AND in_force_from < '2000-01-01'") == [(3,)]
    assert await ask(url, "SELECT count(*) FROM item_versions WHERE code <> :item") == [(2,)]
