"""What becomes of cases and clocks that ran before rules had versions of their own? They keep what they were given."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.runtime.migrate import downgrade, upgrade
from tests.support.servers import Servers

BEFORE = """
INSERT INTO workflows (version, definition, loaded_at) VALUES (1, '{}', now());
INSERT INTO clock_policies (version, kind, source, matter, urgency, amount, unit) VALUES
  (1, 'handle', '*', '*', '*', 5, 'working-days'), (1, 'handle', '*', 'M1', '*', 3, 'working-days'),
  (1, 'handle', 'grid', 'M1', '*', 2, 'working-days'), (1, 'reply', '*', '*', '*', 9, 'working-hours');
INSERT INTO cases (id, number, version, state, region, source, urgency, workflow_version, urged, matter, opened_at,
  changed_at) VALUES ('00000000-0000-7000-8000-000000000001', 'n-1', 1, 'handling', '320585102', 'hotline-12345',
  'normal', 1, 0, 'M1', now(), now());
INSERT INTO case_clocks (id, case_id, kind, unit, started_at, due_at, provisional, calendar_version, policy_version,
  stopped_at)
SELECT uuidv7(), '00000000-0000-7000-8000-000000000001', kind, unit, now(), now(), true, 'workdays-3', 1, stopped
FROM (VALUES ('handle', 'working-days', NULL), ('reply', 'working-days', NULL), ('verify', 'working-hours', now()))
  AS given (kind, unit, stopped)
"""


async def ask(url: str, *statements: str) -> list[tuple[object, ...]]:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            for statement in statements:
                answer = await connection.execute(text(statement))
            return [tuple(row) for row in answer] if answer.returns_rows else []
    finally:
        await engine.dispose()


async def test_a_clock_that_runs_learns_how_much_it_was_given_by_the_row_that_started_it(servers: Servers) -> None:
    url = await servers.new_database()
    await upgrade(url, "dispatch", "hidden_cases")
    await ask(url, *(one for one in BEFORE.split(";") if one.strip()))

    await upgrade(url, "dispatch", "case_rules")

    clocks = await ask(url, "SELECT kind, amount, extended_by, set_until FROM case_clocks ORDER BY kind")
    # The reply of that unit stands in no row: nobody guesses, and it is never computed again.
    assert clocks == [("handle", 3, 0, None), ("reply", None, 0, None), ("verify", None, 0, None)]
    assert await ask(url, "SELECT policy_version FROM cases") == [(1,)]
    assert {row[0] for row in await ask(url, "SELECT region FROM clock_policies")} == {"*"}
    await ask(url, "INSERT INTO clock_policies VALUES (1, 'handle', '*', '*', '*', 4, 'working-days', '3205')")
    await downgrade(url, "dispatch", "hidden_cases")
    assert await ask(url, "SELECT count(*) FROM clock_policies") == [(4,)]
