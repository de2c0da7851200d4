"""How do tests of the committee get a case that is major? They lead it at the desk, and a leader marks it."""

from typing import Any

import httpx

from tests.integration.dispatch.desk import case_of, report
from tests.support.party import OFFICE, TOWNSHIP, leader
from tests.support.platform import Platform

LAMPS: dict[str, Any] = {"region": TOWNSHIP, "category": {"scheme": "onefour", "code": "M0206"}, "position": None}


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def case_at_work(platform: Platform) -> dict[str, Any]:
    """Return a case that an office of the township works on."""
    case = await case_of(platform, (await report(platform, **LAMPS))[0])
    if case["state"] == "dispatched":
        return case
    return await acted(platform, case, "dispatch", executor="unit", unit=OFFICE)


async def step(platform: Platform, case: dict[str, Any], action: str, person: str = "p-desk", **more: Any) -> Any:
    desk = platform.client("dispatch", role="dispatcher", scope=TOWNSHIP, person_id=person)
    version = (await desk.get(f"/cases/{case['id']}")).json()["version"]
    return await desk.post(f"/cases/{case['id']}/actions", json={"action": action, "version": version} | more)


async def acted(platform: Platform, case: dict[str, Any], action: str, person: str = "p-desk", **more: Any) -> Any:
    done = await step(platform, case, action, person, **more)
    assert done.status_code == 200, done.text
    return done.json()


async def marked(platform: Platform, case: dict[str, Any]) -> httpx.Response:
    body = {"case_id": case["id"], "reason": "group-petition"}
    return await leader(platform, TOWNSHIP).post("/party/major-cases", json=body)


async def verified(platform: Platform) -> dict[str, Any]:
    """Return a major case that waits for nothing but its end."""
    case = await case_at_work(platform)
    assert (await marked(platform, case)).status_code == 201
    await acted(platform, case, "accept")
    await acted(platform, case, "feed-back", result="solved")
    await acted(platform, case, "verify", "p-other")
    return case
