"""What cells promise over HTTP, on a real database."""

from datetime import date

import pytest

from shared.schemas.grid import CellChanged
from tests.integration.grid.town import Town, collection, feature, new_town, rectangle, told
from tests.support.platform import Platform

JUNE = date(2026, 6, 1)


@pytest.fixture
def town(platform: Platform) -> Town:
    return new_town(platform)


async def codes(town: Town, **asked: str) -> list[str]:
    answer = await town.client().get("/cells", params={"region": town.region} | asked)
    return [found["id"] for found in answer.json()["features"]]


async def test_a_set_of_cells_comes_out_as_it_went_in(town: Town):
    answer = await town.draw()

    done = {name: answer.json()[name] for name in ("region", "valid_from", "cells", "drawn", "ended")}
    assert done == {"region": town.region, "valid_from": "2026-01-01", "cells": 2, "drawn": 2, "ended": 0}
    found = (await town.client().get("/cells", params={"region": town.region})).json()
    assert found["type"] == "FeatureCollection"
    assert found["features"][0]["geometry"] == town.features()[0]["geometry"]
    assert found["features"][0]["properties"]["place_names"] == ["人民路"]
    assert found["next"] is None


async def test_each_new_cell_is_told(town: Town):
    await town.draw()

    [event] = await told(town.platform, CellChanged, town.west)
    assert (event.version, event.region, event.valid_from, event.valid_to) == (1, town.region, date(2026, 1, 1), None)
    assert event.rings[0][0] == (121.0, 31.5)


async def test_the_same_set_again_changes_nothing_and_tells_nothing(town: Town):
    await town.draw()

    answer = await town.draw(valid_from=JUNE)

    assert (answer.json()["cells"], answer.json()["drawn"], answer.json()["ended"]) == (2, 0, 0)
    assert len(await told(town.platform, CellChanged, town.west)) == 1


async def test_a_set_that_is_only_tried_says_what_it_would_do_and_leaves_nothing(town: Town):
    query = {"region": town.region, "valid_from": "2026-01-01", "dry_run": "true"}

    tried = await town.client().put("/cells", params=query, json=collection(*town.features()))

    assert (tried.status_code, tried.json()["drawn"]) == (200, 2), tried.text
    assert await codes(town) == []
    assert await told(town.platform, CellChanged, town.west) == []


async def test_a_new_set_replaces_the_old_from_its_day_on(town: Town):
    await town.draw()

    answer = await town.draw(feature(town.west, rectangle(121.00, 31.50, 121.02, 31.51)), valid_from=JUNE)

    assert (answer.json()["drawn"], answer.json()["ended"]) == (1, 1)
    assert await codes(town, as_of="2026-05-31") == [town.west, town.east]
    assert await codes(town, as_of="2026-06-01") == [town.west]
    closed, drawn = (await told(town.platform, CellChanged, town.west))[1:]
    assert (closed.version, closed.valid_to, drawn.version, drawn.valid_from) == (2, JUNE, 3, JUNE)
    [_, ended] = await told(town.platform, CellChanged, town.east)
    assert (ended.version, ended.valid_to) == (2, JUNE)


async def test_a_set_of_the_same_day_corrects_it(town: Town):
    await town.draw()

    answer = await town.draw(feature(town.west, rectangle(121.00, 31.50, 121.02, 31.51)))

    assert (answer.json()["drawn"], answer.json()["ended"]) == (1, 1)
    assert await codes(town) == [town.west]
    [_, corrected] = await told(town.platform, CellChanged, town.west)
    assert (corrected.version, corrected.valid_from, corrected.valid_to) == (2, date(2026, 1, 1), None)
    [_, withdrawn] = await told(town.platform, CellChanged, town.east)
    assert withdrawn.valid_from == withdrawn.valid_to


async def test_a_cell_that_comes_back_goes_on_with_its_version(town: Town):
    await town.draw()
    await town.draw(town.features()[0], valid_from=JUNE)

    await town.draw(valid_from=date(2026, 7, 1))

    versions = [event.version for event in await told(town.platform, CellChanged, town.east)]
    assert versions == [1, 2, 3]
    assert await codes(town, as_of="2026-06-15") == [town.west]
    assert await codes(town, as_of="2026-07-01") == [town.west, town.east]


