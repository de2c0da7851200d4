"""A phone catches up: whatever it sends, in whatever order and however often, the same comes of it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from shared.runtime.db import new_id
from shared.schemas.dispatch import TaskAssigned
from shared.schemas.grid import PatrolReported, TaskProgressed
from tests.integration.grid.test_photos import send_whole
from tests.integration.grid.town import Town, hear, now, recall, step, told
from tests.support.files import photo
from tests.support.phone import Phone

INSIDE = {"lon": 121.005, "lat": 31.505}


def works_through(phone: Phone, task: TaskAssigned) -> list[dict[str, Any]]:
    return [
        phone.does("accept", task.task_id, ago=50),
        phone.does("arrive", task.task_id, ago=40, position=INSIDE),
        phone.does("handle", task.task_id, ago=35),
        phone.does("finish", task.task_id, ago=20, result="solved", note="已清理"),
    ]


async def look(town: Town, task: TaskAssigned) -> dict[str, Any]:
    found: dict[str, Any] = (await town.client("dispatcher").get(f"/tasks/{task.task_id}")).json()
    return found


async def test_what_was_done_without_signal_is_taken_in_its_order(town: Town, phone: Phone, task: TaskAssigned) -> None:
    works_through(phone, task)

    answer = await phone.sends()

    assert [item["outcome"] for item in answer["items"]] == ["done"] * 4
    assert [item["version"] for item in answer["items"]] == [2, 3, 4, 5]
    found = await look(town, task)
    assert (found["state"], found["result"], found["arrival"]) == ("finished", "solved", "confirmed")
    assert [str(event.state) for event in await told(town.platform, TaskProgressed, task.task_id)] == [
        "accepted",
        "arrived",
        "finished",
    ]


async def test_the_same_batch_twice_is_answered_the_same_and_done_once(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    works_through(phone, task)

    first, again = await phone.sends(), await phone.sends()

    assert again["items"] == first["items"]
    assert (await look(town, task))["version"] == 5


async def test_a_later_thing_waits_for_the_earlier_and_is_done_with_it(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    accept, arrive, handle, finish = works_through(phone, task)

    early = await phone.sends(finish, arrive)
    assert [(item["outcome"], item["waits_for"]) for item in early["items"]] == [("waiting", "earlier")] * 2
    assert (early["waiting"], (await look(town, task))["state"]) == (2, "assigned")
    assert await phone.outcomes(handle, accept) == ["done", "done"]

    assert await phone.outcomes(finish, arrive) == ["done", "done"]
    assert (await look(town, task))["state"] == "finished"


async def test_what_is_refused_holds_nothing_up_and_leaves_nothing_behind(town: Town, phone: Phone) -> None:
    strange, known = new_id(), town.task()
    await hear(town.platform, known)
    phone.does("accept", strange)
    phone.does("finish", known.task_id, result="solved", note="未接单")
    phone.does("accept", known.task_id)
    phone.does("arrive", known.task_id, position={"lon": 31.5, "lat": 89.0})

    answers = (await phone.sends())["items"]

    assert [item["outcome"] for item in answers] == ["refused", "conflict", "done", "refused"]
    assert [item["code"] for item in answers] == ["tasks.not-found", "tasks.illegal-step", None, "geo.bad-position"]
    assert answers[1]["said"] == "任务当前状态不能办理这一步"
    assert (answers[1]["state"], answers[1]["version"]) == ("assigned", 1)
    assert (await look(town, known))["version"] == 2


async def test_a_conflict_says_how_the_task_stands_now(town: Town, phone: Phone, task: TaskAssigned) -> None:
    await hear(town.platform, recall(task))

    [answer] = (await phone.sends(phone.does("accept", task.task_id)))["items"]

    assert (answer["outcome"], answer["state"], answer["facts"]["possible"]) == ("conflict", "recalled", [])


async def test_a_step_that_came_by_its_own_door_is_done_already(town: Town, phone: Phone, task: TaskAssigned) -> None:
    item = phone.does("accept", task.task_id)
    body = {"client_id": item["client_id"], "at": item["device_at"]}
    await town.client("worker", "wang").post(f"/tasks/{task.task_id}/accept", json=body)

    assert await phone.outcomes() == ["already-done"]
    assert len(await told(town.platform, TaskProgressed, task.task_id)) == 1


async def test_a_wrong_clock_is_put_right_and_both_times_are_kept(town: Town, task: TaskAssigned) -> None:
    phone = Phone(town.client("worker", "wang"), wrong=timedelta(hours=5))
    item = phone.does("accept", task.task_id, ago=30)

    assert await phone.outcomes() == ["done"]
    accepted = (await look(town, task))["history"][-1]
    half_an_hour_ago = now() - timedelta(minutes=30)
    assert abs(datetime.fromisoformat(accepted["device_at"]) - half_an_hour_ago) < timedelta(minutes=1)
    assert datetime.fromisoformat(accepted["facts"]["device_said"]) == datetime.fromisoformat(item["device_at"])


async def test_an_arrival_outside_that_is_sent_late_is_kept_as_unconfirmed(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    phone.does("accept", task.task_id)
    phone.does("arrive", task.task_id, position={"lon": 121.015, "lat": 31.505})

    assert await phone.outcomes() == ["done", "done"]
    found = await look(town, task)
    assert (found["arrival"], found["arrival_reason"]) == ("unconfirmed", "sent-late")


async def test_a_body_that_does_not_fit_names_its_fields_and_not_what_stands_in_them(
    phone: Phone, task: TaskAssigned
) -> None:
    phone.does("finish", task.task_id, result="张某说没事")

    [answer] = (await phone.sends())["items"]

    assert (answer["outcome"], answer["code"]) == ("refused", "offline.bad-item")
    assert {error["field"] for error in answer["facts"]["errors"]} == {"result"}
    assert "张某" not in str(answer)


async def test_an_id_or_a_number_that_was_used_is_refused(phone: Phone, task: TaskAssigned) -> None:
    accept = phone.does("accept", task.task_id)
    await phone.sends()
    other = accept | {"kind": "handle"}
    twin = phone.does("handle", task.task_id) | {"clock": 1}

    answers = (await phone.sends(other, twin))["items"]

    assert [item["code"] for item in answers] == ["offline.client-id-reused", "offline.clock-reused"]


async def test_a_report_and_a_note_are_sent_late_too(town: Town, phone: Phone, task: TaskAssigned) -> None:
    report, category = new_id(), {"scheme": "gb47678", "code": "01001"}
    phone.does("patrol-report", report, category=category, text="井盖缺失", position=INSIDE)
    phone.does("note", task.task_id, note="住户张某不在")

    answers = (await phone.sends())["items"]

    assert [item["outcome"] for item in answers] == ["done", "done"]
    assert len(await told(town.platform, PatrolReported, answers[0]["report_id"])) == 1
    notes = await town.client("dispatcher").get(f"/tasks/{task.task_id}/note", params={"purpose": "核查"})
    assert [note["text"] for note in notes.json()["notes"]] == ["住户张某不在"]


async def test_what_waits_lies_sealed_and_goes_when_it_is_done(town: Town, phone: Phone, task: TaskAssigned) -> None:
    accept = phone.does("accept", task.task_id)
    await phone.sends(phone.does("return", task.task_id, reason="unsafe", note="住户张某不在家"))
    query = text("SELECT sealed_body FROM sync_items WHERE device_id = :id AND kind = 'return'")

    async with town.platform.database("grid").begin() as work:
        [(sealed,)] = (await work.connection.execute(query, {"id": phone.device_id})).all()
    await phone.sends(accept)
    async with town.platform.database("grid").begin() as work:
        [(after,)] = (await work.connection.execute(query, {"id": phone.device_id})).all()

    assert "张某".encode() not in bytes(sealed)
    assert after is None


async def test_too_many_items_or_somebody_without_tasks_is_refused(town: Town, phone: Phone) -> None:
    items = [phone.does("accept", new_id()) for _ in range(201)]
    body = {"device_id": phone.device_id, "sent_at": now().isoformat(), "items": items}

    assert (await town.client("worker", "wang").post("/sync", json=body)).status_code == 422
    assert (await town.client("dispatcher").post("/sync", json=body | {"items": []})).status_code == 403
    assert (await town.client("dispatcher").get("/sync")).status_code == 403


async def test_a_finish_waits_for_photos_that_are_still_on_their_way(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    rule = {"region": town.region, "matter": "M0101", "version": 0, "tolerance_m": 100, "most_accuracy_m": 100}
    await town.client().put("/task-rules", json=rule | {"photo_after": True})
    works_through(phone, task)

    last = (await phone.sends())["items"][-1]
    assert (last["outcome"], last["waits_for"]) == ("waiting", "photos")
    await send_whole(town, task, photo(), moment="after")

    assert await phone.outcomes(phone.kept[-1]) == ["done"]
    assert (await look(town, task))["state"] == "finished"


async def test_a_step_of_another_worker_between_is_a_conflict_and_not_overwritten(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    await town.client("worker", "li").post(f"/tasks/{task.task_id}/return", json=step(reason="unsafe"))
    works_through(phone, task)

    assert await phone.outcomes() == ["conflict"] * 4
    assert (await look(town, task))["state"] == "returned"
