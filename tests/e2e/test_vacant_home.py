"""An empty home is watched, somebody comes back, a worker looks after it, and nothing of the meter is left."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from grid.vacancy.service.watches import erase_over
from shared.runtime.kafka import make_producer
from shared.schemas.topics import feed_topic
from tests.integration.grid.town import Town, staffed_town, step
from tests.integration.grid.vacancy_desk import homes_of, message, readings, running, this_hour
from tests.support.platform import Platform

DAYS, BACK_ON = 5.0, 4.0
LEFT = """
SELECT (SELECT count(*) FROM vacancy_meters WHERE watch_id = :id)
     + (SELECT count(*) FROM vacancy_blocks WHERE watch_id = :id)
"""


async def _send(town: Town, rows: list[tuple[str, int, float]]) -> None:
    producer = make_producer(town.platform.servers.kafka)
    await producer.start()
    try:
        for start in range(0, len(rows), 200):
            body = json.dumps(message(rows[start : start + 200])).encode()
            await producer.send_and_wait(feed_topic("power-usage"), body)
    finally:
        await producer.stop()


async def _found(town: Town) -> dict[str, Any]:
    async def heard() -> Any:
        items = (await town.client("leader", "zhou").get("/vacancy/findings")).json()["items"]
        return items[0] if items else None

    found: dict[str, Any] = await town.platform.until(heard, 60)
    return found


async def _went(town: Town, task_id: str) -> None:
    """Let the worker find the task in his list, accept it and arrive."""
    wang = town.client("worker", "wang")
    listed = (await wang.get("/tasks")).json()["items"]
    assert task_id in {task["id"] for task in listed if task["kind"] == "check-home"}
    for name, more in (("accept", {}), ("arrive", {"position": {"lon": 121.005, "lat": 31.505}})):
        answer = await wang.post(f"/tasks/{task_id}/{name}", json=step(at=town.platform.clock().isoformat(), **more))
        assert answer.status_code < 300, answer.text


async def test_a_vacant_home_is_found_lived_in_checked_and_closed(platform: Platform) -> None:
    town = await staffed_town(platform)
    [home] = await homes_of(town, 1)
    watch = await running(town, [home])
    rows = readings(home["meter"], this_hour(), DAYS, BACK_ON)
    platform.clock.ahead = timedelta(days=DAYS)
    try:
        await _send(town, rows)
        finding = await _found(town)
        await _went(town, finding["task_id"])
        way = f"/vacancy/findings/{finding['id']}/answer"
        answered = await town.client("worker", "wang").post(way, json={"answer": "returned"})
        assert answered.status_code == 200, answered.text
        await _is_closed(town, home["home_id"], finding)
        await _is_erased(town, watch["id"])
    finally:
        platform.clock.ahead = timedelta(0)


async def _is_closed(town: Town, home_id: str, finding: dict[str, Any]) -> None:
    leader = town.client("leader", "zhou")
    record = (await town.client("grid-leader").get(f"/registry/records/{home_id}?kind=home")).json()
    task = (await town.client("worker", "wang").get(f"/tasks/{finding['task_id']}")).json()
    measured = (await leader.get("/vacancy/precision", params={"until": "2100-01-01"})).json()["items"]
    assert (record["fields"]["use"], task["state"]) == ("lived-in", "finished")
    assert [(one["found"], one["right"], one["precision"]) for one in measured] == [(1, 1, 1.0)]


async def _is_erased(town: Town, watch_id: str) -> None:
    ended = await town.client("leader", "zhou").post(f"/vacancy/watches/{watch_id}/end")
    assert (ended.status_code, ended.json()["state"]) == (200, "ended")
    async with town.platform.database("grid").begin() as work:
        await erase_over(work, town.platform.clock())
        assert (await work.connection.execute(text(LEFT), {"id": watch_id})).scalar_one() == 0
