"""What the systems of Chinese maps, and one grid for a township, promise over HTTP."""

from typing import Any

import httpx
import pytest

from shared.crs import gcj02_to_bd09, wgs84_to_gcj02
from tests.integration.grid.town import Town, collection, feature, new_town, rectangle
from tests.support.platform import Platform

METRE = 1 / 111_195.0


@pytest.fixture
def town(platform: Platform) -> Town:
    return new_town(platform)


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


# ------------------------------------------------------------------------------------------------- coordinate systems
def turned(town: Town, how: Any) -> list[dict[str, Any]]:
    features = town.features()
    for one in features:
        [ring] = one["geometry"]["coordinates"]
        one["geometry"]["coordinates"] = [[list(how(lon, lat)) for lon, lat in ring]]
    return features


SYSTEMS: dict[str, Any] = {
    "wgs84": lambda lon, lat: (lon, lat),
    "cgcs2000": lambda lon, lat: (lon, lat),
    "gcj02": wgs84_to_gcj02,
    "bd09": lambda lon, lat: gcj02_to_bd09(*wgs84_to_gcj02(lon, lat)),
}


@pytest.mark.parametrize("system", SYSTEMS)
async def test_a_set_in_any_system_of_the_chinese_maps_lies_within_a_metre(town: Town, system: str):
    body = collection(*turned(town, SYSTEMS[system]), crs=system)

    answer = await town.client().put("/cells", params={"region": town.region}, json=body)

    assert answer.status_code == 200, answer.text
    found = (await town.client().get("/cells", params={"region": town.region})).json()
    lon, lat = found["features"][0]["geometry"]["coordinates"][0][0]
    assert max(abs(lon - 121.0), abs(lat - 31.5)) < METRE


# A place that the published implementations of the offset agree on: 116.404, 39.915 in WGS-84.
KNOWN = {"gcj02": (116.41024449916938, 39.91640428150164)}
KNOWN["bd09"] = (116.41662724378733, 39.922699552216216)


@pytest.mark.parametrize("system", KNOWN)
async def test_a_place_that_others_have_published_is_found_within_a_metre(town: Town, system: str):
    lon, lat = KNOWN[system]
    there = rectangle(lon, lat, lon + 0.01, lat + 0.01)
    body = collection(feature(town.west, there, crs=system))

    await town.client().put("/cells", params={"region": town.region}, json=body)

    found = (await town.client().get("/cells", params={"region": town.region})).json()
    kept = found["features"][0]["geometry"]["coordinates"][0][0]
    assert max(abs(kept[0] - 116.404), abs(kept[1] - 39.915)) < METRE


async def test_latitude_before_longitude_is_refused_as_swapped(town: Town):
    body = collection(*turned(town, lambda lon, lat: (lat, lon)))

    answer = await town.client().put("/cells", params={"region": town.region}, json=body)

    assert refused(answer) == (422, "geo.bad-position")
    assert answer.json()["reason"] == "swapped"
    assert "经纬度颠倒" in answer.json()["message"]


# ------------------------------------------------------------------------------------------------------ a second grid
async def test_a_department_cannot_draw_a_second_grid(town: Town):
    asked = {"region": town.region}
    department = town.client("department", "water")

    drawn = await department.put("/cells", params=asked, json=collection(*town.features()))
    listed = await department.put("/cells/communities", params=asked, json=collection())

    assert refused(drawn) == refused(listed) == (403, "cells.second-grid")
    assert "Binzhou 2021" in drawn.json()["rule"]


async def test_a_department_with_another_role_beside_it_cannot_either(town: Town):
    token = town.platform.issuer.token(roles=["admin", "department"], scope_region=town.region, sub="p-both")
    both = town.platform.stranger("grid", headers={"Authorization": f"Bearer {token}"})

    answer = await both.put("/cells", params={"region": town.region}, json=collection(*town.features()))

    assert refused(answer) == (403, "cells.second-grid")


@pytest.mark.parametrize("where", ["set", "cell"])
async def test_a_set_that_belongs_to_another_than_the_township_is_refused(town: Town, where: str):
    features = town.features()
    features[0]["properties"] |= {"owner": "u-water-bureau"} if where == "cell" else {}
    body = collection(*features, **({"owner": "u-water-bureau"} if where == "set" else {}))

    answer = await town.client().put("/cells", params={"region": town.region}, json=body)

    assert refused(answer) == (403, "cells.second-grid")
    assert answer.json()["owners"] == ["u-water-bureau"]
    own = collection(*town.features(), owner=town.region)
    assert (await town.client().put("/cells", params={"region": town.region}, json=own)).status_code == 200
