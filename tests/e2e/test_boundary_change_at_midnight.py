"""A township moves the border of a cell: seen before, done at midnight, and then the centre and the grid agree."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.clock import day_start, town_day, utc_now
from tests.integration.grid.registry_desk import home, kept
from tests.integration.grid.town import Town, collection, feature, rectangle
from tests.support.platform import Platform

REGION = "320585105"
DAY = timedelta(days=1)
# Where no other town of the tests lies: 0.02 by 0.01 degrees, and the border in its middle.
WEST, MIDDLE, EAST, SOUTH, NORTH = 113.00, 113.01, 113.02, 31.50, 31.51
THERE = {"lon": 113.007, "lat": 31.505}


def divided(town: Town, border: float) -> list[dict[str, Any]]:
    west, east = rectangle(WEST, SOUTH, border, NORTH), rectangle(border, SOUTH, EAST, NORTH)
    return [feature(town.west, west), feature(town.east, east)]


@pytest.fixture
async def town(platform: Platform) -> AsyncIterator[Town]:
    """A township where wang answers for the west and zhao for the east, on duty, as the centre knows."""
    town = Town(platform, REGION)
    people = [
        {"id": town.person(name), "name": "测试", "region": REGION, "roles": ["worker"], "valid_from": "2026-01-01"}
        for name in ("wang", "zhao")
    ]
    dispatch = platform.client("dispatch", scope=REGION)
    (await dispatch.put("/organisation/persons", json={"persons": people})).raise_for_status()
    assert (await town.draw(*divided(town, MIDDLE))).status_code == 200
    assert (await town.assign(("wang", town.west, "A"), ("zhao", town.east, "A"), on_duty=True)).status_code == 200
    yield town
    platform.clock.ahead = timedelta(0)


async def triaged(town: Town) -> tuple[str | None, str | None]:
    """Return to which cell and worker the centre would give a noise at the place."""
    event = {"external_id": "try", "title": "噪音扰民", "region": REGION, "position": THERE}
    event["occurred_at"] = town.platform.clock().isoformat()
    tried = await town.platform.client("dispatch", scope=REGION).post("/triage/try", json={"event": event})
    return tried.json().get("cell"), tried.json().get("worker_id")


async def comes_to(town: Town, cell: str, name: str) -> None:
    async def agreed() -> bool:
        return await triaged(town) == (cell, town.person(name))

    await town.platform.until(agreed)


async def put(town: Town, border: float, **more: str) -> httpx.Response:
    day = (town_day(town.platform.clock()) + DAY).isoformat()
    asked = {"region": REGION, "valid_from": day} | more
    answer = await town.client().put("/cells", params=asked, json=collection(*divided(town, border)))
    assert answer.status_code == 200, answer.text
    return answer


async def cell_of(town: Town, record_id: str) -> str | None:
    found = await town.client("grid-leader").get(f"/registry/records/{record_id}", params={"kind": "home"})
    cell: str | None = found.json()["fields"]["cell"]
    return cell


async def test_a_border_that_moves_at_midnight_takes_homes_and_new_matters_with_it(town: Town) -> None:
    lives = await kept(town, home(town, position=THERE))
    await comes_to(town, town.west, "wang")

    seen = (await put(town, 113.005, dry_run="true")).json()["moves"]
    await put(town, 113.005)

    assert [(one["kind"], one["from_cell"], one["to_cell"], one["ids"]) for one in seen] == [
        ("home", town.west, town.east, [lives["id"]])
    ]
    assert await cell_of(town, lives["id"]) == town.west
    assert await triaged(town) == (town.west, town.person("wang"))

    midnight = day_start(town_day(utc_now()) + DAY)
    town.platform.clock.ahead = midnight + timedelta(seconds=5) - utc_now()

    async def moved() -> bool:
        return await cell_of(town, lives["id"]) == town.east

    await town.platform.until(moved)
    await comes_to(town, town.east, "zhao")
