"""Two officials verify a licence on site; the window asks, a grid worker goes with them, and his state comes back."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.clock import town_day, utc_now
from tests.support.platform import TOWN, Platform
from tests.support.town import IN_WEST, OFFICERS, WEST_CELL, WORKER, do_task

ITEM, NOTE = "e2e-verified-on-site", "后院另有一间仓库"
APPLICANT = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}
STEPS = ["receive", "accept", "review", "verify", "decide", "deliver"]


@pytest.fixture(scope="module")
async def item(town: Platform) -> str:
    says = {"name": "现场核查事项", "name_en": "Verified on site", "kind": "licence", "on_site": True, "steps": STEPS}
    terms = {"legal_days": 20, "promised_days": 10, "materials": [], "basis": "测试目录", "version": 0}
    admin = town.client("approval-window", scope="32")
    answer = await admin.put(f"/items/{ITEM}", json=says | terms | {"in_force_from": town_day(utc_now()).isoformat()})
    assert answer.is_success or answer.json()["title"] == "items.version-conflict", answer.text
    return ITEM


def clerk(town: Platform) -> httpx.AsyncClient:
    return town.client("approval-window", role="clerk", person_id="clerk-li")


async def act(town: Platform, shown: dict[str, Any], step: str, **body: Any) -> httpx.Response:
    return await clerk(town).post(f"/applications/{shown['id']}/{step}", json={"version": shown["version"]} | body)


async def read(town: Platform, key: str) -> dict[str, Any]:
    return dict((await clerk(town).get(f"/applications/{key}")).json())


async def done(town: Platform, shown: dict[str, Any], step: str, **body: Any) -> dict[str, Any]:
    answer = await act(town, shown, step, **body)
    assert answer.is_success, answer.text
    return await read(town, shown["id"])


async def named(town: Platform, item: str) -> dict[str, Any]:
    """Receive and accept an application, and name who verifies it as soon as the window knows them."""
    body = {"item": item, "region": TOWN, "applicant": APPLICANT, "again": True}

    async def received() -> Any:
        answer = await clerk(town).post("/applications", json=body)
        return answer.json() if answer.status_code == 201 else None

    shown = await done(town, await town.until(received, 30), "accept")

    async def known() -> bool:
        return (await act(town, shown, "name-officials", officials=list(OFFICERS))).is_success

    await town.until(known, 30)
    return await read(town, shown["id"])


def phone(town: Platform) -> httpx.AsyncClient:
    return town.client("grid", role="worker", person_id=WORKER)


async def task_of(town: Platform, shown: dict[str, Any]) -> dict[str, Any]:
    """Return the worker's task about an application, as soon as it lies in his inbox."""

    async def given() -> Any:
        items = (await phone(town).get("/tasks", params={"kind": "support"})).json()["items"]
        return next((one for one in items if one["about_id"] == shown["id"]), None)

    return dict(await town.until(given, 30))


async def heard(town: Platform, shown: dict[str, Any], state: str) -> dict[str, Any]:
    """Return what the window knows of the support, as soon as the grid has told it this."""

    async def told() -> Any:
        (support,) = (await read(town, shown["id"]))["supports"]
        return support if support["task_state"] == state else None

    return dict(await town.until(told, 30))


async def test_a_worker_goes_with_the_officials_and_the_window_hears_when_he_is_done(town: Platform, item: str) -> None:
    shown = await done(town, await named(town, item), "ask-support", position=IN_WEST)
    task = await task_of(town, shown)
    assert (task["cell"], task["worker_id"], task["officials"]) == (WEST_CELL, WORKER, sorted(OFFICERS))

    body: dict[str, Any] = {"client_id": str(uuid4()), "at": town.clock().isoformat()}
    await phone(town).post(f"/tasks/{task['id']}/accept", json=body)
    assert (await heard(town, shown, "accepted"))["done_at"] is None
    body |= {"client_id": str(uuid4()), "result": "accompanied", "note": NOTE, "officials": list(OFFICERS)}
    finished = await phone(town).post(f"/tasks/{task['id']}/finish", json=body)
    assert finished.is_success, finished.text

    support = await heard(town, shown, "finished")
    assert (support["role"], support["result"], support["wanted"]) == ("worker", "accompanied", False)
    assert support["done_at"] is not None
    after = await read(town, shown["id"])
    assert not {NOTE, WORKER} & set(str(after).replace("'", " ").split())
    assert after["verification"]["signed"] == []


async def test_what_a_worker_brought_is_no_verification_and_he_is_none_of_the_two(town: Platform, item: str) -> None:
    shown = await named(town, item)
    two = await act(town, shown, "name-officials", officials=[OFFICERS[0], WORKER])
    assert (two.status_code, two.json()["title"]) == (422, "applications.not-an-official")
    asked = await done(town, shown, "ask-support", position=IN_WEST)
    task = await task_of(town, asked)
    with pytest.raises(AssertionError, match="only-support"):
        await do_task(town, task["id"], result="nothing-found")

    head = town.client("approval-window", role="leader", person_id="p-head")
    granted = await head.post(f"/applications/{shown['id']}/grant", json={"version": asked["version"]})
    assert (granted.status_code, granted.json()["title"]) == (409, "applications.not-verified")


async def test_what_is_withdrawn_needs_no_worker_any_more(town: Platform, item: str) -> None:
    shown = await done(town, await named(town, item), "ask-support", position=IN_WEST)
    task = await task_of(town, shown)
    await done(town, shown, "withdraw")

    async def recalled() -> bool:
        return (await phone(town).get(f"/tasks/{task['id']}")).json()["state"] == "recalled"

    await town.until(recalled, 30)
