"""Does a page of cases stay a matter of milliseconds with many of them? No list of the bench reads the whole table."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bench.lists import PAGES, Page, known_places
from bench.many import fill_up
from dispatch.cases.repository import reading
from dispatch.cases.repository.reading import Lateness
from embedded.short_lived import plain_url
from shared.clock import utc_now
from shared.runtime.scope import Reach, Scope
from tests.support.servers import Servers

ROWS = 20_000
TABLES = ("cases", "case_clocks")
THROWN_AWAY = re.compile(r"Rows Removed by Filter: (\d+)")


@pytest.fixture(scope="module")
async def places(servers: Servers) -> AsyncIterator[tuple[AsyncConnection, dict[str, str]]]:
    """A database of its own with many cases, a connection that is told plans instead of rows, and what pages name."""
    url = await servers.new_database("dispatch")
    behind = await asyncpg.connect(plain_url(url))
    await fill_up(behind, ROWS)
    found = await known_places(behind)
    await behind.close()
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "before_cursor_execute", _explain, retval=True)
    async with engine.connect() as connection:
        yield connection, found
    await engine.dispose()


def _explain(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> tuple[str, Any]:
    return (f"EXPLAIN (ANALYZE) {statement}" if "FROM cases" in statement else statement), parameters


async def plan(connection: AsyncConnection, page: Page, places: dict[str, str]) -> str:
    """Return the plan of the very query that a page runs."""
    asked = dict(parse_qsl(page.query.format(**places)))
    unit = page.unit.format(**places) if page.unit else None
    reach = Reach(page.scope.format(**places), page.person_id, unit, unit_only=page.role == "handler")
    overdue, after = asked.pop("overdue", None), asked.pop("after", None)
    late = Lateness(utc_now(), None if overdue is None else overdue == "true", None)
    given: dict[str, Any] = {"region": asked.pop("region", ""), "late": late}
    given |= {"after": UUID(after) if after else None, "limit": int(asked.pop("limit", 50))}
    rows = await reading.list_cases(connection, Scope(reach), filters=asked, **given)
    return "\n".join(row[0] for row in rows)


def too_much(told: str) -> list[str]:
    """Return what of a plan reads far more than a page shows."""
    whole = [table for table in TABLES if f"Seq Scan on {table} " in told]
    return whole + [number for number in THROWN_AWAY.findall(told) if int(number) > ROWS / 10]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
async def test_no_page_of_cases_reads_far_more_than_it_shows(
    places: tuple[AsyncConnection, dict[str, str]], page: Page
) -> None:
    told = await plan(places[0], page, places[1])
    assert "Limit" in told
    assert not too_much(told), told


async def test_a_page_without_its_index_would_be_noticed(places: tuple[AsyncConnection, dict[str, str]]) -> None:
    connection, found = places
    await connection.rollback()
    await connection.execute(text("DROP INDEX ix_cases_worker_id"))
    of_worker = next(page for page in PAGES if page.name == "of a worker")
    told = await plan(connection, of_worker, found)
    await connection.rollback()
    assert too_much(told), told
