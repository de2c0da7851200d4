"""How do tests let a town have rounds? They move the clock to a working morning, make them, and put it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx

from shared.clock import SHANGHAI
from shared.runtime.db import new_id
from tests.integration.grid.registry_desk import kept, resident, run_timer
from tests.integration.grid.town import Town
from tests.support.platform import Platform

# A Monday, and an ordinary working week; a weekday by any rule.
MONDAY = datetime(2026, 12, 7, 9, 0, tzinfo=SHANGHAI)
HERE = {"lon": 121.005, "lat": 31.505}


@contextmanager
def at(platform: Platform, moment: datetime) -> Iterator[None]:
    """Let it be `moment`, and then what it was before."""
    before = platform.clock.ahead
    platform.clock.ahead += moment - platform.clock()
    try:
        yield
    finally:
        platform.clock.ahead = before


async def run_rounds(platform: Platform) -> None:
    """Let the timer make the rounds that nobody has made today."""
    await run_timer(platform, "patrols.rounds")


async def run_missed(platform: Platform) -> None:
    """Let what nobody visited be missed where the day is over."""
    await run_timer(platform, "patrols.missed")


def place(town: Town, **more: Any) -> dict[str, Any]:
    given = {"kind": "place", "region": town.region, "cell": town.west, "name": "听海路12号加油站"}
    return given | {"kind_of_place": "other", "hazard": "high", "position": HERE, "contact": "王小明"} | more


async def add_place(town: Town, **more: Any) -> str:
    return str((await kept(town, place(town, **more)))["id"])


async def add_person(town: Town, *care: str, **more: Any) -> str:
    return str((await kept(town, resident(town, care=list(care or ("elder-alone",)), **more)))["id"])


async def round_of(town: Town, who: str = "wang", role: str = "worker", **asked: str) -> dict[str, Any] | None:
    """Return the round of the west with its stops, None where there is none today."""
    phone = town.client(role, who)
    items = (await phone.get("/patrols", params={"cell": town.west} | asked)).json()["items"]
    if not items:
        return None
    found: dict[str, Any] = (await phone.get(f"/patrols/{items[0]['id']}")).json()
    return found


def check(town: Town, **more: Any) -> dict[str, Any]:
    said = {"client_id": str(new_id()), "at": town.platform.clock().isoformat(), "result": "fine", "position": HERE}
    return said | more


FOUND = {"category": {"scheme": "onefour", "code": "M0101"}, "text": "灭火器过期,通道堵塞", "urgency": "normal"}


async def check_in(town: Town, stop: dict[str, Any], round_id: str, who: str = "wang", **more: Any) -> httpx.Response:
    url = f"/patrols/{round_id}/stops/{stop['id']}/check-in"
    return await town.client("worker", who).post(url, json=check(town, **more))


async def record(town: Town, visit: dict[str, Any], who: str = "wang", **more: Any) -> httpx.Response:
    url = f"/care-visits/{visit['id']}/record"
    return await town.client("worker", who).post(url, json=check(town, result="well") | more)


async def made(town: Town) -> dict[str, Any]:
    """Let the day's rounds be made, and return that of the west."""
    await run_rounds(town.platform)
    found = await round_of(town)
    assert found is not None
    return found


async def tasks(town: Town, **asked: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await town.client("worker", "wang").get("/tasks", params=asked)).json()["items"]
    return items
