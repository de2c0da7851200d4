"""A citizen's call becomes a grid worker's finished task, and the hotline gets the answer."""

from typing import Any

from tests.support.feed import order, push
from tests.support.hotline import Hotline
from tests.support.platform import Platform
from tests.support.town import IN_WEST, WEST_CELL, WORKER, do_task


async def case_of(platform: Platform, report_id: str) -> dict[str, Any]:
    """Return the case of a report once there is one."""
    dispatcher = platform.client("dispatch", role="dispatcher", person_id="p-dispatcher")

    async def look() -> dict[str, Any] | None:
        for item in (await dispatcher.get("/cases", params={"limit": 200})).json()["items"]:
            case = (await dispatcher.get(f"/cases/{item['id']}")).json()
            if report_id in case["reports"]:
                return case
        return None

    found: dict[str, Any] = await platform.until(look)
    return found


async def test_a_call_becomes_a_task_that_is_done_verified_closed_and_answered(
    town: Platform, hotline: Hotline
) -> None:
    given = order(position=IN_WEST)
    taken = await push(town.stranger("dispatch"), given)
    assert taken.status_code == 202, taken.text
    case = await case_of(town, taken.json()["results"][0]["report_id"])
    assert (case["state"], case["cell"], case["worker_id"]) == ("dispatched", WEST_CELL, WORKER)

    phone = town.client("grid", role="worker", person_id=WORKER)

    async def in_inbox() -> bool:
        # By its id: other journeys leave this worker more tasks than a page holds.
        shown = await phone.get(f"/tasks/{case['tasks'][0]['id']}")
        return shown.is_success and shown.json()["case_id"] == case["id"]

    await town.until(in_inbox)
    await do_task(town, case["tasks"][0]["id"])

    dispatcher = town.client("dispatch", role="dispatcher", person_id="p-dispatcher")

    async def handled() -> dict[str, Any] | None:
        now = (await dispatcher.get(f"/cases/{case['id']}")).json()
        return now if now["state"] == "handled" else None

    version = (await town.until(handled))["version"]
    for action in ("verify", "close"):
        done = await dispatcher.post(f"/cases/{case['id']}/actions", json={"action": action, "version": version})
        assert done.is_success, done.text
        version = done.json()["version"]

    async def answered() -> dict[str, Any] | None:
        return hotline.reply_to(given["external_id"])

    reply = await town.until(answered)
    assert (reply["outcome"], reply["result"], reply["case_number"]) == ("closed", "solved", case["number"])
