"""Two officers check again what they ordered; a grid worker goes with them, and his state comes back to the team."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from shared.clock import town_day
from tests.e2e.test_inspection_from_clue import Inspection, officer
from tests.integration.dispatch.desk import STALLS
from tests.support.certified import certify
from tests.support.platform import TOWN, Platform
from tests.support.town import IN_WEST, OFFICERS, WEST_CELL, WORKER

FIELD, NOTE = "street-order-supported", "通道仍有杂物"


async def ordered(town: Platform) -> Inspection:
    """Return an inspection of the team that ended with an order to correct."""
    leader = town.client("enforcement", role="leader", person_id="p-leader")
    questions = [{"code": "road", "text": "是否占用道路"}]
    asked = {"region": TOWN, "known": 0, "matter": STALLS["code"], "quiet_days": 0, "items": []}
    answer = await leader.put(f"/checklists/{FIELD}", json=asked | {"questions": questions})
    assert answer.is_success or answer.json()["title"] == "inspections.checklist-changed", answer.text
    await certify(town, TOWN, OFFICERS)
    given = {"region": TOWN, "field": FIELD, "ground": "own", "why": "日常", "place": "示例路 1 号"}

    async def opened() -> Any:
        answer = await officer(town).post("/inspections", json=given | {"second_officer_id": OFFICERS[1]})
        return answer.json() if answer.is_success else None

    inspection = Inspection(town, dict(await town.until(opened, 30)))
    await inspection.take("credentials", to="摊主")
    await inspection.take("answers", answers=[{"question": "road", "answer": "no"}])
    await inspection.take("sign")
    await inspection.take("sign", 1)
    due = (town_day(town.clock()) + timedelta(days=1)).isoformat()
    await inspection.take("order", due_on=due, what="清理占道物品")
    return inspection


def phone(town: Platform) -> httpx.AsyncClient:
    return town.client("grid", role="worker", person_id=WORKER)


async def task_of(town: Platform, inspection: Inspection) -> dict[str, Any]:
    """Return the worker's task about an inspection, as soon as it lies in his inbox."""

    async def given() -> Any:
        items = (await phone(town).get("/tasks", params={"kind": "support"})).json()["items"]
        return next((one for one in items if one["about_id"] == inspection.now["id"]), None)

    return dict(await town.until(given, 30))


async def heard(town: Platform, inspection: Inspection, state: str) -> dict[str, Any]:
    """Return what the team knows of the support, as soon as the grid has told it this."""

    async def told() -> Any:
        read = (await officer(town).get(f"/inspections/{inspection.now['id']}")).json()
        (support,) = read["supports"]
        return support if support["task_state"] == state else None

    return dict(await town.until(told, 30))


async def test_a_worker_goes_with_the_officers_who_check_again_and_replaces_neither(town: Platform) -> None:
    inspection = await ordered(town)
    await inspection.take("ask-support", second_officer_id=OFFICERS[1], position=IN_WEST)
    task = await task_of(town, inspection)
    assert (task["cell"], task["worker_id"], task["officials"]) == (WEST_CELL, WORKER, sorted(OFFICERS))

    body: dict[str, Any] = {"client_id": str(uuid4()), "at": town.clock().isoformat()}
    (await phone(town).post(f"/tasks/{task['id']}/accept", json=body)).raise_for_status()
    assert (await heard(town, inspection, "accepted"))["done_at"] is None
    body |= {"client_id": str(uuid4()), "result": "accompanied", "note": NOTE, "officials": list(OFFICERS)}
    finished = await phone(town).post(f"/tasks/{task['id']}/finish", json=body)
    assert finished.is_success, finished.text

    support = await heard(town, inspection, "finished")
    assert (support["role"], support["result"], support["wanted"]) == ("worker", "accompanied", False)
    lines = (await officer(town).get(f"/records/{inspection.now['id']}")).json()["items"]
    assert [line["kind"] for line in lines][-2:] == ["support", "support"]
    assert not any(word in str(lines[-2:]) for word in (NOTE, WORKER))
    alone = {"version": inspection.now["version"], "corrected": True, "found": "已清理"}
    refused = await officer(town).post(f"/inspections/{inspection.now['id']}/recheck", json=alone)
    assert refused.json()["title"] == "inspections.two-officers-needed"
    await inspection.take("recheck", second_officer_id=OFFICERS[1], corrected=True, found="已清理")


async def test_what_was_checked_again_needs_no_worker_any_more(town: Platform) -> None:
    inspection = await ordered(town)
    await inspection.take("ask-support", second_officer_id=OFFICERS[1], position=IN_WEST)
    task = await task_of(town, inspection)
    await inspection.take("recheck", second_officer_id=OFFICERS[1], corrected=True, found="已清理")

    async def recalled() -> bool:
        return (await phone(town).get(f"/tasks/{task['id']}")).json()["state"] == "recalled"

    await town.until(recalled, 30)
