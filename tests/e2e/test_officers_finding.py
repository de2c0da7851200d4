"""What two officers find becomes a case, which they can follow."""

from typing import Any

from tests.integration.dispatch.desk import NOISE, act, acted, case_of, handled, report_of, somewhere
from tests.support.platform import TOWN, Platform
from tests.support.town import OFFICERS, WORKER

FOUND = "工地夜间施工,未见许可"


async def test_an_officers_finding_becomes_a_case_and_its_progress_comes_back(town: Platform) -> None:
    officer = town.client("enforcement", role="officer", person_id=OFFICERS[0])
    body = {
        "category": NOISE,
        "region": TOWN,
        "position": somewhere(),
        "text": FOUND,
        "found_at": town.clock().isoformat(),
        "second_officer_id": OFFICERS[1],
    }

    async def reported() -> Any:
        # The team learns by event who its officers are.
        answer = await officer.post("/findings", json=body)
        return answer.json() if answer.status_code == 201 else None

    finding = await town.until(reported, 30)
    case = await case_of(town, await report_of(town, "enforcement", finding["id"]))
    assert (case["executor"], case["worker_id"], case["source"]) == ("grid", WORKER, "enforcement")
    case = await handled(town, case)
    assert (await act(town, case, "verify")).is_success
    await acted(town, case | {"version": case["version"] + 1}, "close")

    async def heard() -> Any:
        now = (await officer.get(f"/findings/{finding['id']}")).json()
        return now["case_id"] == case["id"] and now["case_state"] == "closed"

    await town.until(heard, 30)
    seen = await town.client("dispatch", role="dispatcher").get(f"/reports/{case['reports'][0]}?purpose=verify")
    assert (seen.status_code, seen.json()["detail"]) == (200, FOUND)
