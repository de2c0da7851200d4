"""What the grid's figures promise: each with its formula, for whom it concerns, and what is behind it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from grid.figures.domain import FORMULAS, Measure
from tests.integration.grid.rounds import (
    FOUND,
    HERE,
    MONDAY,
    add_person,
    add_place,
    at,
    check_in,
    record,
    round_of,
    run_missed,
    run_rounds,
)
from tests.integration.grid.town import Town, new_town, staffed_town
from tests.support.platform import Platform

DAYS = {"from": "2026-12-07", "to": "2026-12-07"}


@pytest.fixture
async def town(platform: Platform) -> AsyncIterator[Town]:
    with at(platform, MONDAY):
        yield await staffed_town(platform)


async def asked(client: httpx.AsyncClient, **more: str) -> dict[str, tuple[int, int, float | None]]:
    """Return (numerator, denominator, value) by "measure of key"."""
    answer = await client.get("/grid-figures", params=DAYS | more)
    assert answer.status_code == 200, answer.text
    of: list[dict[str, Any]] = answer.json()["items"]
    return {f"{one['measure']} of {one['key']}": (one["numerator"], one["denominator"], one["value"]) for one in of}


async def a_day(town: Town) -> dict[str, Any]:
    """Let a day pass: a hazard, a place in order, a missed one, a visit; return the round."""
    for number in range(3):
        await add_place(town, name=f"第{number}处")
    await add_person(town)
    await run_rounds(town.platform)
    found = await round_of(town)
    assert found is not None
    first, second, _, visit = found["stops"]
    await check_in(town, first, found["id"], result="hazard", found=FOUND)
    await check_in(town, second, found["id"])
    await record(town, visit)
    return found


async def test_a_day_is_counted_by_cell_with_what_counts_and_among_what(town: Town):
    await a_day(town)
    with at(town.platform, MONDAY.replace(hour=21)):
        await run_missed(town.platform)
        found = await asked(town.client("grid-leader"))

    of = {name: found[f"{name} of {town.west}"] for name in ("stops-in-time", "stops-missed", "hazards")}
    assert of == {"stops-in-time": (2, 3, 66.7), "stops-missed": (1, 3, 33.3), "hazards": (1, 2, 50.0)}
    assert found[f"visits-in-time of {town.west}"] == (1, 1, 100.0)
    assert found[f"tasks-in-time of {town.west}"] == (1, 1, 100.0)
    assert found[f"records-refreshed of {town.west}"] == (4, 4, 100.0)


async def test_reports_are_counted_as_cases_and_as_solved(town: Town):
    body = {"category": FOUND["category"], "text": "x", "seen_at": MONDAY.isoformat(), "position": HERE}
    for more in ({}, {"solved": {"result": "solved", "note": "已清理"}}):
        sent = body | more | {"client_id": str(uuid4())}
        assert (await town.client("worker", "wang").post("/patrol-reports", json=sent)).status_code == 201

    with at(town.platform, MONDAY.replace(hour=21)):
        found = await asked(town.client("leader"), by="township")

    assert found[f"solved-on-the-spot of {town.region}"] == (1, 2, 50.0)
    assert found[f"reports-to-cases of {town.region}"][1:] == (2, found[f"reports-to-cases of {town.region}"][2])


async def test_a_worker_sees_his_own_and_a_neighbour_nothing(town: Town):
    await a_day(town)
    with at(town.platform, MONDAY.replace(hour=21)):
        await run_missed(town.platform)
        own = await asked(town.client("worker", "wang"), by="worker")
        other = await asked(town.client("worker", "li"), by="worker")
        stranger = await asked(new_town(town.platform).client("leader"))

    assert own[f"stops-in-time of {town.person('wang')}"] == (2, 3, 66.7)
    assert {name.split(" of ")[1] for name in own} == {town.person("wang")}
    assert (other, stranger) == ({}, {})


async def test_a_grid_leader_sees_his_community_alone_and_a_county_its_townships(town: Town):
    await a_day(town)
    with at(town.platform, MONDAY.replace(hour=21)):
        near, far = [
            town.platform.client("grid", role="grid-leader", scope=f"{town.region}{number}")
            for number in ("001", "002")
        ]
        assert f"visits-in-time of {town.west}" in await asked(near)
        assert await asked(far) == {}
        county = town.platform.client("grid", role="leader", scope=town.region[:6])
        assert f"visits-in-time of {town.region}" in await asked(county, by="township", region=town.region)


async def test_behind_a_number_are_the_ids_that_it_counts(town: Town):
    found = await a_day(town)
    behind = {"key": town.west, "part": "numerator"}
    reader = town.client("grid-leader")

    with at(town.platform, MONDAY.replace(hour=21)):
        ids = (await reader.get("/grid-figures/hazards/ids", params=DAYS | behind)).json()["items"]
        below = (await reader.get("/grid-figures/hazards/ids", params=DAYS | behind | {"part": "denominator"})).json()

    assert ids == [found["stops"][0]["id"]]
    assert set(below["items"]) == {found["stops"][0]["id"], found["stops"][1]["id"]}


async def test_the_file_has_the_same_numbers_their_formulas_and_what_they_are_not_for(town: Town):
    await a_day(town)
    with at(town.platform, MONDAY.replace(hour=21)):
        answer = await town.client("leader").get("/grid-figures/all.csv", params=DAYS)

    lines = answer.text.removeprefix("\ufeff").splitlines()
    assert answer.headers["content-type"].startswith("text/csv")
    [visits] = [line for line in lines if "visits-in-time" in line and town.west in line]
    assert visits.split(",")[5:8] == ["1", "1", "100.0"]
    assert "排名" in lines[-1]


async def test_every_figure_has_its_formula(town: Town):
    known = (await town.client("worker", "wang").get("/grid-figures/formulas")).json()

    assert [one["measure"] for one in known] == [str(measure) for measure in Measure] == [str(one) for one in FORMULAS]
    assert all(one["numerator"] and one["denominator"] and one["excluded"] for one in known)


@pytest.mark.parametrize(
    ("first", "last"), [("2026-12-08", "2026-12-07"), ("2025-01-01", "2026-12-01"), ("2027-01-01", "2027-01-02")]
)
async def test_a_period_that_cannot_be_is_refused(town: Town, first: str, last: str):
    answer = await town.client("leader").get("/grid-figures", params={"from": first, "to": last})

    assert (answer.status_code, answer.json()["title"]) == (422, "grid-figures.bad-period")
    assert (await town.client("officer").get("/grid-figures", params=DAYS)).status_code == 403
