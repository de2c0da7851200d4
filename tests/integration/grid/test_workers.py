"""What workers and their cells promise, on a real database and a real broker."""

from typing import Any

from shared.schemas.grid import WorkerChanged
from shared.schemas.vocabulary import CellRole
from tests.integration.grid.town import Town, new_town, told


async def worker(town: Town, name: str) -> dict[str, Any]:
    items = (await town.client().get("/workers", params={"region": town.region})).json()["items"]
    return {item["worker_id"]: item for item in items}[town.person(name)]


async def test_workers_are_listed_with_their_cells(town: Town):
    wang = await worker(town, "wang")

    assert wang == {
        "worker_id": town.person("wang"),
        "region": town.region,
        "on_duty": False,
        "version": 1,
        "cells": [{"cell": town.west, "role": "A"}],
        "answers_for": [{"cell": town.west, "role": "A"}],
        "employment": None,
        "skills": [],
    }


async def test_the_holders_of_a_cell_are_listed(town: Town):
    answer = await town.client().get("/workers", params={"cell": town.west})

    assert [item["worker_id"] for item in answer.json()["items"]] == [town.person("li"), town.person("wang")]


async def test_a_worker_with_cells_is_told(town: Town):
    [event] = await told(town.platform, WorkerChanged, town.person("wang"))

    assert (event.version, event.region, event.on_duty) == (1, town.region, False)
    assert [(held.cell, held.role) for held in event.cells] == [(town.west, CellRole.A)]


async def test_the_same_holders_again_change_nothing(town: Town):
    answer = await town.assign(("wang", town.west, "A"), ("li", town.west, "B"))

    assert answer.json() == {"changed": []}
    assert len(await told(town.platform, WorkerChanged, town.person("wang"))) == 1


async def test_a_cell_changes_hands(town: Town):
    answer = await town.assign(("li", town.west, "A"))

    assert answer.json()["changed"] == [town.person("li"), town.person("wang")]
    assert (await worker(town, "wang"))["cells"] == []
    [_, event] = await told(town.platform, WorkerChanged, town.person("wang"))
    assert (event.version, event.cells) == (2, [])


async def test_a_person_may_hold_two_cells(town: Town):
    await town.assign(("wang", town.east, "A"))

    assert [held["cell"] for held in (await worker(town, "wang"))["cells"]] == [town.west, town.east]


async def test_a_vacated_cell_is_held_by_nobody(town: Town):
    answer = await town.client().put("/workers", json={"workers": [], "vacated": [town.west]})

    assert answer.json()["changed"] == [town.person("li"), town.person("wang")]
    assert (await town.client().get("/workers", params={"cell": town.west})).json()["items"] == []


async def test_two_workers_cannot_both_answer_for_a_cell(town: Town):
    answer = await town.assign(("wang", town.west, "A"), ("li", town.west, "A"))

    assert (answer.status_code, answer.json()["title"]) == (422, "workers.two-in-role-a")
    assert answer.json()["cells"] == [town.west]


async def test_persons_who_are_unknown_here_are_listed(town: Town):
    nobody = {"person_id": "p-nobody", "cell": town.west, "role": "A"}

    answer = await town.client().put("/workers", json={"workers": [nobody]})

    assert (answer.status_code, answer.json()["title"]) == (409, "workers.person-unknown")
    assert answer.json()["persons"] == ["p-nobody"]


async def test_a_person_of_another_role_or_region_is_no_worker_here(town: Town):
    elsewhere = new_town(town.platform)
    await town.hire("clerk", roles=["clerk"])
    await town.hire("far", region=elsewhere.region)
    await town.hire("last")
    await town.assign(("last", town.east, "A"))
    wanted = [{"person_id": town.person(name), "cell": town.west, "role": "B"} for name in ("clerk", "far")]

    answer = await town.client().put("/workers", json={"workers": wanted})

    assert answer.json()["persons"] == [town.person("clerk"), town.person("far")]


async def test_a_foreign_cell_is_not_there(town: Town):
    stranger = new_town(town.platform)
    wanted = {"person_id": "p", "cell": town.west, "role": "A"}

    answer = await stranger.client().put("/workers", json={"workers": [wanted]})

    assert (answer.status_code, answer.json()["cells"]) == (404, [town.west])
    assert (await stranger.client().get("/workers")).json()["items"] == []


async def test_a_worker_goes_on_duty_and_off_and_each_change_is_told_once(town: Town):
    phone = town.client("worker", "wang")

    for on_duty in (True, True, False):
        answer = await phone.post("/workers/me/duty", json={"on_duty": on_duty})
        assert answer.json()["on_duty"] is on_duty

    events = await told(town.platform, WorkerChanged, town.person("wang"))
    assert [(event.version, event.on_duty) for event in events] == [(1, False), (2, True), (3, False)]


async def test_duty_can_be_set_with_the_cells(town: Town):
    await town.assign(("wang", town.west, "A"), ("li", town.west, "B"), on_duty=True)

    assert (await worker(town, "li"))["on_duty"] is True


async def test_who_holds_no_cell_cannot_go_on_duty(town: Town):
    answer = await town.client("worker", "nobody").post("/workers/me/duty", json={"on_duty": True})

    assert (answer.status_code, answer.json()["title"]) == (404, "workers.not-a-worker")


async def test_a_long_list_is_read_page_by_page(town: Town):
    first = (await town.client().get("/workers", params={"region": town.region, "limit": 2})).json()
    rest = (await town.client().get("/workers", params={"region": town.region, "after": first["next"]})).json()

    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]


async def test_wrong_bodies_are_named_by_field(town: Town):
    wrong = {"person_id": "p", "cell": "12", "role": "C", "more": 1}

    answer = await town.client().put("/workers", json={"workers": [wrong]})

    fields = {error["field"] for error in answer.json()["errors"]}
    assert fields == {"body.workers.0.cell", "body.workers.0.role", "body.workers.0.more"}
