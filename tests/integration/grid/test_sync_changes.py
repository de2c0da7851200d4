"""What a phone is told when it asks what changed: everything, whatever commits when, and nothing but its own."""

from typing import Any

import pytest

from grid.offline.domain.tokens import Token
from grid.tasks.consumers import hear_of_tasks
from shared.schemas.dispatch import TaskAssigned
from tests.integration.grid.town import Town, hear, now, recall, step
from tests.support.phone import Phone


async def given(town: Town, **more: Any) -> TaskAssigned:
    task = town.task(**more)
    await hear(town.platform, task)
    return task


def ids(answer: dict[str, Any]) -> set[str]:
    return {task["id"] for task in answer["tasks"]}


async def test_the_first_time_it_is_all_that_is_open(town: Town, phone: Phone) -> None:
    mine, over, others = await given(town), await given(town), await given(town, cell=town.east, worker_id=None)
    await hear(town.platform, recall(over))

    first = await phone.asks()

    assert (ids(first), first["reset"], first["more"], first["gone"]) == ({str(mine.task_id)}, True, False, [])
    assert str(others.task_id) not in ids(first)


async def test_then_it_is_what_changed_with_how_it_stands(town: Town, phone: Phone) -> None:
    stays, recalled, finished = [await given(town) for _ in range(3)]
    token = (await phone.asks())["token"]
    await hear(town.platform, recall(recalled))
    for action, more in (("accept", {}), ("finish", {"result": "solved"})):
        await town.client("worker", "li").post(f"/tasks/{finished.task_id}/{action}", json=step(**more))
    new = await given(town)

    answer = await phone.asks(token)

    states = {task["id"]: task["state"] for task in answer["tasks"]}
    assert states.pop(str(stays.task_id), "assigned") == "assigned"
    assert states == {
        str(recalled.task_id): "recalled",
        str(finished.task_id): "finished",
        str(new.task_id): "assigned",
    }
    assert answer["reset"] is False


async def test_what_commits_after_a_later_one_was_told_is_not_missed(town: Town, phone: Phone) -> None:
    slow, quick = town.task(), town.task()
    async with town.platform.database("grid").begin() as work:
        await hear_of_tasks(work, [slow], now())
        await hear(town.platform, quick)
        told = await phone.asks((await phone.asks())["token"])
        assert ids(told) == {str(quick.task_id)}

    assert str(slow.task_id) in ids(await phone.asks(told["token"]))


async def test_what_was_given_to_another_is_gone(town: Town, phone: Phone) -> None:
    elsewhere = await given(town, cell=town.east)
    token = (await phone.asks())["token"]

    await hear(town.platform, elsewhere.model_copy(update={"version": 2, "worker_id": town.person("zhao")}))

    answer = await phone.asks(token)
    assert answer["gone"] == [str(elsewhere.task_id)]
    assert str(elsewhere.task_id) not in ids(answer)


async def test_what_hides_from_everybody_is_gone(town: Town, phone: Phone) -> None:
    task = await given(town)
    token = (await phone.asks())["token"]

    await hear(town.platform, recall(task).model_copy(update={"reason": "hidden"}))

    assert (await phone.asks(token))["gone"] == [str(task.task_id)]


async def test_tasks_come_and_go_with_a_cell(town: Town, phone: Phone) -> None:
    west, east = await given(town, worker_id=None), await given(town, worker_id=None, cell=town.east)
    token = (await phone.asks())["token"]

    await town.assign(("li", town.west, "A"), ("wang", town.east, "A"))

    answer = await phone.asks(token)
    assert (ids(answer), answer["gone"]) == ({str(east.task_id)}, [str(west.task_id)])


async def test_a_long_answer_comes_in_pages_and_nothing_between_is_lost(town: Town, phone: Phone) -> None:
    tasks = [await given(town) for _ in range(5)]
    token, seen = None, set()
    for turn in range(5):
        page = await phone.asks(token, limit=2)
        seen |= ids(page)
        token = page["token"]
        if turn == 0:
            # Read already, and changed while the rest is read.
            accepted = page["tasks"][0]["id"]
            await town.client("worker", "wang").post(f"/tasks/{accepted}/accept", json=step())
        if not page["more"]:
            break

    assert seen == {str(task.task_id) for task in tasks}
    assert accepted in ids(await phone.asks(token))


async def test_a_token_from_before_a_restored_database_begins_anew(town: Town, phone: Phone) -> None:
    task = await given(town)

    answer = await phone.asks(Token(since=10**15).write())

    assert (answer["reset"], ids(answer)) == (True, {str(task.task_id)})


@pytest.mark.parametrize("token", ["xx", "LSAtIC0gLQ==", "YSBiIGM="])
async def test_a_token_of_nobodys_is_refused(town: Town, token: str) -> None:
    answer = await town.client("worker", "wang").get("/sync", params={"since": token})

    assert (answer.status_code, answer.json()["title"]) == (422, "offline.bad-token")
