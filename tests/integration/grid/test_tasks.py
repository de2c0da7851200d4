"""What a task promises to the worker who has it, on a real database and a real broker."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from shared.runtime.db import new_id
from shared.schemas.dispatch import TaskAssigned
from shared.schemas.grid import TaskProgressed
from shared.schemas.vocabulary import Point, ReturnReason, TaskState, Urgency
from tests.integration.grid.town import Town, hear, now, step, tell, told


async def take(town: Town, task: TaskAssigned, action: str, who: str = "wang", **more: object):
    return await town.client("worker", who).post(f"/tasks/{task.task_id}/{action}", json=step(**more))


async def test_an_assignment_comes_over_the_broker_to_its_worker(town: Town):
    assigned = town.task()
    await tell(town.platform, assigned)

    async def arrived() -> list[dict[str, Any]]:
        return (await town.client("worker", "wang").get("/tasks")).json()["items"]

    [item] = await town.platform.until(arrived)
    assert item["id"] == str(assigned.task_id)
    assert (item["state"], item["version"], item["cell"]) == ("assigned", 1, town.west)
    assert item["report_ids"] == [str(assigned.report_ids[0])]


async def test_a_task_is_accepted_reached_and_finished(town: Town, task: TaskAssigned):
    place = {"lon": 121.006, "lat": 31.505}
    for action, more in (("accept", {}), ("arrive", {"position": place}), ("finish", {"result": "solved"})):
        answer = await take(town, task, action, **more)
        assert answer.status_code == 200, answer.text

    found = (await town.client("dispatcher").get(f"/tasks/{task.task_id}")).json()
    assert (found["state"], found["result"], found["version"]) == ("finished", "solved", 4)
    assert [row["action"] for row in found["history"]] == ["assign", "accept", "arrive", "finish"]
    assert found["history"][2]["position"] == place
    assert 90 < found["history"][2]["facts"]["distance_m"] < 100
    assert {row["by"] for row in found["history"]} == {"system:dispatch", town.person("wang")}


async def test_each_step_is_told_with_the_place_it_was_taken_at(town: Town, task: TaskAssigned):
    await take(town, task, "accept")
    await take(town, task, "finish", result="persuaded", position={"lon": 121.0, "lat": 31.5})

    accepted, finished = await told(town.platform, TaskProgressed, task.task_id)
    assert (accepted.version, accepted.state, accepted.position) == (2, TaskState.ACCEPTED, None)
    assert (finished.version, finished.state, finished.result) == (3, TaskState.FINISHED, "persuaded")
    assert finished.position == Point(lon=121.0, lat=31.5)
    assert (finished.case_id, finished.worker_id) == (task.case_id, town.person("wang"))


async def test_a_task_is_given_back_with_a_reason(town: Town, task: TaskAssigned):
    answer = await take(town, task, "return", reason="unsafe", note="有恶犬")

    assert answer.json()["state"] == "returned"
    [event] = await told(town.platform, TaskProgressed, task.task_id)
    assert (event.state, event.return_reason) == (TaskState.RETURNED, ReturnReason.UNSAFE)


async def test_a_step_sent_twice_has_one_effect_and_the_same_answer(town: Town, task: TaskAssigned):
    await take(town, task, "accept")
    body = step(result="solved")
    phone = town.client("worker", "wang")

    first = await phone.post(f"/tasks/{task.task_id}/finish", json=body)
    second = await phone.post(f"/tasks/{task.task_id}/finish", json=body | {"at": now().isoformat()})

    assert first.status_code == 200
    assert second.json() == first.json()
    assert len(await told(town.platform, TaskProgressed, task.task_id)) == 2


async def test_a_client_id_of_another_step_is_a_conflict(town: Town, task: TaskAssigned):
    body = step()
    phone = town.client("worker", "wang")
    await phone.post(f"/tasks/{task.task_id}/accept", json=body)

    other = await phone.post(f"/tasks/{task.task_id}/arrive", json=body)

    assert (other.status_code, other.json()["title"]) == (409, "tasks.client-id-reused")


async def test_an_impossible_step_names_what_is_possible(town: Town, task: TaskAssigned):
    answer = await take(town, task, "finish", result="solved")

    assert (answer.status_code, answer.json()["title"]) == (409, "tasks.illegal-step")
    assert answer.json()["possible"] == ["accept", "return"]


async def test_who_saw_an_older_version_is_told_so(town: Town, task: TaskAssigned):
    answer = await take(town, task, "accept", version=7)

    assert (answer.status_code, answer.json()["title"], answer.json()["version"]) == (409, "tasks.stale", 1)


async def test_a_device_may_be_five_minutes_ahead_and_no_more(town: Town, task: TaskAssigned):
    servers_time = town.platform.clock()

    late = await take(town, task, "accept", at=(servers_time + timedelta(minutes=6)).isoformat())
    fine = await take(town, task, "accept", at=(servers_time + timedelta(minutes=4)).isoformat())

    assert (late.status_code, late.json()["title"]) == (422, "tasks.time-impossible")
    assert fine.status_code == 200


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-23T10:00:00", "x"])
async def test_a_time_without_sense_is_refused(town: Town, task: TaskAssigned, at: str):
    assert (await take(town, task, "accept", at=at)).status_code == 422


async def test_a_position_outside_china_is_refused_with_the_reason(town: Town, task: TaskAssigned):
    answer = await take(town, task, "accept", position={"lon": 31.5, "lat": 121.0})
    swapped = await take(town, task, "accept", position={"lon": 31.5, "lat": 89.0})

    assert answer.status_code == 422
    assert swapped.json()["title"] == "geo.bad-position"


async def test_somebody_elses_task_is_not_there(town: Town, task: TaskAssigned):
    answer = await take(town, task, "accept", who="zhao")

    assert (answer.status_code, answer.json()["title"]) == (404, "tasks.not-found")
    assert answer.json()["message"] == "没有这个任务"
    assert (await town.client("worker", "zhao").get("/tasks")).json()["items"] == []
    assert (await town.client("worker", "zhao").get(f"/tasks/{task.task_id}")).status_code == 404


async def test_who_stands_in_for_a_cell_sees_its_tasks_and_may_take_them(town: Town, task: TaskAssigned):
    [seen] = (await town.client("worker", "li").get("/tasks")).json()["items"]

    assert seen["id"] == str(task.task_id)
    assert (await take(town, task, "accept", who="li")).status_code == 200
    [event] = await told(town.platform, TaskProgressed, task.task_id)
    assert event.worker_id == town.person("li")


async def test_another_townships_task_is_not_there_for_a_dispatcher(town: Town, task: TaskAssigned):
    stranger = town.platform.client("grid", role="dispatcher", scope="320585999")

    assert (await stranger.get(f"/tasks/{task.task_id}")).status_code == 404
    assert (await stranger.get("/tasks", params={"case_id": str(task.case_id)})).json()["items"] == []


async def test_a_clerk_reads_no_tasks_and_a_dispatcher_takes_no_steps(town: Town, task: TaskAssigned):
    assert (await town.client("clerk").get("/tasks")).status_code == 403
    assert (await town.client("dispatcher").post(f"/tasks/{task.task_id}/accept", json=step())).status_code == 403


async def test_a_note_is_read_with_a_purpose_and_the_look_is_logged(town: Town, task: TaskAssigned):
    await take(town, task, "accept")
    await take(town, task, "finish", result="solved", note="已清理，住户张某在场")
    centre = town.client("dispatcher", "chen")

    without = await centre.get(f"/tasks/{task.task_id}/note")
    answer = await centre.get(f"/tasks/{task.task_id}/note", params={"purpose": "核查"})

    assert without.status_code == 422
    [note] = answer.json()["notes"]
    assert (note["action"], note["text"]) == ("finish", "已清理，住户张某在场")
    looks = await rows(town, "SELECT by, purpose, notes FROM task_note_looks WHERE task_id = :id", task)
    assert looks == [(town.person("chen"), "核查", 1)]


async def test_a_note_lies_sealed_on_disk_and_in_no_event(town: Town, task: TaskAssigned):
    await take(town, task, "return", reason="not-mine", note="住户张某不在家")

    [(note,)] = await rows(town, "SELECT note FROM task_notes WHERE task_id = :id", task)
    told_bodies = await rows(town, "SELECT body FROM outbox WHERE key = CAST(CAST(:id AS uuid) AS text)", task)
    assert "张某".encode() not in bytes(note)
    assert told_bodies
    assert "张某" not in str(told_bodies)


async def rows(town: Town, query: str, task: TaskAssigned) -> list[Any]:
    async with town.platform.database("grid").begin() as work:
        found = await work.connection.execute(text(query), {"id": task.task_id})
        return [tuple(row) for row in found]


async def test_the_urgent_come_first_then_the_due_page_by_page(town: Town):
    late, soon, urgent, never = (
        town.task(due_at=now() + timedelta(hours=9)),
        town.task(due_at=now() + timedelta(hours=1)),
        town.task(urgency=Urgency.URGENT, due_at=now() + timedelta(hours=20)),
        town.task(due_at=None),
    )
    await hear(town.platform, never, late, soon, urgent)
    phone, seen = town.client("worker", "wang"), []
    after: dict[str, Any] = {}

    for _ in range(3):
        page = (await phone.get("/tasks", params={"limit": 2} | after)).json()
        seen += [item["id"] for item in page["items"]]
        after = {"after": page["next"]}
        if page["next"] is None:
            break

    assert seen == [str(task.task_id) for task in (urgent, soon, late, never)]


async def test_with_a_place_the_nearest_come_first(town: Town):
    far, near = town.task(position=Point(lon=121.009, lat=31.5)), town.task(position=Point(lon=121.001, lat=31.5))
    nowhere = town.task(position=None)
    await hear(town.platform, far, nowhere, near)

    items = (await town.client("worker", "wang").get("/tasks", params={"near": "121.0,31.5"})).json()["items"]

    assert [item["id"] for item in items] == [str(task.task_id) for task in (near, far, nowhere)]
    assert [item["distance_m"] for item in items] == [95, 853, None]


async def test_tasks_are_listed_by_state_and_cell(town: Town, task: TaskAssigned):
    other = town.task(cell=town.east)
    await hear(town.platform, other)
    await take(town, task, "accept")
    centre = town.client("dispatcher")

    async def ids(**asked: Any) -> set[str]:
        return {item["id"] for item in (await centre.get("/tasks", params=asked)).json()["items"]}

    assert await ids(state="accepted") == {str(task.task_id)}
    assert await ids(state=["accepted", "assigned"]) == {str(task.task_id), str(other.task_id)}
    assert await ids(region=town.region) == {str(task.task_id), str(other.task_id)}
    assert await ids(region="320585102") == set()
    assert await ids(cell=town.east) == {str(other.task_id)}
    assert await ids(case_id=str(task.case_id)) == {str(task.task_id)}


@pytest.mark.parametrize(
    "asked", [{"after": "xx"}, {"near": "a,b"}, {"near": "31.5,99"}, {"state": "gone"}, {"cell": "1"}]
)
async def test_a_question_without_sense_is_refused(town: Town, asked: dict[str, str]):
    assert (await town.client("dispatcher").get("/tasks", params=asked)).status_code == 422


@pytest.mark.parametrize("note", ["坏\x00", "\ud800", "长" * 100_000])
async def test_a_note_that_is_no_text_is_refused(town: Town, task: TaskAssigned, note: str):
    body = json.dumps(step(reason="unsafe", note=note))
    headers = {"Content-Type": "application/json"}

    answer = await town.client("worker", "wang").post(f"/tasks/{task.task_id}/return", content=body, headers=headers)

    assert answer.status_code == 422
    assert "body.note" in {error["field"] for error in answer.json()["errors"]}


async def test_an_unknown_task_is_not_found(town: Town):
    assert (await town.client("worker", "wang").post(f"/tasks/{new_id()}/accept", json=step())).status_code == 404
