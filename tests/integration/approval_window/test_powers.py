"""How the window keeps to the days of its township's powers: over HTTP and Kafka, on real servers."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from shared.clock import town_day, utc_now
from shared.schemas.registers import PowerChanged
from tests.support.platform import Platform
from tests.support.register_samples import power_changed

ITEM, POWER = "temporary-relief", "P-relief"
APPLICANT = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}
TODAY = town_day(utc_now())
ONE_DAY = timedelta(days=1)


@pytest.fixture
async def needs_power(window: Platform) -> AsyncIterator[Platform]:
    """The window, where one item needs a power as long as a test runs."""
    admin = window.client("approval-window", role="admin", scope="32")
    assert (await admin.put(f"/items/{ITEM}/power", json={"power": POWER})).status_code == 204
    yield window
    assert (await admin.put(f"/items/{ITEM}/power", json={"power": None})).status_code == 204


def power(region: str, begins: date, ends: date | None = None, version: int = 1) -> PowerChanged:
    days = {"in_force_from": begins.isoformat(), "in_force_to": ends.isoformat() if ends else None}
    entrusted = {"code": POWER, "kind": "licence", "mode": "entrusted", "principal": "civil-affairs-bureau"}
    return power_changed(region=region, version=version, terms=[days], matters=[], **entrusted)


def clerk(window: Platform, region: str) -> httpx.AsyncClient:
    return window.client("approval-window", role="clerk", scope=region, person_id="clerk-li")


async def apply(window: Platform, region: str) -> httpx.Response:
    body = {"item": ITEM, "region": f"{region}001", "applicant": APPLICANT, "again": True}
    return await clerk(window, region).post("/applications", json=body)


async def received(window: Platform, region: str) -> dict[str, Any]:
    async def taken() -> Any:
        answer = await apply(window, region)
        return answer.json() if answer.status_code == 201 else None

    return dict(await window.until(taken))


async def test_an_item_whose_power_was_never_given_is_not_received(needs_power: Platform) -> None:
    refused = await apply(needs_power, "320682103")

    assert (refused.status_code, refused.json()["title"]) == (409, "applications.power-not-in-force")
    assert (refused.json()["power"], refused.json()["on"]) == (POWER, TODAY.isoformat())
    items = (await clerk(needs_power, "320682103").get("/items")).json()["items"]
    assert {one["code"]: one["power"] for one in items}[ITEM] == POWER


async def test_a_power_that_is_told_late_holds_from_its_day_and_in_the_principals_name(
    needs_power: Platform, tell: Any
) -> None:
    region = "320682104"
    await tell(power(region, TODAY - 5 * ONE_DAY))

    taken = await received(needs_power, region)

    shown = (await clerk(needs_power, region).get(f"/applications/{taken['id']}")).json()
    facts = shown["history"][0]["facts"]
    assert (facts["power"], facts["mode"], facts["principal"]) == (POWER, "entrusted", "civil-affairs-bureau")


async def test_from_midnight_on_nothing_is_received_by_a_power_that_is_over(needs_power: Platform, tell: Any) -> None:
    region = "320682105"
    await tell(power(region, TODAY, TODAY, version=2), power(region, TODAY, version=1))
    await received(needs_power, region)

    needs_power.clock.ahead = timedelta(days=1)
    try:
        assert (await apply(needs_power, region)).status_code == 409
    finally:
        needs_power.clock.ahead = timedelta(0)


async def test_only_who_runs_the_installation_says_which_power_an_item_needs(window: Platform) -> None:
    path = f"/items/{ITEM}/power"
    unknown = await window.client("approval-window", role="admin").put("/items/none/power", json={"power": "P-1"})

    assert (await clerk(window, "320682103").put(path, json={"power": "P-1"})).status_code == 403
    assert (unknown.status_code, unknown.json()["title"]) == (404, "items.not-found")
