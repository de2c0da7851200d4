"""How do tests keep a roster? Shifts of a township, planned and read over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx

from shared.clock import SHANGHAI
from tests.integration.dispatch.notice_desk import COUNTY, PLACE, person, put_persons
from tests.support.platform import Platform, running_platform
from tests.support.servers import Servers

LEAD, LEAD_TWO = "p-ro-lead1", "p-ro-lead2"
DESK, DESK_TWO, DESK_THREE = "p-ro-desk1", "p-ro-desk2", "p-ro-desk3"
HEAD, HEAD_TWO, GUARD = "p-ro-head", "p-ro-head2", "p-ro-guard"
ROLES = {
    LEAD: "shift-leader",
    LEAD_TWO: "shift-leader",
    **dict.fromkeys((DESK, DESK_TWO, DESK_THREE), "dispatcher"),
    **dict.fromkeys((HEAD, HEAD_TWO), "leader"),
    GUARD: "worker",
}


@asynccontextmanager
async def running_centre(servers: Servers) -> AsyncIterator[Platform]:
    """Run a platform of its own, whose clock may be moved, with the staff of a centre."""
    async with running_platform(servers) as platform:
        await put_persons(platform, [(one, PLACE, role, None) for one, role in ROLES.items()])
        await put_persons(platform, [("p-ro-county", COUNTY, "dispatcher", None)])
        yield platform


def client(platform: Platform, person_id: str, scope: str = PLACE) -> httpx.AsyncClient:
    return person(platform, person_id, ROLES.get(person_id, "dispatcher"), scope)


def hour(platform: Platform, hours: float) -> str:
    """Return the full hour so many hours from now."""
    now = platform.clock().astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    return (now + timedelta(hours=hours)).isoformat()


def shift(platform: Platform, person_id: str, post: str, begins: float, ends: float) -> dict[str, Any]:
    """Return a shift from so many to so many hours from now."""
    times = {"starts_at": hour(platform, begins), "ends_at": hour(platform, ends)}
    return {"post": post, "person_id": person_id, **times}


async def plan(platform: Platform, *shifts: dict[str, Any], by: str = LEAD) -> httpx.Response:
    body = {"region": PLACE, "shifts": list(shifts)}
    return await client(platform, by).post("/roster/shifts", json=body)


async def planned(platform: Platform, *shifts: dict[str, Any]) -> list[str]:
    """Plan shifts; return their ids."""
    answer = await plan(platform, *shifts)
    assert answer.status_code == 201, answer.text
    return list(answer.json()["ids"])


async def on_duty(platform: Platform, at: datetime | str | None = None) -> dict[str, bool]:
    """Return who is on duty, and whether only because nobody has relieved him."""
    params = {"region": PLACE} | ({"at": str(at)} if at else {})
    answer = await client(platform, LEAD).get("/roster/now", params=params)
    assert answer.status_code == 200, answer.text
    return {line["shift"]["person_id"]: line["held_over"] for line in answer.json()}
