"""What phones promise: one speaks for a worker, a lost one is refused everywhere and wiped."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.integration.grid.town import Town, hear, now, staffed_town, step


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


def phone(town: Town, device: str | None = None, name: str = "wang") -> httpx.AsyncClient:
    client = town.client("worker", name)
    if device:
        client.headers["X-Device"] = device
    return client


def device_of(town: Town, number: int = 1) -> str:
    return f"phone-{town.region}-{number}"


async def register(town: Town, number: int = 1, name: str = "wang") -> httpx.Response:
    body = {"device_id": device_of(town, number), "name": "红色手机"}
    return await phone(town, name=name).post("/workers/me/devices", json=body)


async def lead(town: Town, number: int, what: str) -> httpx.Response:
    path = f"/workers/{town.person('wang')}/devices/{device_of(town, number)}/{what}"
    return await town.client("grid-leader").post(path)


async def test_the_first_phone_is_a_workers_at_once_and_again_the_same(town: Town):
    first, again = await register(town), await register(town)

    assert first.json() == again.json() == {"device_id": device_of(town), "state": "active", "wipe": False}
    assert (await phone(town, device_of(town)).get("/workers/me")).status_code == 200


async def test_who_has_registered_a_phone_is_heard_from_it_alone(town: Town):
    assert (await phone(town).get("/workers/me")).status_code == 200
    await register(town)

    assert refused(await phone(town).get("/workers/me")) == (403, "workers.device-unknown")
    assert refused(await phone(town, "phone-of-nobody").get("/tasks")) == (403, "workers.device-unknown")


async def test_a_second_phone_waits_until_a_leader_confirms_it_and_then_the_first_is_revoked(town: Town):
    await register(town)

    second = await register(town, 2)
    early = await phone(town, device_of(town, 2)).get("/tasks")
    confirmed = await lead(town, 2, "confirm")

    assert second.json()["state"] == "waiting"
    assert refused(early) == (403, "workers.device-waiting")
    assert confirmed.json()["state"] == "active"
    assert (await phone(town, device_of(town, 2)).get("/tasks")).status_code == 200
    assert refused(await phone(town, device_of(town)).get("/tasks")) == (403, "workers.device-revoked")


async def test_a_phone_that_another_has_registered_is_refused(town: Town):
    await register(town)

    assert refused(await register(town, name="li")) == (409, "workers.device-taken")
    assert (await phone(town, device_of(town), "li").get("/workers/me")).status_code == 200


DOORS: list[tuple[str, str, Any]] = [
    ("GET", "/workers/me", None),
    ("GET", "/tasks", None),
    ("GET", "/cells?region=32", None),
    ("POST", "/workers/me/duty", {"on_duty": True}),
    ("POST", "/workers/me/positions", {"positions": []}),
    ("GET", "/workers/me/track", None),
    ("POST", "/patrol-reports", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), DOORS)
async def test_a_lost_phone_is_refused_at_every_door_and_told_to_wipe(town: Town, method: str, path: str, body: Any):
    await register(town)
    await lead(town, 1, "revoke")

    answer = await phone(town, device_of(town)).request(method, path, json=body)

    assert refused(answer) == (403, "workers.device-revoked")
    assert answer.json()["wipe"] is True


async def test_a_lost_phone_neither_reads_a_task_nor_sends_what_it_did_before(town: Town):
    await register(town)
    task = town.task()
    await hear(town.platform, task)
    key = {"Idempotency-Key": str(uuid4())}
    lost, body = phone(town, device_of(town)), step()
    assert (await lost.post(f"/tasks/{task.task_id}/accept", json=body, headers=key)).status_code == 200
    await lead(town, 1, "revoke")

    repeated = await lost.post(f"/tasks/{task.task_id}/accept", json=body, headers=key)
    offline = await lost.post(f"/tasks/{task.task_id}/arrive", json=step(at=now().isoformat()))

    assert refused(repeated) == refused(offline) == (403, "workers.device-revoked")
    assert refused(await lost.get(f"/tasks/{task.task_id}")) == (403, "workers.device-revoked")


async def test_a_lost_phone_asks_how_it_stands_wipes_itself_and_the_leader_sees_when(town: Town):
    await register(town)
    lost = phone(town, device_of(town))
    own = await lost.post(f"/workers/me/devices/{device_of(town)}/revoke")
    assert (own.status_code, own.json()["state"]) == (200, "revoked")

    asked = await lost.get("/workers/me/device")
    wiped = await lost.post("/workers/me/device/wiped")

    assert (asked.json()["wipe"], wiped.json()["wipe"]) == (True, False)
    [seen] = (await town.client("grid-leader").get(f"/workers/{town.person('wang')}/devices")).json()["items"]
    assert seen["state"] == "wiped"
    assert seen["revoked_at"] < seen["wiped_at"]


async def test_who_finds_a_phone_cannot_put_his_own_in_its_place(town: Town):
    await register(town)
    await lead(town, 1, "revoke")

    another = await register(town, 2)

    assert another.json()["state"] == "waiting"
    assert refused(await phone(town, device_of(town, 2)).get("/tasks")) == (403, "workers.device-waiting")
    assert refused(await phone(town).get("/tasks")) == (403, "workers.device-unknown")
    assert refused(await register(town)) == (403, "workers.device-revoked")


async def test_a_phone_that_was_found_again_and_wiped_is_registered_anew_and_waits(town: Town):
    await register(town)
    await lead(town, 1, "revoke")
    await phone(town, device_of(town)).post("/workers/me/device/wiped")

    assert (await register(town)).json()["state"] == "waiting"


async def test_phones_are_led_in_ones_own_township_and_not_by_workers(town: Town):
    await register(town)
    elsewhere = await staffed_town(town.platform)
    path = f"/workers/{town.person('wang')}/devices/{device_of(town)}/revoke"

    assert refused(await elsewhere.client("grid-leader").post(path)) == (404, "workers.not-found")
    assert refused(await phone(town, name="li").post(path)) == (403, "missing-permission")
    assert refused(await lead(town, 9, "revoke")) == (404, "workers.device-not-found")
    assert refused(await lead(town, 1, "confirm")) == (409, "workers.illegal-device-step")
