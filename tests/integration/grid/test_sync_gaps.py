"""What waits for a number that a phone never sends is seen by others, and goes on when the number is given up."""

from datetime import timedelta
from typing import Any

import httpx

from shared.schemas.dispatch import TaskAssigned
from tests.integration.grid.registry_desk import run_timer
from tests.integration.grid.town import Town, new_town, now, rows
from tests.support.phone import Phone

OLD = "UPDATE sync_items SET received_at = :at WHERE device_id = :device RETURNING 1"


async def lacks_second(phone: Phone, task: TaskAssigned) -> list[dict[str, Any]]:
    """Let a phone send the first, third and fourth of what it did; return all."""
    done = [phone.does("accept", task.task_id), phone.does("note", task.task_id, note="途中")]
    done += [phone.does("set-out", task.task_id), phone.does("finish", task.task_id, result="solved")]
    await phone.sends(done[0], done[2], done[3])
    return done


async def waited(town: Town, phone: Phone, hours: float = 25) -> None:
    """Let what a phone sent have come so long ago."""
    await rows(town, OLD, at=now() - timedelta(hours=hours), device=phone.device_id)


def asked(town: Town, phone: Phone, task: TaskAssigned, **more: Any) -> dict[str, Any]:
    body = {"worker_id": town.person("wang"), "device_id": phone.device_id, "subject": str(task.task_id)}
    return body | {"missing_from": 2, "missing_to": 2, "reason": "app-reinstalled"} | more


async def given_up(client: httpx.AsyncClient, body: dict[str, Any]) -> tuple[int, Any]:
    answer = await client.post("/sync/gaps/give-up", json=body)
    return answer.status_code, answer.json()


