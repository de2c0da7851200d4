"""What a worker may ask of another about a task, and what comes of it."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from grid.tasks.service.asks import let_stand_in
from shared.runtime.db import new_id
from shared.schemas.dispatch import TaskAssigned
from shared.schemas.grid import TaskProgressed
from tests.integration.grid.town import Town, hear, now, staffed_town, step, told
from tests.support.platform import Platform


@pytest.fixture
async def town(platform: Platform) -> Town:
    town = await staffed_town(platform)
    await town.assign(("wang", town.west, "A"), ("li", town.west, "B"), on_duty=True)
    return town


async def ask(town: Town, task: TaskAssigned, kind: str, who: str = "wang", **more: Any) -> Any:
    body = {"id": str(new_id()), "kind": kind} | more
    return await town.client("worker", who).post(f"/tasks/{task.task_id}/asks", json=body)


async def answer(town: Town, asked: Any, who: str, role: str = "worker", **more: Any) -> Any:
    body = {"accept": True} | more
    return await town.client(role, who).post(f"/task-asks/{asked.json()['id']}/answer", json=body)


async def look(town: Town, task: TaskAssigned) -> dict[str, Any]:
    found: dict[str, Any] = (await town.client("dispatcher").get(f"/tasks/{task.task_id}")).json()
    return found


async def inbox(town: Town, who: str, role: str = "worker") -> list[str]:
    found = await town.client(role, who).get("/task-asks", params={"only_open": True})
    return [item["id"] for item in found.json()["items"]]


async def test_help_is_asked_of_the_grid_leader_who_answers_it(town: Town, task: TaskAssigned) -> None:
    asked = await ask(town, task, "help", text="需要两人搬运")
    assert await inbox(town, "chen", "grid-leader") == [asked.json()["id"]]
    assert await inbox(town, "li") == []

    answered = await answer(town, asked, "chen", "grid-leader", text="老张马上到")

    assert (answered.json()["state"], answered.json()["answered_by"]) == ("accepted", town.person("chen"))
    assert await inbox(town, "chen", "grid-leader") == []
    found = await look(town, task)
    assert (found["state"], [row["action"] for row in found["history"]]) == (
        "assigned",
        ["assign", "ask-help", "answer-help"],
    )
    shown = await town.client("worker", "wang").get(f"/task-asks/{asked.json()['id']}", params={"purpose": "办理"})
    assert (shown.json()["text"], shown.json()["answer"]) == ("需要两人搬运", "老张马上到")


async def test_who_stands_in_takes_the_task_over_when_he_accepts(town: Town, task: TaskAssigned) -> None:
    await town.client("worker", "wang").post(f"/tasks/{task.task_id}/accept", json=step())
    asked = await ask(town, task, "hand-over")
    assert (asked.json()["to"], await inbox(town, "li")) == (town.person("li"), [asked.json()["id"]])
    assert (await look(town, task))["worker_id"] == town.person("wang")

    await answer(town, asked, "li")

    found = await look(town, task)
    assert (found["state"], found["worker_id"]) == ("accepted", town.person("li"))
    event = (await told(town.platform, TaskProgressed, task.task_id))[-1]
    assert (event.state, event.worker_id, event.version) == ("accepted", town.person("li"), found["version"])


async def test_who_declines_leaves_it_where_it_is_and_another_may_be_asked(town: Town, task: TaskAssigned) -> None:
    asked = await ask(town, task, "hand-over")
    declined = await answer(town, asked, "li", accept=False, text="在外地")

    assert (declined.json()["state"], (await look(town, task))["worker_id"]) == ("declined", town.person("wang"))
    twice = await answer(town, asked, "li")
    assert (twice.status_code, twice.json()["title"]) == (409, "tasks.ask-answered")
    assert (await ask(town, task, "hand-over")).status_code == 201


async def test_who_is_off_duty_asks_nobody(town: Town, task: TaskAssigned) -> None:
    await town.client("worker", "wang").post("/workers/me/duty", json={"on_duty": False})

    asked = await ask(town, task, "hand-over")

    assert (asked.json()["state"], asked.json()["answered_by"]) == ("accepted", "system:grid")
    found = await look(town, task)
    assert (found["worker_id"], found["state"]) == (town.person("li"), "assigned")


async def test_who_is_on_duty_has_what_an_absent_worker_has_not_accepted(town: Town, task: TaskAssigned) -> None:
    accepted = town.task()
    await hear(town.platform, accepted)
    await town.client("worker", "wang").post(f"/tasks/{accepted.task_id}/accept", json=step())
    await town.client("worker", "wang").post("/workers/me/duty", json={"on_duty": False})

    async with town.platform.database("grid").begin() as work:
        await let_stand_in(work, now())

    assert (await look(town, task))["worker_id"] == town.person("li")
    assert (await look(town, task))["history"][-1]["action"] == "stand-in"
    assert (await look(town, accepted))["worker_id"] == town.person("wang")


async def test_nobody_else_on_duty_means_that_the_grid_leader_is_asked(town: Town, task: TaskAssigned) -> None:
    await town.client("worker", "li").post("/workers/me/duty", json={"on_duty": False})

    refused = await ask(town, task, "hand-over")

    assert (refused.status_code, refused.json()["title"]) == (409, "tasks.nobody-to-take")


@pytest.mark.parametrize(
    ("who", "to", "code"),
    [
        ("li", None, "tasks.not-yours"),
        ("wang", "wang", "tasks.to-yourself"),
        ("wang", "zhao", "tasks.not-a-holder"),
        ("zhao", None, "tasks.not-found"),
    ],
)
async def test_who_may_not_give_it_away_or_not_to_him_is_refused(
    town: Town, task: TaskAssigned, who: str, to: str | None, code: str
) -> None:
    refused = await ask(town, task, "hand-over", who, **({"to": town.person(to)} if to else {}))

    assert refused.json()["title"] == code


async def test_the_same_ask_again_is_one_and_a_second_one_waits_for_the_first(town: Town, task: TaskAssigned) -> None:
    known = str(new_id())
    first, again = await ask(town, task, "help", id=known), await ask(town, task, "help", id=known)
    second, reused = await ask(town, task, "help"), await ask(town, task, "hand-over", id=known)

    assert again.json() == first.json()
    assert (second.json()["title"], second.json()["ask"]) == ("tasks.ask-open", known)
    assert (reused.status_code, reused.json()["title"]) == (409, "tasks.ask-id-reused")


async def test_only_who_is_asked_answers(town: Town, task: TaskAssigned) -> None:
    asked = await ask(town, task, "help", to=town.person("li"))

    own = await answer(town, asked, "wang")
    leader = await answer(town, asked, "chen", "grid-leader")
    stranger = await answer(town, asked, "zhao")

    assert [one.json()["title"] for one in (own, leader)] == ["tasks.not-asked", "tasks.not-asked"]
    assert (stranger.status_code, stranger.json()["title"]) == (404, "tasks.ask-not-found")
    assert (await answer(town, asked, "li")).status_code == 200


async def test_a_task_that_is_over_is_nobodys_to_ask_about(town: Town, task: TaskAssigned) -> None:
    asked = await ask(town, task, "help")
    await town.client("worker", "wang").post(f"/tasks/{task.task_id}/return", json=step(reason="unsafe"))

    assert (await ask(town, task, "hand-over")).json()["title"] == "tasks.illegal-step"
    assert await inbox(town, "chen", "grid-leader") == []
    assert (await answer(town, asked, "chen", "grid-leader")).status_code == 409
    assert UUID(asked.json()["id"])


async def test_who_leads_a_villages_grid_sees_what_lies_in_its_cells_alone(town: Town, task: TaskAssigned) -> None:
    asked = await ask(town, task, "help")
    leads = {village: leader_of(town, village) for village in ("001", "002")}

    seen = {
        village: [item["id"] for item in (await leader.get("/task-asks")).json()["items"]]
        for village, leader in leads.items()
    }
    tasks = [(await leader.get(f"/tasks/{task.task_id}")).status_code for leader in leads.values()]

    assert (seen, tasks) == ({"001": [asked.json()["id"]], "002": []}, [200, 404])


def leader_of(town: Town, village: str) -> httpx.AsyncClient:
    return town.platform.client("grid", role="grid-leader", scope=f"{town.region}{village}", person_id="p-leads")
