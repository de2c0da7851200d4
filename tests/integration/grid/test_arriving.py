"""Was the worker there? What the grid makes of where his phone says that it is."""

from typing import Any

import pytest

from shared.schemas.dispatch import TaskAssigned
from shared.schemas.grid import TaskProgressed
from tests.integration.grid.town import Town, hear, now, step, told

# The west cell ends at 121.01; a thousandth of a degree is 95 m here.
INSIDE, NEAR, FAR = ({"lon": lon, "lat": 31.505} for lon in (121.005, 121.0108, 121.013))


@pytest.fixture
async def task(town: Town) -> TaskAssigned:
    assigned = town.task()
    await hear(town.platform, assigned)
    await take(town, assigned, "accept")
    return assigned


async def take(town: Town, task: TaskAssigned, action: str, **more: Any) -> Any:
    return await town.client("worker", "wang").post(f"/tasks/{task.task_id}/{action}", json=step(**more))


async def look(town: Town, task: TaskAssigned) -> dict[str, Any]:
    found: dict[str, Any] = (await town.client("dispatcher").get(f"/tasks/{task.task_id}")).json()
    return found


async def set_rule(town: Town, **more: Any) -> Any:
    usual = {"region": town.region, "version": 0, "tolerance_m": 100, "most_accuracy_m": 100}
    return await town.client().put("/task-rules", json=usual | more)


@pytest.mark.parametrize("place", [INSIDE, NEAR])
async def test_within_the_cell_or_near_enough_is_there(town: Town, task: TaskAssigned, place: dict[str, float]) -> None:
    assert (await take(town, task, "arrive", position=place)).status_code == 200

    found = await look(town, task)
    assert (found["state"], found["arrival"], found["arrival_reason"]) == ("arrived", "confirmed", None)


async def test_outside_is_refused_with_the_distance(town: Town, task: TaskAssigned) -> None:
    refused = await take(town, task, "arrive", position=FAR)

    assert (refused.status_code, refused.json()["title"]) == (409, "tasks.outside-the-cell")
    assert (280 < refused.json()["distance_m"] < 290, refused.json()["allowed_m"]) == (True, 100)
    assert (await look(town, task))["state"] == "accepted"


async def test_who_says_why_arrived_unconfirmed_and_it_stays_on_record(town: Town, task: TaskAssigned) -> None:
    await take(town, task, "arrive", position=FAR, unconfirmed="met-elsewhere", note="在村委会见面")

    found = await look(town, task)
    assert (found["arrival"], found["arrival_reason"]) == ("unconfirmed", "met-elsewhere")
    facts = found["history"][-1]["facts"]
    assert (facts["unconfirmed"], 280 < facts["from_cell_m"] < 290) == ("met-elsewhere", True)


async def test_without_a_place_an_arrival_is_unconfirmed(town: Town, task: TaskAssigned) -> None:
    await take(town, task, "arrive")

    assert (await look(town, task))["arrival_reason"] == "no-position"


async def test_what_a_phone_is_unsure_of_counts_up_to_the_rules_limit(town: Town, task: TaskAssigned) -> None:
    assert (await set_rule(town, tolerance_m=200)).json() == {"version": 1}

    unsure = await take(town, task, "arrive", position=FAR, accuracy_m=85)

    assert (unsure.status_code, unsure.json().get("state")) == (200, "arrived")


async def test_a_phone_that_is_unsure_of_a_kilometre_proves_nothing(town: Town, task: TaskAssigned) -> None:
    refused = await take(town, task, "arrive", position=FAR, accuracy_m=1_000)

    assert (refused.status_code, refused.json()["allowed_m"]) == (409, 200)


async def test_a_cell_that_is_not_drawn_bears_nothing_out(town: Town) -> None:
    task = town.task(cell=None)
    await hear(town.platform, task)
    await take(town, task, "accept")
    await take(town, task, "arrive", position=INSIDE)

    assert (await look(town, task))["arrival_reason"] == "no-boundary"


async def test_setting_out_and_handling_are_steps_that_the_centre_does_not_hear_of(
    town: Town, task: TaskAssigned
) -> None:
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("set-out", {}),
        ("arrive", {}),
        ("handle", {}),
        ("finish", {"result": "solved"}),
    )
    states = [(await take(town, task, action, **more)).json()["state"] for action, more in steps]

    assert states == ["set-out", "arrived", "handling", "finished"]
    events = await told(town.platform, TaskProgressed, task.task_id)
    assert [str(event.state) for event in events] == ["accepted", "arrived", "finished"]
    assert [event.version for event in events] == [2, 4, 6]


async def test_the_nearest_rule_holds(town: Town, task: TaskAssigned) -> None:
    await set_rule(town, tolerance_m=5)
    await set_rule(town, tolerance_m=400, matter="M0101")

    assert (await take(town, task, "arrive", position=FAR)).status_code == 200
    [all_matters, one] = (await town.client("worker", "wang").get("/task-rules")).json()["items"]
    assert (all_matters["matter"], one["matter"], one["tolerance_m"]) == ("", "M0101", 400)


async def test_a_rule_is_set_in_ones_own_region_and_by_its_newest_version_alone(town: Town) -> None:
    await set_rule(town)

    stale, strange = await set_rule(town), await set_rule(town, region="320585102")
    by_worker = await town.client("worker", "wang").put("/task-rules", json={})

    assert (stale.status_code, stale.json()["title"], stale.json()["version"]) == (409, "tasks.rule-stale", 1)
    assert (strange.status_code, strange.json()["title"]) == (403, "tasks.rule-not-yours")
    assert by_worker.status_code == 403
    assert (await set_rule(town, version=1)).json() == {"version": 2}


async def test_a_word_of_the_centre_leaves_the_task_with_who_accepted_it(town: Town) -> None:
    task = town.task()
    await hear(town.platform, task)
    await town.client("worker", "li").post(f"/tasks/{task.task_id}/accept", json=step())

    await hear(town.platform, task.model_copy(update={"version": 2, "urged": 1, "due_at": now()}))

    assert (await look(town, task))["worker_id"] == town.person("li")
    await hear(town.platform, task.model_copy(update={"version": 3, "worker_id": "p-other"}))
    assert (await look(town, task))["worker_id"] == "p-other"