async def gaps(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/sync/gaps")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def state(town: Town, task: TaskAssigned) -> str:
    return str((await town.client("dispatcher").get(f"/tasks/{task.task_id}")).json()["state"])


async def test_what_waits_too_long_is_shown_to_who_leads_and_to_whom_it_is(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    await lacks_second(phone, task)
    leader = town.client("grid-leader", "lead")
    await waited(town, phone, hours=23)
    assert await gaps(leader) == {"items": [], "total": 0}

    await waited(town, phone)

    [gap] = (await gaps(leader))["items"]
    assert (gap["worker_id"], gap["subject"]) == (town.person("wang"), str(task.task_id))
    assert (gap["missing_from"], gap["missing_to"], gap["waiting"]) == (2, 2, 2)
    assert gap["kinds"] == ["finish", "set-out"]
    assert (await gaps(town.client("worker", "wang")))["total"] == 1
    assert (await gaps(town.client("worker", "li")))["total"] == 0
    assert (await gaps(new_town(town.platform).client("grid-leader")))["total"] == 0
    assert (await town.client("clerk").get("/sync/gaps")).status_code == 403


async def test_it_stands_in_the_load_of_its_worker_and_in_a_figure(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    await lacks_second(phone, task)
    await waited(town, phone)

    await run_timer(town.platform, "offline.gaps")
    load = (await town.client("grid-leader").get("/workers/load", params={"region": town.region})).json()["items"]
    told = (await town.platform.stranger("grid").get("/metrics")).text.splitlines()

    assert {one["worker_id"]: one["counted"]["gaps"] for one in load}[town.person("wang")] == 2
    (figure,) = [line for line in told if line.startswith("onefour_sync_gaps ")]
    assert float(figure.split()[1]) >= 2


async def test_what_waited_is_done_in_its_order_when_the_number_is_given_up(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    done = await lacks_second(phone, task)
    await waited(town, phone)

    assert await given_up(town.client("grid-leader", "lead"), asked(town, phone, task)) == (200, {"waiting": 0})

    assert await state(town, task) == "finished"
    assert await phone.outcomes(done[0], done[2], done[3]) == ["done"] * 3
    assert await gaps(town.client("grid-leader", "lead")) == {"items": [], "total": 0}
    [kept] = (await town.client("grid-leader").get("/sync/gaps/given-up")).json()["items"]
    assert (kept["by"], kept["reason"]) == (town.person("lead"), "app-reinstalled")
    assert (kept["missing_from"], kept["missing_to"], kept["subject"]) == (2, 2, str(task.task_id))
    assert (await town.client("worker", "li").get("/sync/gaps/given-up")).json()["items"] == []


async def test_a_number_that_comes_after_all_is_told_so_and_not_done(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    done = await lacks_second(phone, task)
    await waited(town, phone)
    assert (await given_up(town.client("worker", "wang"), asked(town, phone, task)))[0] == 200

    [late] = (await phone.sends(done[1]))["items"]

    assert (late["outcome"], late["code"]) == ("conflict", "offline.number-given-up")
    history = (await town.client("dispatcher").get(f"/tasks/{task.task_id}")).json()["history"]
    assert "note" not in [step["action"] for step in history]
    assert await phone.outcomes() == ["done", "conflict", "done", "done"]


async def test_what_a_phone_does_later_goes_on_behind_the_given_up_number(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    phone.does("accept", task.task_id)
    note = phone.does("note", task.task_id, note="途中")
    await phone.sends(note)
    await waited(town, phone)
    body = asked(town, phone, task, missing_from=1, missing_to=1)
    assert (await given_up(town.client("worker", "wang"), body))[0] == 200

    more = phone.does("note", task.task_id, note="已到")

    assert (await phone.outcomes(more))[0] != "waiting"


async def test_no_number_is_given_up_that_may_still_come_or_was_not_seen_missing(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    await lacks_second(phone, task)
    leader = town.client("grid-leader", "lead")
    young = await given_up(leader, asked(town, phone, task))
    await waited(town, phone)
    other = await given_up(leader, asked(town, phone, task, missing_to=3))
    turned = await given_up(leader, asked(town, phone, task, reason="no-wish"))

    assert (young[0], young[1]["title"]) == (409, "offline.gap-too-young")
    assert young[1]["from_at"] > now().isoformat()
    assert (other[0], other[1]["title"], other[1]["missing_to"]) == (409, "offline.gap-changed", 2)
    assert turned[0] == 422
    assert await state(town, task) == "accepted"


async def test_nothing_is_given_up_where_nothing_waits_or_of_another(
    town: Town, phone: Phone, task: TaskAssigned
) -> None:
    await lacks_second(phone, task)
    await waited(town, phone)
    body = asked(town, phone, task)
    nobody = [
        await given_up(town.client("worker", "li"), body),
        await given_up(new_town(town.platform).client("grid-leader"), body),
        await given_up(town.client("grid-leader"), body | {"device_id": "d-none"}),
        await given_up(town.client("grid-leader"), body | {"worker_id": "p-none"}),
    ]

    assert {(status, told["title"]) for status, told in nobody} == {(404, "offline.gap-not-found")}
    assert (await given_up(town.client("clerk"), body))[0] == 403


async def test_what_waits_for_photos_is_no_gap(town: Town, phone: Phone, task: TaskAssigned) -> None:
    await rows(
        town,
        "INSERT INTO task_rules (region, matter, version, tolerance_m, most_accuracy_m, photo_before, photo_after) "
        "VALUES (:region, '', 1, 50, 100, false, true) RETURNING 1",
        region=town.region,
    )
    phone.does("accept", task.task_id)
    phone.does("finish", task.task_id, result="solved")
    assert (await phone.outcomes())[-1] == "waiting"
    await waited(town, phone)

    answer = await given_up(town.client("grid-leader"), asked(town, phone, task, missing_from=1, missing_to=1))

    assert (answer[0], answer[1]["title"], answer[1]["clock"]) == (409, "offline.no-gap", 2)
    assert (await gaps(town.client("grid-leader")))["total"] == 0
