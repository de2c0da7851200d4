"""What the grid's own tasks promise: to the capability that makes them, to the worker, and to the grid leader."""

from typing import Any
from uuid import UUID

import pytest

from grid.tasks.domain.local import LocalTask, NotALocalKind, TaskKind
from grid.tasks.service.local import assign_local, finish_local, recall_local
from shared.errors import Refusal
from shared.runtime.scope import Reach, Scope
from shared.schemas.grid import TaskProgressed
from shared.schemas.vocabulary import Result, Urgency
from tests.integration.grid.town import Town, hear, now, staffed_town, step, told
from tests.support.platform import Platform

ON = {"on_duty": True}


@pytest.fixture
async def town(platform: Platform) -> Town:
    town = await staffed_town(platform)
    on_duty = await town.assign(("wang", town.west, "A"), ("li", town.west, "B"), **ON)
    assert on_duty.status_code == 200
    return town


def local(town: Town, key: str = "k1", **more: Any) -> LocalTask:
    usual: dict[str, Any] = {
        "kind": TaskKind.CHECK_HOME,
        "key": f"{town.region}-{key}",
        "region": town.region,
        "cell": town.west,
        "about_kind": "home",
        "about_id": "h1",
        "urgency": Urgency.NORMAL,
        "due_at": now(),
    }
    return LocalTask(**(usual | more))


async def give(town: Town, *tasks: LocalTask) -> list[UUID]:
    async with town.platform.database("grid").begin() as work:
        ids = await assign_local(work, tasks, by="system:test", now=now())
    return [ids[task.key] for task in tasks]


def of(town: Town, name: str) -> Scope:
    return Scope(Reach(region=town.region, person_id=town.person(name), own_only=True))


async def take(town: Town, task_id: UUID, action: str, who: str = "wang", **more: Any) -> Any:
    return await town.client("worker", who).post(f"/tasks/{task_id}/{action}", json=step(**more))


