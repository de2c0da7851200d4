"""A complaint against the grid leader is handled by somebody else and answered, and he cannot find it anywhere."""

from typing import Any

import httpx

from tests.integration.dispatch.desk import acted, case_of, order, push, read
from tests.support.doors_walked import Door, doors
from tests.support.hotline import Hotline
from tests.support.platform import TOWN, Platform
from tests.support.town import IN_WEST

LEADER = f"p-{TOWN}-g01"
OTHER_UNIT = f"u-{TOWN}-governance-office"


COMPLAINT: dict[str, Any] = {
    "title": "投诉网格长",
    "appeal_kind": "complaint",
    "complained_of": [{"kind": "person", "id": LEADER}],
    "reporter": {"name": "王女士", "phone": "13600002222"},
}


class LeadersView:
    """What the grid leader finds when he looks everywhere he can."""

    def __init__(self, town: Platform) -> None:
        self._town = town

    def client(self, service: str) -> httpx.AsyncClient:
        return self._town.client(service, role="grid-leader", person_id=LEADER)

    async def count(self) -> int:
        answer = (await self.client("dispatch").get("/situation", params={"region": TOWN})).json()
        return sum(answer["by_state"].values())

    async def finds(self, case: dict[str, Any], secrets: set[str]) -> list[Door]:
        """Return the doors that tell him of the case, or that answer him otherwise than of none at all."""
        known = {"case_id": [case["id"]], "report_id": case["reports"]}
        told = []
        for door in doors(self._town, known, [case["id"]]):
            answer = await self.client(door.service).get(door.url, params={"limit": "50"} | dict(door.params))
            hidden = secrets if answer.is_success else secrets - door.ids
            is_open = answer.is_success and case["id"] in door.ids
            if is_open or any(secret in answer.text for secret in hidden):
                told.append(door)
        return told


async def _register_leader(town: Platform) -> None:
    row = {"id": LEADER, "name": "测试网格长", "region": TOWN, "valid_from": "2026-01-01"}
    entered = await town.client("dispatch").put("/organisation/persons", json={"persons": [row]})
    assert entered.is_success, entered.text


async def test_a_complaint_against_the_grid_leader_is_answered_and_he_never_finds_it(
    town: Platform, hotline: Hotline
) -> None:
    await _register_leader(town)
    view = LeadersView(town)
    before = await view.count()
    complaint = order(position=IN_WEST, **COMPLAINT)
    taken = await push(town.stranger("dispatch"), complaint)
    case = await case_of(town, taken.json()["results"][0]["report_id"])
    secrets = {case["id"], case["number"], complaint["external_id"], *case["reports"], complaint["title"]}
    assert case["queue"] == "hidden"
    assert await view.finds(case, secrets) == []

    # Not to the grid, where he leads; another unit deals with it.
    body = {"action": "dispatch", "version": case["version"], "executor": "grid", "worker_id": case["worker_id"]}
    desk = town.client("dispatch", role="dispatcher", person_id="p-dispatcher")
    refused = await desk.post(f"/cases/{case['id']}/actions", json=body)
    assert refused.json()["title"] == "cases.hidden-stays-at-centre"
    case = await acted(town, case, "dispatch", executor="unit", unit=OTHER_UNIT)
    handler = town.client("dispatch", role="handler", person_id="p-handles", unit=OTHER_UNIT)
    assert (await handler.get(f"/cases/{case['id']}")).status_code == 200
    case = await acted(town, case, "accept")
    case = await acted(town, case, "feed-back", result="solved")
    assert await view.finds(case, secrets) == []

    leads = town.client("dispatch", role="shift-leader", person_id="p-leads")
    for action in ("verify", "close"):
        body = {"action": action, "version": (await read(town, case["id"]))["version"]}
        assert (await leads.post(f"/cases/{case['id']}/actions", json=body)).is_success

    async def answered() -> Any:
        return hotline.reply_to(complaint["external_id"])

    assert await town.until(answered, 30)
    assert await view.finds(case, secrets) == []
    assert await view.count() == before
