"""What becomes of cases that went to the police, or were erased, before either was kept? On a real database."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.runtime.migrate import downgrade, upgrade
from tests.support.servers import Servers

MOMENT = "'2026-11-20T17:00:00Z'"
COLUMNS = (
    "id, number, region, matter, powers, state, version, procedure, party, officers, weighty, ended_on, found_on,"
    " filed_at, decide_due_at, decided_at, outcome, closed_at, course"
)


def case(number: str, outcome: str) -> str:
    """Return the values of a case that was closed on 21 November, as it is counted in the town."""
    kept = f"uuidv7(), '{number}', '320585102', 'M1', '[]', 'closed', 5, 'ordinary', 'person', '[1, 2]', false"
    days = f"'2026-11-01', '2026-11-02', {MOMENT}, {MOMENT}"
    return f"INSERT INTO penalties ({COLUMNS}) VALUES ({kept}, {days}, {MOMENT}, '{outcome}', {MOMENT}, '{{}}')"


async def test_what_the_police_has_is_known_to_be_there_and_what_was_erased_to_be_gone(servers: Servers) -> None:
    url = await servers.new_database()
    await upgrade(url, "enforcement", "penalty_measures")
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for number, outcome in (("CF-1", "crime"), ("CF-2", "punish")):
            await connection.execute(text(case(number, outcome)))
        gone = "INSERT INTO records SELECT id, region, 1, ''::bytea, NULL FROM penalties WHERE number = 'CF-2'"
        await connection.execute(text(gone))

    await upgrade(url, "enforcement")

    kept = "SELECT number, course->>'transferred_on', course->>'erased' FROM penalties ORDER BY number"
    async with engine.begin() as connection:
        after = [tuple(row) for row in await connection.execute(text(kept))]
    await downgrade(url, "enforcement", "open_hearings")
    async with engine.begin() as connection:
        before = [tuple(row) for row in await connection.execute(text(kept))]
    await engine.dispose()
    assert after == [("CF-1", "2026-11-21", None), ("CF-2", None, "true")]
    assert before == [("CF-1", None, None), ("CF-2", None, None)]