async def test_a_set_before_a_later_one_is_a_conflict_that_names_the_day(town: Town):
    await town.draw(valid_from=JUNE)

    answer = await town.draw(town.features()[0])

    assert (answer.status_code, answer.json()["title"]) == (409, "cells.later-set-exists")
    assert answer.json()["latest"] == "2026-06-01"


async def test_an_overlap_is_refused_with_its_place(town: Town):
    west = feature(town.west, rectangle(121.00, 31.50, 121.011, 31.51))

    answer = await town.draw(west, town.features()[1])

    assert (answer.status_code, answer.json()["title"]) == (422, "cells.bad-coverage")
    [problem] = answer.json()["problems"]
    assert (problem["kind"], problem["codes"]) == ("overlap", [town.west, town.east])
    assert 121.01 <= problem["at"][0] <= 121.011
    assert await codes(town) == []


async def test_a_gap_within_the_outline_is_refused_with_its_place(town: Town):
    outline = {
        "type": "Feature",
        "geometry": rectangle(121.00, 31.50, 121.02, 31.51),
        "properties": {"kind": "outline"},
    }

    answer = await town.draw(town.features()[0], outline)

    [problem] = answer.json()["problems"]
    assert (problem["kind"], problem["codes"]) == ("gap", [town.west])
    assert (await town.draw(*town.features(), outline)).status_code == 200


async def test_wrong_properties_are_named_by_feature_and_field(town: Town):
    bad = feature("12", rectangle(121.00, 31.50, 121.01, 31.51), name="坏\x00名")

    answer = await town.draw(town.features()[0], bad)

    assert answer.status_code == 422
    paths = [error.split(":")[0] for error in answer.json()["errors"]]
    assert paths == ["features.1.properties.code", "features.1.properties.name"]


async def test_a_code_of_another_township_is_refused(town: Town):
    answer = await town.draw(feature("320585102001001", rectangle(121.00, 31.50, 121.01, 31.51)))

    assert answer.json()["errors"] == [f"320585102001001: not in {town.region}"]


@pytest.mark.parametrize(
    "body", [{}, {"type": "FeatureCollection"}, {"type": "FeatureCollection", "features": [1]}, []]
)
async def test_what_is_no_collection_is_refused(town: Town, body: object):
    answer = await town.client().put("/cells", params={"region": town.region}, json=body)

    assert answer.status_code == 422


async def test_a_set_in_gcj02_is_kept_in_wgs84(town: Town):
    body = collection(*town.features(), crs="gcj02")

    answer = await town.client().put("/cells", params={"region": town.region}, json=body)

    assert answer.status_code == 200
    found = (await town.client().get("/cells", params={"region": town.region})).json()
    lon, lat = found["features"][0]["geometry"]["coordinates"][0][0]
    assert 0.001 < abs(lon - 121.0) + abs(lat - 31.5) < 0.02


async def test_an_unknown_coordinate_system_is_refused(town: Town):
    body = collection(*town.features(), crs="utm")

    answer = await town.client().put("/cells", params={"region": town.region}, json=body)

    assert (answer.status_code, answer.json()["title"]) == (422, "cells.bad-cells")


async def test_a_foreign_township_is_not_there(town: Town):
    await town.draw()
    stranger = new_town(town.platform)

    answer = await stranger.client().put("/cells", params={"region": town.region}, json=collection(*town.features()))
    seen = await stranger.client().get("/cells", params={"region": town.region})

    assert answer.status_code == 404
    assert seen.json()["features"] == []


async def test_a_worker_reads_cells_and_does_not_draw_them(town: Town):
    answer = await town.client("worker").put(
        "/cells", params={"region": town.region}, json=collection(*town.features())
    )

    assert answer.status_code == 403
    assert (await town.client("worker").get("/cells", params={"region": town.region})).status_code == 200
