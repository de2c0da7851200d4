"""What kinds of cells, communities and codes promise over HTTP."""

from datetime import date
from typing import Any

import httpx
import pytest

from shared.schemas.grid import CellChanged
from shared.schemas.vocabulary import CellKind
from tests.integration.grid.town import Town, collection, feature, new_town, rectangle, told
from tests.support.platform import Platform

MARKET = {"kind": "special", "special_kind": "market", "operating_unit": "浏河农贸市场管理有限公司"}


@pytest.fixture
def town(platform: Platform) -> Town:
    return new_town(platform)


def micro(town: Town, serial: int = 101, *, west: float = 121.002, east: float = 121.005) -> dict[str, Any]:
    return feature(f"{town.region}001{serial:03d}", rectangle(west, 31.502, east, 31.505), kind="micro")


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def shown(town: Town) -> dict[str, Any]:
    found = (await town.client().get("/cells", params={"region": town.region})).json()
    return {one["id"]: one["properties"] for one in found["features"]}


# --------------------------------------------------------------------------------------------------------------- kinds
async def test_a_micro_cell_lies_in_an_integrated_one_and_is_told_as_micro(town: Town):
    answer = await town.draw(*town.features(), micro(town))

    assert answer.status_code == 200, answer.text
    code = f"{town.region}001101"
    assert (await shown(town))[code]["within"] == town.west
    [event] = await told(town.platform, CellChanged, code)
    assert event.kind is CellKind.MICRO


@pytest.mark.parametrize(("west", "east"), [(121.008, 121.012), (121.012, 121.015), (121.03, 121.04)])
async def test_a_micro_cell_across_two_in_another_community_or_outside_is_refused(town: Town, west: float, east: float):
    other = feature(f"{town.region}002001", rectangle(121.01, 31.50, 121.02, 31.51))

    answer = await town.draw(town.features()[0], other, micro(town, west=west, east=east))

    assert refused(answer) == (422, "cells.micro-not-inside")
    assert answer.json()["cells"] == [f"{town.region}001101"]


async def test_micro_cells_do_not_overlap_and_do_not_cross_themselves(town: Town):
    twice = await town.draw(*town.features(), micro(town), micro(town, 102, west=121.004, east=121.007))
    ring = [[121.002, 31.502], [121.005, 31.505], [121.005, 31.502], [121.002, 31.505], [121.002, 31.502]]
    bow = feature(f"{town.region}001101", {"type": "Polygon", "coordinates": [ring]}, kind="micro")
    crossed = await town.draw(*town.features(), bow)

    assert refused(twice) == (422, "cells.micro-overlap")
    assert refused(crossed) == (422, "cells.bad-coverage")
    assert crossed.json()["problems"][0]["kind"] == "self-crossing"


async def test_micro_cells_alone_divide_no_township(town: Town):
    assert refused(await town.draw(micro(town))) == (422, "cells.bad-cells")


async def test_a_special_cell_takes_its_area_out_and_says_what_it_is(town: Town):
    west, east = town.features()

    answer = await town.draw(west, east | {"properties": east["properties"] | MARKET})

    assert answer.status_code == 200, answer.text
    cell = (await shown(town))[town.east]
    assert (cell["special_kind"], cell["operating_unit"]) == ("market", MARKET["operating_unit"])


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "special"}, {"kind": "special", "special_kind": "park"}, {**MARKET, "kind": "integrated"}],
    ids=["nothing said", "nobody runs it", "said of an integrated one"],
)
async def test_a_special_cell_names_its_kind_and_who_runs_it_and_no_other_does(town: Town, wrong: dict[str, str]):
    west, east = town.features()

    answer = await town.draw(west, east | {"properties": east["properties"] | wrong})

    assert refused(answer) == (422, "cells.bad-cells")
    assert town.east in answer.json()["errors"][0]


async def test_a_special_cell_over_an_integrated_one_overlaps_it(town: Town):
    school = feature(f"{town.region}001003", rectangle(121.002, 31.502, 121.004, 31.504), **MARKET)

    assert refused(await town.draw(*town.features(), school)) == (422, "cells.bad-coverage")


async def test_the_centre_and_the_grid_name_the_micro_cell_of_a_place_alike(town: Town):
    # Where no other town of the tests lies.
    around = feature(town.west, rectangle(112.00, 31.50, 112.01, 31.51))
    inner = feature(f"{town.region}001901", rectangle(112.002, 31.502, 112.005, 31.505), kind="micro")
    assert (await town.draw(around, inner)).status_code == 200
    dispatch = town.platform.client("dispatch", scope=town.region)
    event = {"external_id": "t", "occurred_at": "2026-11-01T08:00:00+08:00", "title": "噪音扰民", "region": town.region}

    async def tried() -> bool:
        place = {"lon": 112.003, "lat": 31.503}
        answer = await dispatch.post("/triage/try", json={"event": event | {"position": place}})
        return bool(answer.json().get("cell") == f"{town.region}001901")

    assert await town.platform.until(tried)


