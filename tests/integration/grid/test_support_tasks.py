"""Where the law asks for two officials a worker helps them, and finds nothing himself."""

from typing import Any

import pytest

from shared.runtime.db import new_id
from shared.schemas.dispatch import PersonChanged
from shared.schemas.grid import TaskProgressed
from tests.integration.grid.town import LONG_AGO, Town, hear, staffed_town, step, tell, told
from tests.support.platform import Platform

TWO = ("wei", "xu")


@pytest.fixture
async def town(platform: Platform) -> Town:
    town = await staffed_town(platform)
    await employ(town, "officer", *TWO)
    await employ(town, "clerk", "qin", "zhu")
    await employ(town, "officer", "far", region="320585999")
    return town


async def employ(town: Town, role: str, *names: str, region: str | None = None) -> None:
    facts = {"version": 1, "region": region or town.region, "unit_id": None, "roles": [role]}
    facts |= {"valid_from": LONG_AGO, "valid_to": None}
    await tell(town.platform, *(PersonChanged(person_id=town.person(name), **facts) for name in names))

    async def known() -> bool:
        body = wish(town, officials=[town.person(name) for name in names], article=ARTICLES[role])
        asked = await town.client("officer").post("/tasks/support", json=body)
        return region is not None or asked.status_code == 201 or len(names) < 2

    await town.platform.until(known)


ARTICLES = {"officer": "penalty-42", "clerk": "licence-34"}


def wish(town: Town, **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "client_id": str(new_id()),
        "article": "penalty-42",
        "region": town.region,
        "cell": town.west,
    }
    usual |= {"about_kind": "penalty-case", "about_id": "c1", "officials": [town.person(name) for name in TWO]}
    return usual | more


async def given(town: Town) -> str:
    answer = await town.client("officer").post("/tasks/support", json=wish(town))
    assert answer.status_code == 201, answer.text
    task_id: str = answer.json()["task_id"]
    await town.client("worker", "wang").post(f"/tasks/{task_id}/accept", json=step())
    return task_id


async def finish(town: Town, task_id: object, **more: Any) -> Any:
    return await town.client("worker", "wang").post(f"/tasks/{task_id}/finish", json=step(**more))


async def test_officers_get_a_worker_who_supports_them_once_for_each_wish(town: Town) -> None:
    body, officer = wish(town), town.client("officer", "wei")

    first, again = [await officer.post("/tasks/support", json=body) for _ in range(2)]

    assert (first.status_code, again.json()) == (201, first.json())
    assert "仅作线索" in first.json()["lead"]
    found = (await town.client("worker", "wang").get(f"/tasks/{first.json()['task_id']}")).json()
    assert (found["kind"], found["article"], found["worker_id"]) == ("support", "penalty-42", town.person("wang"))
    assert found["officials"] == sorted(town.person(name) for name in TWO)


@pytest.mark.parametrize("officials", [["wei"], ["wei", "wei"], ["wei", "wang"], ["wei", "far"], ["qin", "zhu"]])
async def test_one_official_or_one_who_is_none_is_not_enough(town: Town, officials: list[str]) -> None:
    body = wish(town, officials=[town.person(name) for name in officials])

    refused = await town.client("officer").post("/tasks/support", json=body)

    assert (refused.status_code, refused.json()["title"]) == (422, "tasks.two-officials-needed")
    assert refused.json()["law"] == "行政处罚法第四十二条"


async def test_a_licence_is_verified_by_two_of_the_windows_staff(town: Town) -> None:
    clerks = [town.person(name) for name in ("qin", "zhu")]

    answer = await town.client("clerk").post("/tasks/support", json=wish(town, article="licence-34", officials=clerks))

    assert answer.status_code == 201


async def test_another_places_support_is_not_asked_for_and_not_by_a_worker(town: Town) -> None:
    elsewhere = await town.client("officer").post("/tasks/support", json=wish(town, region="320585102", cell=None))
    by_worker = await town.client("worker", "wang").post("/tasks/support", json=wish(town))

    assert (elsewhere.status_code, elsewhere.json()["title"]) == (404, "tasks.out-of-reach")
    assert by_worker.status_code == 403


@pytest.mark.parametrize("result", ["solved", "nothing-found"])
async def test_a_worker_finds_nothing_for_them(town: Town, result: str) -> None:
    refused = await finish(town, await given(town), result=result, officials=[town.person(name) for name in TWO])

    assert (refused.status_code, refused.json()["title"]) == (422, "tasks.only-support")
    assert (refused.json()["possible"], refused.json()["law"]) == (
        ["accompanied", "photo-taken"],
        "行政处罚法第四十二条",
    )


async def test_without_two_officials_there_the_worker_supports_nobody(town: Town) -> None:
    refused = await finish(town, await given(town), result="accompanied", officials=[town.person("wei")])

    assert (refused.status_code, refused.json()["title"]) == (422, "tasks.two-officials-needed")


async def test_what_he_did_is_a_lead_and_says_so_each_time(town: Town) -> None:
    task_id, here = await given(town), [town.person(name) for name in TWO]
    body = step(result="accompanied", officials=here)
    phone = town.client("worker", "wang")

    answers = [await phone.post(f"/tasks/{task_id}/finish", json=body) for _ in range(2)]

    assert [answer.json()["lead"] for answer in answers] == ["网格员协助情况仅作线索，不作为核查、执法记录"] * 2
    found = (await phone.get(f"/tasks/{task_id}")).json()
    assert (found["result"], found["history"][-1]["facts"]["officials"]) == ("accompanied", sorted(here))


async def test_a_cases_matter_may_be_a_verification_and_the_centre_hears_that_others_must_go_on(town: Town) -> None:
    rule = {"region": town.region, "matter": "M0101", "version": 0, "tolerance_m": 100, "most_accuracy_m": 100}
    await town.client().put("/task-rules", json=rule | {"article": "penalty-42"})
    task = town.task()
    await hear(town.platform, task)
    await town.client("worker", "wang").post(f"/tasks/{task.task_id}/accept", json=step())

    assert (await finish(town, task.task_id, result="solved")).json()["title"] == "tasks.only-support"
    await finish(town, task.task_id, result="photo-taken", officials=[town.person(name) for name in TWO])
    assert (await told(town.platform, TaskProgressed, task.task_id))[-1].result == "needs-others"


async def test_other_tasks_support_nobody(town: Town) -> None:
    task = town.task()
    await hear(town.platform, task)
    await town.client("worker", "wang").post(f"/tasks/{task.task_id}/accept", json=step())

    assert (await finish(town, task.task_id, result="accompanied")).json()["title"] == "tasks.no-support"
