"""Does a cell show which Party branch leads it? The grid hears of branches from the centre."""

from typing import Any

import pytest

from grid.cells.consumers import copy_branches
from shared.schemas.registers import BranchChanged
from tests.integration.grid.town import Town, new_town, now
from tests.support.party import CELLS, branch, build_township, put, put_members
from tests.support.party import member as member_row
from tests.support.platform import Platform


@pytest.fixture
async def town(platform: Platform) -> Town:
    drawn = new_town(platform)
    assert (await drawn.draw()).status_code == 200
    return drawn


def told(town: Town, branch_id: str, version: int = 1, **more: Any) -> BranchChanged:
    usual = {
        "branch_id": f"{town.region}-{branch_id}",
        "version": version,
        "region": town.region,
        "name": "第一网格党支部",
        "cells": [{"cell": town.west, "lead": True}],
        "members": 12,
        "valid_from": "2026-01-01",
        "valid_to": None,
    }
    return BranchChanged.model_validate(usual | more)


async def hear(town: Town, *events: BranchChanged) -> None:
    async with town.platform.database("grid").begin() as work:
        await copy_branches(work, events, now())


async def shown(town: Town, **asked: str) -> dict[str, Any]:
    answer = await town.client().get("/cells", params={"region": town.region} | asked)
    return {found["id"]: found["properties"]["branch"] for found in answer.json()["features"]}


async def test_a_cell_shows_the_branch_that_leads_it_and_no_other(town: Town) -> None:
    beside = [{"cell": town.east, "lead": False}]
    await hear(town, told(town, "a"), told(town, "b", cells=beside))

    led = {"id": f"{town.region}-a", "name": "第一网格党支部", "members": 12}
    assert await shown(town) == {town.west: led, town.east: None}


async def test_the_highest_version_stays_whatever_comes_late(town: Town) -> None:
    await hear(town, told(town, "a", 3, members=15))
    await hear(town, told(town, "a", 2, members=9), told(town, "a", 1))

    assert (await shown(town))[town.west]["members"] == 15


async def test_a_branch_leads_on_its_days_alone(town: Town) -> None:
    await hear(town, told(town, "a", valid_to="2026-06-30"))

    days = ("2026-06-30", "2026-07-01")
    assert [(await shown(town, as_of=day))[town.west] is not None for day in days] == [True, False]


async def test_what_the_centre_keeps_is_shown_over_kafka(town: Town) -> None:
    platform = town.platform
    await build_township(platform)
    cell = CELLS[2]
    await put(platform, branch("pb-shown", cell, valid_from="2026-01-02"))
    await put_members(platform, member_row("p-320281001-m8", "pb-shown", valid_from="2026-02-01"))
    reader = platform.client("grid", scope="320281")

    async def led() -> Any:
        features = (await reader.get("/cells", params={"region": "320281001"})).json()["features"]
        found = {one["id"]: one["properties"]["branch"] for one in features}
        return found.get(cell) and found[cell]["members"] == 1 and found[cell]

    assert (await platform.until(led, 30))["id"] == "pb-shown"
