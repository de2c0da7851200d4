"""A hotline order turns out to be major: the worker has finished it, and it closes when the committee has resolved."""

from typing import Any

import httpx

from tests.support.feed import order, push
from tests.support.hotline import Hotline
from tests.support.party import CELLS, COMMITTEE, COUNTY, TOWNSHIP, build_township, decided, leader, signed, worker
from tests.support.platform import Platform
from tests.support.town import do_task

IN_LEFT = {"lon": 120.255, "lat": 31.805}


async def case_of(platform: Platform, desk: httpx.AsyncClient, report_id: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        for item in (await desk.get("/cases", params={"limit": 200})).json()["items"]:
            case = (await desk.get(f"/cases/{item['id']}")).json()
            if report_id in case["reports"]:
                return dict(case)
        return None

    return dict(await platform.until(look, 30))


async def finished(platform: Platform, desk: httpx.AsyncClient, case: dict[str, Any]) -> int:
    """Let the worker do the case's task; return the case's version when the centre has heard of it."""
    phone = platform.client("grid", role="worker", scope=TOWNSHIP, person_id=worker())
    task = case["tasks"][0]["id"]

    async def in_inbox() -> bool:
        return (await phone.get(f"/tasks/{task}")).status_code == 200

    async def handled() -> dict[str, Any] | None:
        now = (await desk.get(f"/cases/{case['id']}")).json()
        return now if now["state"] == "handled" else None

    await platform.until(in_inbox, 30)
    await do_task(platform, task, worker=worker(), place=IN_LEFT, scope=TOWNSHIP)
    return int((await platform.until(handled, 30))["version"])


async def test_a_major_order_waits_for_its_committee_and_is_answered(town: Platform, hotline: Hotline) -> None:
    await build_township(town)
    desk = town.client("dispatch", role="dispatcher", scope=TOWNSHIP, person_id="p-dispatcher")
    given = order(position=IN_LEFT, region=TOWNSHIP, category={"scheme": "onefour", "code": "M0101"})
    taken = await push(town.stranger("dispatch"), given)
    case = await case_of(town, desk, taken.json()["results"][0]["report_id"])
    assert (case["state"], case["cell"], case["worker_id"]) == ("dispatched", CELLS[0], worker())
    mark = {"case_id": case["id"], "reason": "group-petition"}
    assert (await leader(town, TOWNSHIP).post("/party/major-cases", json=mark)).status_code == 201

    version = await finished(town, desk, case)
    path = f"/cases/{case['id']}/actions"
    version = (await desk.post(path, json={"action": "verify", "version": version})).json()["version"]
    refused = await desk.post(path, json={"action": "close", "version": version})

    assert (refused.status_code, refused.json()["title"]) == (409, "cases.resolution-needed")
    stuck = (await leader(town, COUNTY).get("/party/stuck/major-case", params={"region": TOWNSHIP})).json()["items"]
    assert case["id"] in [one["about"] for one in stuck]
    assert hotline.reply_to(given["external_id"]) is None

    await signed(town, decided(case["id"], "major-case", COMMITTEE))
    closed = await desk.post(path, json={"action": "close", "version": version})
    assert closed.json()["state"] == "closed", closed.text

    async def answered() -> dict[str, Any] | None:
        return hotline.reply_to(given["external_id"])

    assert (await town.until(answered, 30))["outcome"] == "closed"