async def test_sizes_that_are_unusual_are_a_hint_and_no_refusal(town: Town):
    west, east = town.features()
    west["properties"]["households"], east["properties"]["households"] = 120, 640

    answer = await town.draw(west, east)

    hints = {(one["code"], one["cell"], one["households"]) for one in answer.json()["warnings"] if one["cell"]}
    assert hints == {("cells.small", town.west, 120), ("cells.large", town.east, 640)}


# --------------------------------------------------------------------------------------------------------- communities
def community(town: Town, number: str, geometry: dict[str, Any] | None, name: str = "新塘社区") -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"code": f"{town.region}{number}", "name": name}}


async def list_communities(town: Town, *features: dict[str, Any]) -> httpx.Response:
    return await town.client().put("/cells/communities", params={"region": town.region}, json=collection(*features))


async def test_a_code_of_a_community_that_is_not_listed_is_refused(town: Town):
    assert "cells.communities-not-listed" in [one["code"] for one in (await town.draw()).json()["warnings"]]
    listed = await list_communities(town, community(town, "002", None))

    answer = await town.draw(valid_from=date(2026, 7, 1))

    assert listed.json()["changed"] == [f"{town.region}002"]
    assert refused(answer) == (422, "cells.unknown-community")
    assert answer.json()["communities"] == [f"{town.region}001"]


async def test_a_cell_may_not_leave_its_community(town: Town):
    await list_communities(town, community(town, "001", rectangle(121.00, 31.50, 121.015, 31.51)))

    answer = await town.draw()

    assert refused(answer) == (422, "cells.outside-community")
    assert [one["cell"] for one in answer.json()["cells"]] == [town.east]


async def test_cells_within_listed_communities_are_taken_without_a_hint(town: Town):
    await list_communities(town, community(town, "001", rectangle(121.00, 31.50, 121.02, 31.51)))

    answer = await town.draw()

    assert (answer.status_code, answer.json()["warnings"]) == (200, [])
    found = (await town.client().get("/cells/communities", params={"region": town.region})).json()
    assert found["items"] == [{"community": f"{town.region}001", "name": "新塘社区", "has_outline": True}]


async def test_communities_of_a_township_do_not_overlap(town: Town):
    one, other = rectangle(121.00, 31.50, 121.011, 31.51), rectangle(121.01, 31.50, 121.02, 31.51)

    answer = await list_communities(town, community(town, "001", one), community(town, "002", other))

    assert refused(answer) == (422, "cells.communities-overlap")
    assert answer.json()["communities"] == [f"{town.region}001", f"{town.region}002"]


@pytest.mark.parametrize("number", ["", "0010", "999"])
async def test_what_is_no_community_of_the_township_is_refused(town: Town, number: str):
    strange = community(town, number, None)
    if number == "999":
        strange["properties"]["code"] = "110101001999"

    assert refused(await list_communities(town, strange)) == (422, "cells.bad-cells")


async def test_a_community_that_is_struck_from_the_list_is_known_no_more(town: Town):
    await list_communities(town, community(town, "001", None), community(town, "002", None))

    again = await list_communities(town, community(town, "001", None))

    assert again.json()["changed"] == [f"{town.region}002"]
    assert (await list_communities(town, community(town, "001", None))).json()["changed"] == []


# --------------------------------------------------------------------------------------------------------------- codes
async def propose(town: Town, *shapes: dict[str, Any], number: str = "001") -> httpx.Response:
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"community": f"{town.region}{number}"}}
        for shape in shapes
    ]
    return await town.client().post("/cells/codes", params={"region": town.region}, json=collection(*features))


async def test_codes_run_from_west_to_east_and_from_north_to_south(town: Town):
    south_east, north_west = rectangle(121.01, 31.50, 121.02, 31.51), rectangle(121.00, 31.51, 121.01, 31.52)
    north_east, south_west = rectangle(121.01, 31.5101, 121.02, 31.52), rectangle(121.00, 31.50, 121.01, 31.51)

    answer = await propose(town, south_east, north_west, north_east, south_west)

    serials = [one["code"][-3:] for one in answer.json()["items"]]
    assert serials == ["004", "001", "002", "003"]


async def test_a_code_that_was_given_once_is_not_given_again(town: Town):
    await town.draw()

    answer = await propose(town, rectangle(121.02, 31.50, 121.03, 31.51))

    assert answer.json()["items"] == [{"feature": 0, "code": f"{town.region}001003"}]


async def test_codes_of_a_foreign_or_unlisted_community_are_refused(town: Town):
    shape = rectangle(121.02, 31.50, 121.03, 31.51)
    body = collection({"type": "Feature", "geometry": shape, "properties": {"community": "110101001001"}})

    foreign = await town.client().post("/cells/codes", params={"region": town.region}, json=body)
    await list_communities(town, community(town, "002", None))

    assert refused(foreign) == (422, "cells.bad-cells")
    assert refused(await propose(town, shape)) == (422, "cells.unknown-community")
