"""How often places and people are visited: proposed by one, approved by another, bound from above, and walkable."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.integration.grid.rounds import MONDAY, add_person, add_place, at, round_of, run_rounds
from tests.integration.grid.town import Town, staffed_town
from tests.support.platform import Platform


@pytest.fixture
async def town(platform: Platform) -> AsyncIterator[Town]:
    with at(platform, MONDAY):
        yield await staffed_town(platform)


async def propose(
    town: Town, table: dict[str, Any], region: str = "", who: str = "head", **more: Any
) -> httpx.Response:
    body = {"region": region or town.region, "table": table, "version": 0, "basis": "镇巡查制度"} | more
    return await town.client("leader", who).post("/patrol-rules/proposals", json=body)


async def approve(town: Town, made: httpx.Response, who: str = "second") -> httpx.Response:
    return await town.client("leader", who).post(f"/patrol-rules/proposals/{made.json()['id']}/approve")


async def test_a_table_holds_once_another_person_approves_it(town: Town):
    await add_place(town, hazard="ordinary")
    made = await propose(town, {"every": {"hazards": {"ordinary": 2}}, "stops_a_day": 1})
    own = await approve(town, made, "head")
    holds = await approve(town, made)
    again = await approve(town, made)

    assert (made.status_code, own.status_code, own.json()["title"]) == (201, 403, "second-person-needed")
    assert (holds.status_code, holds.json()["version"]) == (200, 1)
    assert (again.status_code, again.json()["state"]) == (409, "approved")
    near, last = (await town.client("worker", "wang").get("/patrol-rules", params={"region": town.west})).json()
    assert (near["region"], near["table"]["every"]["hazards"]) == (town.region, {"ordinary": 2})
    assert last["region"] == "*"


async def test_a_cells_own_table_is_the_nearest_and_bounds_its_round(town: Town):
    for number in range(3):
        await add_place(town, name=f"第{number}处")
    await approve(town, await propose(town, {"stops_a_day": 2}, region=town.west))

    await run_rounds(town.platform)

    found = await round_of(town)
    assert found is not None
    assert len(found["stops"]) == 2
    with at(town.platform, MONDAY + timedelta(days=1)):
        await run_rounds(town.platform)
        assert len((await round_of(town) or {})["stops"]) == 2


async def test_a_trial_says_what_a_table_would_make_and_saves_nothing(town: Town):
    await add_place(town)
    await add_place(town, cell=None, position=None)
    await add_person(town)
    body = {"region": town.region, "table": {"every": {"hazards": {"high": 1}}}}

    tried = (await town.client("leader").post("/patrol-rules/try", json=body)).json()

    assert (tried["total"], tried["too_much"], tried["without_cell"]) == (1, 0, 1)
    [load] = tried["loads"]
    assert (load["cell"], load["stops_a_week"], load["visits_a_week"]) == (town.west, 7.0, 1.0)
    assert (await town.client("leader").get("/patrol-rules/proposals")).json()["items"] == []


async def test_what_no_worker_can_walk_is_refused(town: Town):
    await add_place(town)
    refused = await propose(town, {"every": {"hazards": {"high": 1}}, "stops_a_day": 1})

    assert (refused.status_code, refused.json()["title"]) == (422, "patrols.too-much-to-walk")
    assert refused.json()["cells"] == [{"cell": town.west, "stops": 7.0, "visits": 0.0}]


async def test_what_those_above_bind_is_not_undercut(town: Town):
    above = town.region[:6]
    table = {"at_most": {"care": {"hardship": 5}}}
    body = {"region": above, "table": table, "version": 0, "basis": "县级要求"}
    county = [town.platform.client("grid", role="leader", scope=above, person_id=f"p-{above}-{n}") for n in "ab"]
    version = next((v["version"] for v in (await county[0].get(f"/patrol-rules/{above}/versions")).json()["items"]), 0)
    made = await county[0].post("/patrol-rules/proposals", json=body | {"version": version})
    assert (await county[1].post(f"/patrol-rules/proposals/{made.json()['id']}/approve")).status_code == 200

    refused = await propose(town, {"every": {"care": {"hardship": 6}}})

    assert (refused.status_code, refused.json()["title"]) == (422, "patrols.below-bound")
    assert refused.json()["rows"] == [{"of": "hardship", "days": 6, "at_most": 5, "set_by": above}]


async def test_a_table_drawn_up_against_an_older_one_is_stale(town: Town):
    first, second = [await propose(town, {"tolerance_m": metres}) for metres in (50, 60)]
    await approve(town, first)

    assert (await approve(town, second)).json()["title"] == "patrols.plan-stale"
    assert (await propose(town, {"tolerance_m": 70})).status_code == 409
    assert (await propose(town, {"tolerance_m": 70}, version=1)).status_code == 201
    history = (await town.client("grid-leader").get(f"/patrol-rules/{town.region}/versions")).json()["items"]
    assert [(one["version"], one["definition"], one["by"]) for one in history] == [
        (
            1,
            {"at_most": {"care": {}, "hazards": {}}, "every": {"care": {}, "hazards": {}}, "tolerance_m": 50},
            town.person("second"),
        )
    ]


async def test_a_proposal_is_turned_down_by_another_or_withdrawn(town: Town):
    turned, taken = [await propose(town, {"tolerance_m": metres}) for metres in (50, 60)]
    base = "/patrol-rules/proposals"
    own = await town.client("leader", "head").post(f"{base}/{turned.json()['id']}/turn-down")
    other = await town.client("leader", "second").post(f"{base}/{turned.json()['id']}/turn-down")
    back = await town.client("leader", "head").post(f"{base}/{taken.json()['id']}/withdraw")

    assert [own.status_code, other.status_code, back.status_code] == [403, 204, 204]
    items = (await town.client("leader").get(base)).json()["items"]
    assert [one["state"] for one in items] == ["withdrawn", "turned-down"]
    assert (await approve(town, taken)).status_code == 409


async def test_nobody_sets_or_reads_what_is_not_his(town: Town):
    community = town.platform.client("grid", role="grid-leader", scope=f"{town.region}001", person_id="p-x")
    body = {"region": town.region, "table": {}, "version": 0, "basis": "x"}

    outside = await community.post("/patrol-rules/proposals", json=body)
    everywhere = await propose(town, {}, region="*")
    elsewhere = await town.client("leader").get("/patrol-rules", params={"region": "110000"[:6]})
    worker = await town.client("worker", "wang").post("/patrol-rules/try", json={"region": town.west, "table": {}})

    assert [one.status_code for one in (outside, everywhere, elsewhere, worker)] == [404, 404, 404, 403]


@pytest.mark.parametrize(
    "wrong", [{"every": {"hazards": {"high": 0}}}, {"every": {"hazards": {"dire": 3}}}, {"over_at": "25:00"}, {"x": 1}]
)
async def test_a_table_that_cannot_be_is_refused_by_field(town: Town, wrong: dict[str, Any]):
    answer = await propose(town, wrong)

    assert (answer.status_code, answer.json()["errors"][0]["field"].startswith("body.table")) == (422, True)


async def test_on_a_rest_day_who_is_to_be_visited_then_is_visited(town: Town):
    await add_place(town)
    person = await add_person(town)
    await approve(town, await propose(town, {"visits_on_rest_days": True}))

    with at(town.platform, MONDAY + timedelta(days=5)):
        await run_rounds(town.platform)
        found = await round_of(town)

    assert found is not None
    assert [(stop["kind"], stop["record_id"]) for stop in found["stops"]] == [("person", person)]
    assert found["task_id"] is None
