"""What a worker saw is inspected by two officers, ordered to be corrected, checked again, and closed at the centre."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from shared.clock import town_day
from tests.integration.dispatch.desk import STALLS, acted, case_of, open_task, phone, report_of, somewhere, until
from tests.support.certified import certify
from tests.support.platform import TOWN, Platform
from tests.support.town import OFFICERS, STAND_IN

FIELD = "street-order"


@dataclass(slots=True)
class Inspection:
    """An inspection as its officers read it last."""

    town: Platform
    now: dict[str, Any]

    async def take(self, step: str, number: int = 0, **body: Any) -> dict[str, Any]:
        path, given = f"/inspections/{self.now['id']}/{step}", {"version": self.now["version"]} | body
        answer = await officer(self.town, number).post(path, json=given)
        assert answer.is_success, answer.text
        self.now = answer.json()
        return self.now


def officer(town: Platform, number: int = 0) -> httpx.AsyncClient:
    return town.client("enforcement", role="officer", person_id=OFFICERS[number])


async def clue_of(town: Platform) -> tuple[dict[str, Any], str]:
    """Let a worker report what is the team's; return his report and the clue, which an officer took up."""
    seen = {"client_id": str(uuid4()), "category": STALLS, "text": "占道经营", "position": somewhere()}
    told = await phone(town, STAND_IN).post("/patrol-reports", json=seen | {"seen_at": town.clock().isoformat()})
    case = await case_of(town, await report_of(town, "grid", told.json()["id"]))
    clue_id = open_task(case)

    async def accepted() -> bool:
        return (await officer(town).post(f"/clues/{clue_id}/accept", json={"client_id": str(uuid4())})).is_success

    await town.until(accepted, 30)
    return told.json() | {"case": case}, clue_id


async def opened(town: Platform, clue_id: str) -> Inspection:
    """Return an inspection that was opened from a clue, once the team knows its officers."""
    leader = town.client("enforcement", role="leader", person_id="p-leader")
    questions = [{"code": "road", "text": "是否占用道路"}]
    asked = {"region": TOWN, "known": 0, "matter": STALLS["code"], "quiet_days": 30, "items": []}
    (await leader.put(f"/checklists/{FIELD}", json=asked | {"questions": questions})).raise_for_status()
    await certify(town, TOWN, OFFICERS)
    given = {"region": TOWN, "field": FIELD, "ground": "clue", "clue_id": clue_id, "place": "示例路 1 号"}

    async def done() -> Any:
        answer = await officer(town).post("/inspections", json=given | {"second_officer_id": OFFICERS[1]})
        return answer.json() if answer.is_success else None

    return Inspection(town, dict(await town.until(done, 30)))


async def test_what_a_worker_saw_is_inspected_corrected_and_closed(town: Platform) -> None:
    reported, clue_id = await clue_of(town)
    case_id = reported["case"]["id"]
    inspection = await opened(town, clue_id)
    await until(town, case_id, state="handling")

    await inspection.take("credentials", to="摊主")
    await inspection.take("answers", answers=[{"question": "road", "answer": "no"}], note="占用人行道")
    await inspection.take("sign")
    assert (await inspection.take("sign", 1))["state"] == "signed"
    tomorrow = (town_day(town.clock()) + timedelta(days=1)).isoformat()
    assert (await inspection.take("order", due_on=tomorrow, what="清理占道物品"))["state"] == "ordered"
    found: dict[str, Any] = {"second_officer_id": OFFICERS[0], "corrected": True, "found": "已清理"}
    assert (await inspection.take("recheck", 1, **found))["outcome"] == "corrected"

    case = await until(town, case_id, state="handled", result="solved")
    assert case["history"][-1]["by"] == OFFICERS[1]
    await acted(town, await acted(town, case, "verify"), "close")

    async def heard() -> bool:
        now = (await phone(town, STAND_IN).get(f"/patrol-reports/{reported['id']}")).json()["case"]
        return bool(now and now["state"] == "closed")

    await town.until(heard, 30)
    auditor = town.client("dispatch", role="discipline")

    async def kept() -> bool:
        path = f"/records/{inspection.now['id']}"
        return len((await auditor.get(path)).json().get("items", [])) == inspection.now["version"]

    await town.until(kept, 30)
