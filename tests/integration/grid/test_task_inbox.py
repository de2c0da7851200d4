"""What the grid makes of the centre's words, in batches, in any order, and more than once."""

from datetime import timedelta
from typing import Any

import pytest

from shared.schemas.dispatch import TaskAssigned
from shared.schemas.grid import TaskProgressed
from shared.schemas.vocabulary import Executor, Urgency
from tests.integration.grid.town import Town, hear, new_town, now, recall, step, tell, told
from tests.support.platform import Platform


@pytest.fixture
def town(platform: Platform) -> Town:
    return new_town(platform)


def again(task: TaskAssigned, version: int, **more: Any) -> TaskAssigned:
    return task.model_copy(update={"version": version} | more)


async def look(town: Town, task: TaskAssigned) -> dict[str, Any]:
    return (await town.client("dispatcher").get(f"/tasks/{task.task_id}")).json()


async def test_a_newer_word_changes_what_is_known_of_an_open_task(town: Town):
    task, due = town.task(), now() + timedelta(minutes=20)
    await hear(town.platform, task)

    await hear(town.platform, again(task, 2, urged=1, due_at=due, urgency=Urgency.URGENT, worker_id="p-other"))

    found = await look(town, task)
    assert (found["state"], found["version"], found["urged"]) == ("assigned", 2, 1)
    assert (found["urgency"], found["worker_id"]) == ("urgent", "p-other")
    assert [row["action"] for row in found["history"]] == ["assign", "update"]


async def test_an_older_or_repeated_word_changes_nothing(town: Town):
    task = town.task()
    await hear(town.platform, task, again(task, 3, urged=2))

    await hear(town.platform, again(task, 3, urged=9), again(task, 2, urged=1), task)

    found = await look(town, task)
    assert (found["urged"], found["version"]) == (2, 2)


async def test_a_newer_word_leaves_the_state_that_the_worker_reached(town: Town):
    task = town.task()
    await hear(town.platform, task)
    await town.client("worker", "wang").post(f"/tasks/{task.task_id}/accept", json=step())

    await hear(town.platform, again(task, 2, urged=1))

    found = await look(town, task)
    assert (found["state"], found["urged"]) == ("accepted", 1)


async def test_a_task_that_ended_stays_as_it_ended(town: Town):
    task = town.task()
    await hear(town.platform, task)
    await town.client("worker", "wang").post(f"/tasks/{task.task_id}/return", json=step(reason="not-mine"))

    await hear(town.platform, again(task, 2, urged=1), recall(task, 3))

    found = await look(town, task)
    assert (found["state"], found["urged"], found["return_reason"]) == ("returned", 0, "not-mine")


async def test_the_centre_takes_an_open_task_back(town: Town):
    task = town.task()
    await tell(town.platform, task, recall(task))

    async def recalled() -> bool:
        return (await look(town, task)).get("state") == "recalled"

    await town.platform.until(recalled)
    refused = await town.client("worker", "wang").post(f"/tasks/{task.task_id}/accept", json=step())
    assert (refused.status_code, refused.json()["possible"]) == (409, [])
    assert await told(town.platform, TaskProgressed, task.task_id) == []


async def test_a_recall_before_its_task_recalls_it_when_it_comes(town: Town):
    task = town.task()
    await hear(town.platform, recall(task))

    await hear(town.platform, task)

    found = await look(town, task)
    assert found["state"] == "recalled"
    assert [row["to_state"] for row in found["history"]] == ["assigned", "recalled"]


async def test_all_words_about_a_task_may_come_in_one_batch_and_in_any_order(town: Town):
    task, other = town.task(), town.task()

    await hear(town.platform, recall(task, 3), again(other, 2, urged=1), task, other, again(task, 2))

    assert (await look(town, task))["state"] == "recalled"
    assert (await look(town, other))["urged"] == 1


async def test_a_task_of_the_team_is_not_ours(town: Town):
    task = town.task(executor=Executor.TEAM, worker_id=None)

    await hear(town.platform, task, recall(task))

    assert (await town.client("dispatcher").get(f"/tasks/{task.task_id}")).status_code == 404


async def test_a_batch_of_five_hundred_is_taken_as_one(town: Town):
    tasks = [town.task() for _ in range(500)]

    await hear(town.platform, *tasks)

    page = (await town.client("dispatcher").get("/tasks", params={"limit": 200})).json()
    assert len(page["items"]) == 200
    async with town.platform.database("grid").begin() as work:
        count = "SELECT count(*) FROM task_history JOIN tasks ON id = task_id WHERE region = $1"
        counted = await work.connection.exec_driver_sql(count, (town.region,))
        assert counted.scalar_one() == 500
