"""What a worker sees on his round becomes a case, and he learns how far it is."""

from typing import Any
from uuid import uuid4

from tests.integration.dispatch.desk import NOISE, acted, case_of, handled, phone, report_of, somewhere
from tests.support.platform import Platform
from tests.support.town import STAND_IN, WEST_CELL, WORKER


async def test_a_workers_own_report_becomes_a_case_and_its_progress_comes_back(town: Platform) -> None:
    body = {
        "client_id": str(uuid4()),
        "category": NOISE,
        "text": "音响外放,影响居民",
        "seen_at": town.clock().isoformat(),
        "position": somewhere(),
    }

    seen = [await phone(town, STAND_IN).post("/patrol-reports", json=body) for _ in range(2)]

    assert [answer.status_code for answer in seen] == [201, 201]
    assert seen[0].json()["id"] == seen[1].json()["id"]
    patrol = seen[0].json()
    case = await case_of(town, await report_of(town, "grid", patrol["id"]))
    assert (case["cell"], case["worker_id"], case["state"]) == (WEST_CELL, WORKER, "dispatched")
    case = await handled(town, case)
    await acted(town, await acted(town, case, "verify"), "close")

    async def heard() -> Any:
        now = (await phone(town, STAND_IN).get(f"/patrol-reports/{patrol['id']}")).json()["case"]
        return now if now and now["state"] == "closed" else None

    told = await town.until(heard, 30)
    assert (told["case_id"], told["number"], told["result"]) == (case["id"], case["number"], "solved")
