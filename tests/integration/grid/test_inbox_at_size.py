"""Is a worker's inbox found by an index, and his own, where ten thousand tasks of others lie beside it?"""

from typing import Any

import pytest
from sqlalchemy import Select, text
from sqlalchemy.dialects import postgresql

from grid.tasks.domain.states import OPEN
from grid.tasks.domain.steps import Wanted
from grid.tasks.repository import tasks as repository
from shared.geo import Position
from shared.runtime.db import Connection
from shared.runtime.scope import Reach, Scope
from shared.schemas.vocabulary import Point
from tests.integration.grid.town import Town, hear, staffed_town
from tests.support.platform import Platform

OTHERS = 10_000


@pytest.fixture
async def town(platform: Platform) -> Town:
    town = await staffed_town(platform)
    # Outside of the town: what lies in it would follow its cells.
    far = {"worker_id": "p-other", "position": Point(lon=121.5, lat=31.505)}
    tasks = [town.task(cell=f"{town.region}{number % 50 + 100:06d}", **far) for number in range(OTHERS)]
    for start in range(0, OTHERS, 2_000):
        await hear(platform, *tasks[start : start + 2_000])
    await hear(platform, *(town.task() for _ in range(30)))
    async with platform.database("grid").begin() as work:
        await work.connection.execute(text("ANALYZE tasks"))
    return town


async def plan_of(connection: Connection, query: Select[Any]) -> dict[str, Any]:
    compiled = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    found = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {compiled}")
    plan: dict[str, Any] = found.scalar_one()[0]
    return plan


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in nodes(part))]


async def test_a_worker_reads_his_own_tasks_by_an_index_and_no_others(town: Town) -> None:
    scope = Scope(Reach(region=town.region, person_id=town.person("wang"), own_only=True))
    for near in (None, Position(121.005, 31.505)):
        query = repository.inbox_query(scope, Wanted(sorted(OPEN)), near=near, after=None, limit=50)
        async with town.platform.database("grid").begin() as work:
            plan = await plan_of(work.connection, query)

        read = [node for node in nodes(plan["Plan"]) if node.get("Relation Name") == "tasks"]
        assert "Seq Scan" not in {node["Node Type"] for node in read}, read
        assert max(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in read) < OTHERS / 100
        assert plan["Execution Time"] < 50

    answer = await town.client("worker", "wang").get("/tasks", params={"near": "121.005,31.505", "limit": 200})
    assert [item["cell"] for item in answer.json()["items"]] == [town.west] * 30