async def look(town: Town, task_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = (await town.client("dispatcher").get(f"/tasks/{task_id}")).json()
    return found


async def test_one_of_our_own_lies_in_the_inbox_of_who_answers_for_the_cell(town: Town) -> None:
    [task_id] = await give(town, local(town))

    [item] = (await town.client("worker", "wang").get("/tasks", params={"kind": "check-home"})).json()["items"]
    assert (item["id"], item["worker_id"], item["state"]) == (str(task_id), town.person("wang"), "assigned")
    assert (item["about_kind"], item["about_id"], item["case_id"]) == ("home", "h1", None)
    assert (await town.client("worker", "zhao").get("/tasks")).json()["items"] == []


async def test_who_is_on_duty_stands_in_and_where_nobody_is_it_is_the_a_roles(town: Town) -> None:
    away = {"on_duty": False}
    await town.client("worker", "wang").post("/workers/me/duty", json=away)
    [stood_in] = await give(town, local(town, "b"))
    await town.client("worker", "li").post("/workers/me/duty", json=away)
    [nobody] = await give(town, local(town, "c"))

    holders = [(await look(town, task_id))["worker_id"] for task_id in (stood_in, nobody)]
    assert holders == [town.person("li"), town.person("wang")]


async def test_the_same_key_is_one_task_until_it_is_over(town: Town) -> None:
    first, twin = await give(town, local(town)), await give(town, local(town), local(town, "other"))
    assert twin[0] == first[0] != twin[1]

    async with town.platform.database("grid").begin() as work:
        await finish_local(work, of(town, "wang"), task_id=first[0], result=Result.SOLVED, now=now())

    assert await give(town, local(town)) != first


async def test_another_kind_under_the_same_key_is_another_task(town: Town) -> None:
    [home], [visit] = await give(town, local(town)), await give(town, local(town, kind=TaskKind.VISIT))

    assert home != visit


async def test_its_own_capability_finishes_it_and_no_other_door(town: Town) -> None:
    [task_id] = await give(town, local(town))
    await take(town, task_id, "accept")

    refused = await take(town, task_id, "finish", result="solved")

    assert (refused.status_code, refused.json()["title"]) == (409, "tasks.finish-elsewhere")
    assert (refused.json()["capability"], refused.json()["about_id"]) == ("vacancy", "h1")
    assert (await look(town, task_id))["state"] == "accepted"


async def test_an_answer_finishes_what_was_not_accepted_yet_with_both_steps_on_record(town: Town) -> None:
    [task_id] = await give(town, local(town))

    async with town.platform.database("grid").begin() as work:
        await finish_local(work, of(town, "wang"), task_id=task_id, result=Result.NOTHING_FOUND, now=now())

    found = await look(town, task_id)
    assert (found["state"], found["result"], found["version"]) == ("finished", "nothing-found", 3)
    assert [row["action"] for row in found["history"]] == ["assign", "accept", "finish"]


async def test_nothing_of_it_is_told_to_the_centre(town: Town) -> None:
    [task_id] = await give(town, local(town))
    await take(town, task_id, "accept")
    await take(town, task_id, "return", reason="unsafe")

    assert await told(town.platform, TaskProgressed, task_id) == []


async def test_who_may_not_see_it_does_not_finish_it(town: Town) -> None:
    [task_id] = await give(town, local(town))

    with pytest.raises(Refusal) as refused:
        async with town.platform.database("grid").begin() as work:
            await finish_local(work, of(town, "zhao"), task_id=task_id, result=Result.SOLVED, now=now())

    assert refused.value.code == "tasks.not-found"


async def test_the_grid_leader_gives_a_returned_one_to_another_holder(town: Town) -> None:
    [task_id] = await give(town, local(town))
    await take(town, task_id, "return", reason="unsafe")
    leader = town.client("grid-leader", "chen")
    [waiting] = (await leader.get("/tasks", params={"state": "returned", "kind": "check-home"})).json()["items"]
    assert waiting["id"] == str(task_id)

    given = await leader.post(f"/tasks/{task_id}/assign", json={"worker_id": town.person("li")})

    assert (given.json()["state"], given.json()["worker_id"]) == ("assigned", town.person("li"))
    assert given.json()["return_reason"] is None
    assert given.json()["history"][-1]["by"] == town.person("chen")


async def test_it_is_given_to_no_one_outside_the_cell_and_by_no_worker(town: Town) -> None:
    [task_id] = await give(town, local(town))
    body = {"worker_id": town.person("zhao")}

    strange = await town.client("grid-leader").post(f"/tasks/{task_id}/assign", json=body)
    by_worker = await town.client("worker", "wang").post(f"/tasks/{task_id}/assign", json=body)

    assert (strange.status_code, strange.json()["title"]) == (403, "tasks.not-a-holder")
    assert by_worker.status_code == 403


async def test_a_recall_takes_back_what_is_not_over_and_leaves_the_rest(town: Town) -> None:
    [one], [returned], [done] = [await give(town, local(town, key)) for key in ("1", "2", "3")]
    await take(town, returned, "return", reason="unsafe")
    keys = [f"{town.region}-{key}" for key in ("1", "2", "3", "unknown")]
    async with town.platform.database("grid").begin() as work:
        await finish_local(work, of(town, "wang"), task_id=done, result=Result.SOLVED, now=now())
        number = await recall_local(work, kind=TaskKind.CHECK_HOME, keys=keys, reason="moved-in", now=now())

    assert number == 2
    assert [(await look(town, task))["state"] for task in (one, returned, done)] == ["recalled", "recalled", "finished"]
    assert (await look(town, returned))["return_reason"] is None


async def test_a_cases_task_is_the_centres_to_give(town: Town) -> None:
    with pytest.raises(NotALocalKind):
        await give(town, local(town, kind=TaskKind.CASE))


async def test_a_task_of_a_case_is_not_given_anew_here(town: Town) -> None:
    task = town.task()
    await hear(town.platform, task)

    refused = await town.client("grid-leader").post(
        f"/tasks/{task.task_id}/assign", json={"worker_id": town.person("li")}
    )

    assert (refused.status_code, refused.json()["title"]) == (409, "tasks.centres-own")
