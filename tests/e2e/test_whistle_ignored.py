"""A township calls three units; two come, one says nothing; the county rules, and the scores show it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.clock import town_day
from tests.support import duties
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWNSHIP = "321112", "321112001"
OFFICE, FIRE, WATER = f"u-{TOWNSHIP}-governance", f"u-{COUNTY}-fire", f"u-{COUNTY}-water"


def desk(platform: Platform, person: str, scope: str = TOWNSHIP) -> httpx.AsyncClient:
    return platform.client("dispatch", role="dispatcher", scope=scope, person_id=person)


def of_unit(platform: Platform, unit: str, role: str = "department") -> httpx.AsyncClient:
    scope = TOWNSHIP if TOWNSHIP in unit else COUNTY
    return platform.client("dispatch", role=role, scope=scope, person_id=f"p-{unit}", unit=unit)


@pytest.fixture
async def county(town: Platform) -> Platform:
    await duties.units(
        town, (OFFICE, TOWNSHIP, "governance-office"), (FIRE, COUNTY, "fire-brigade"), (WATER, COUNTY, "water-bureau")
    )
    return town


async def blown(platform: Platform) -> str:
    # Soon, so that the one who says nothing is found; nobody has to say later than he has to come.
    come_by = (platform.clock() + timedelta(seconds=12)).isoformat()
    body = {
        "units": [OFFICE, FIRE, WATER],
        "matter": "M0301",
        "urgency": "urgent",
        "reason": "gas-leak",
        "place": "镇政府东侧",
        "text": "管道漏气",
        "come_by": come_by,
    }
    answer = await desk(platform, "p-caller").post("/whistles", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def came(platform: Platform, whistle: str, unit: str, role: str) -> None:
    client = of_unit(platform, unit, role)
    for what, body in (("coming", None), ("arrival", {}), ("outcome", {"outcome": "solved"})):
        done = await client.post(f"/whistles/{whistle}/{what}", json=body)
        assert done.status_code == 200, done.text


async def at_county(platform: Platform, whistle: str) -> list[dict[str, Any]]:
    answer = await desk(platform, "p-county", COUNTY).get("/whistles/at-county", params={"region": TOWNSHIP})
    assert answer.status_code == 200, answer.text
    return [one for one in answer.json()["items"] if one["whistle_id"] == whistle]


async def scores(platform: Platform) -> dict[str, dict[str, Any]]:
    day = town_day(platform.clock())
    query = {"since": (day - timedelta(days=1)).isoformat(), "until": (day + timedelta(days=1)).isoformat()}
    answer = await desk(platform, "p-caller").get("/whistles/scores", params=query)
    assert answer.status_code == 200, answer.text
    return {one["unit"]: one for one in answer.json()["items"]}


async def ruled(platform: Platform, whistle: str) -> None:
    come_by = (platform.clock() + timedelta(hours=1)).isoformat()
    ruling = {"ruling": "must-come", "document": "徒指〔2026〕9号", "come_by": come_by}
    path = f"/whistles/{whistle}/calls/{WATER}/ruling"
    bound = await desk(platform, "p-county", COUNTY).post(path, json=ruling)
    assert bound.json()["calls"] == {WATER: "bound"}, bound.text


async def ended(platform: Platform, whistle: str) -> None:
    ratings: list[dict[str, Any]] = [{"unit": OFFICE, "score": 5}, {"unit": FIRE, "score": 4}]
    ratings.append({"unit": WATER, "score": 2, "reason": "came-late"})
    path, body = f"/whistles/{whistle}/end", {"result": "solved", "ratings": ratings}
    done = await desk(platform, "p-caller").post(path, json=body)
    assert done.status_code == 200, done.text


async def test_a_whistle_that_one_unit_ignores_goes_to_the_county_and_into_the_scores(county: Platform) -> None:
    whistle = await blown(county)
    await came(county, whistle, OFFICE, "handler")
    await came(county, whistle, FIRE, "department")

    async def ignored() -> list[dict[str, Any]]:
        return await at_county(county, whistle)

    (waits,) = await county.until(ignored, 60)
    assert (waits["unit"], waits["state"], waits["whistle_state"]) == (WATER, "ignored", "blown")
    water = of_unit(county, WATER)
    await ruled(county, whistle)
    assert await at_county(county, whistle) == []
    no = {"reason": "no-people", "basis": "无"}
    assert (await water.post(f"/whistles/{whistle}/refusal", json=no)).status_code == 409
    assert (await water.post(f"/whistles/{whistle}/arrival", json={})).status_code == 200
    await ended(county, whistle)

    scored = await scores(county)

    assert {unit: (one["came"], one["in_time"], one["ignored"], one["rating"]) for unit, one in scored.items()} == {
        OFFICE: (1, 1, 0, 5.0),
        FIRE: (1, 1, 0, 4.0),
        WATER: (1, 0, 1, 2.0),
    }
