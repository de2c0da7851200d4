"""The holder of a licence has it extended; the centre goes on to have it watched over until its new last day."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.platform import Platform
from tests.support.powers import County, licence

COUNTY, TOWN = "320682", "320682404"
POWER, ITEM = "RL-9", "extended-permit"
NUMBER = "11010519491231002X"


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    await made.build(TOWN)
    assert (await made.offer(licence(POWER))).is_success
    admin = town.client("approval-window", scope="32")
    said = {
        "version": 0,
        "name": "占道经营许可",
        "name_en": "Stall",
        "kind": "licence",
        "materials": [],
        "power": POWER,
    }
    steps = {"steps": ["receive", "accept", "review", "decide", "deliver"], "basis": "某政发〔2026〕1号"}
    terms = {"legal_days": 20, "promised_days": 5, "in_force_from": made.today.isoformat()}
    (await admin.put(f"/items/{ITEM}", json=said | steps | terms)).raise_for_status()
    await made.on_trial(TOWN, POWER)
    return made


def counter(county: County, role: str) -> httpx.AsyncClient:
    return county.platform.client("approval-window", role=role, scope=TOWN, person_id=f"p-{role}")


async def received(county: County) -> dict[str, Any]:
    """Receive an application as soon as the window has heard of the power."""
    applicant = {"kind": "person", "name": "王小明", "number": NUMBER}
    body = {"item": ITEM, "region": TOWN, "applicant": applicant, "again": True}

    async def taken() -> dict[str, Any] | None:
        answer = await counter(county, "clerk").post("/applications", json=body)
        return dict(answer.json()) if answer.status_code == 201 else None

    return dict(await county.platform.until(taken, 30))


async def decided(county: County, taken: dict[str, Any], step: str, **body: Any) -> dict[str, Any]:
    """Accept what was received, and decide it as the leader."""
    door = f"/applications/{taken['id']}"
    (await counter(county, "clerk").post(f"{door}/accept", json={"version": 1})).raise_for_status()
    answer = await counter(county, "leader").post(f"{door}/{step}", json={"version": 2} | body)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def test_a_licence_that_was_extended_is_watched_over_until_its_new_last_day(county: County) -> None:
    last = county.today + timedelta(days=99)
    given = await decided(county, await received(county), "grant", valid_to=last.isoformat())
    beyond = (last + timedelta(days=30)).isoformat()

    async def watched(on: str) -> bool:
        query: dict[str, Any] = {"region": TOWN, "kind": "licence", "as_of": on, "limit": 500}
        page = await county.office().get("/powers/vacuum", params=query)
        return given["id"] in {one["key"] for one in page.json()["items"]}

    await county.platform.until(lambda: watched(last.isoformat()), 30)
    assert not await watched(beyond)
    door = f"/licences/{given['id']}"
    asked = await counter(county, "clerk").post(f"{door}/renewals", json={"number": NUMBER})
    assert asked.status_code == 201, asked.text
    await decided(county, asked.json(), "renew")

    await county.platform.until(lambda: watched(beyond), 30)
    shown = (await counter(county, "leader").get(door)).json()
    assert (shown["valid_to"], shown["version"]) == ((last + timedelta(days=100)).isoformat(), 2)
