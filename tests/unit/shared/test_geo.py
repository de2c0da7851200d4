"""Where points lie, and which shapes are refused."""

import math
from datetime import date
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from shared.crs import gcj02_to_bd09, wgs84_to_gcj02
from shared.geo import BadPosition, BadShape, Cell, CellIndex, Crs, Position, read_features, read_shape, to_wgs84

SQUARE: dict[str, Any] = {
    "type": "Polygon",
    "coordinates": [[[121, 31], [121.1, 31], [121.1, 31.1], [121, 31.1], [121, 31]]],
}
LONS, LATS = st.floats(74, 135), st.floats(4, 53)


def box(code: str, west: float, south: float, **validity: Any) -> Cell:
    return Cell(code, shapely.box(west, south, west + 1, south + 1), **validity)


@given(LONS, LATS)
def test_the_inverse_of_the_web_maps_is_exact_to_a_millimetre(lon: float, lat: float) -> None:
    gcj = wgs84_to_gcj02(lon, lat)

    assert math.dist(to_wgs84(*gcj, Crs.GCJ02), (lon, lat)) < 1e-8
    assert math.dist(to_wgs84(*gcj02_to_bd09(*gcj), Crs.BD09), (lon, lat)) < 1e-8


def test_the_web_maps_are_hundreds_of_metres_off_and_abroad_not_at_all() -> None:
    lon, lat = wgs84_to_gcj02(121.27, 31.51)

    assert 100 < math.dist((lon, lat), (121.27, 31.51)) * 111_195 < 1000
    assert wgs84_to_gcj02(2.35, 48.85) == (2.35, 48.85)


@pytest.mark.parametrize("crs", [Crs.CGCS2000, Crs.WGS84])
def test_the_national_system_is_taken_as_it_is(crs: Crs) -> None:
    assert Position.read(121.27, 31.51, crs) == Position(121.27, 31.51)


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [(31.5, 121.2, "swapped"), (2.35, 48.85, "outside"), (0.0, 0.0, "outside"), (math.nan, 31.0, "not-a-number")],
)
def test_a_place_that_cannot_be_in_china_is_refused_with_its_reason(lon: float, lat: float, reason: str) -> None:
    with pytest.raises(BadPosition) as refused:
        Position(lon, lat)

    assert refused.value.facts["reason"] == reason


def test_a_point_on_a_border_belongs_to_the_lowest_code() -> None:
    index = CellIndex([box("c", 121, 31), box("a", 122, 31), box("b", 121, 32)])

    assert index.locate(122, 31.5) == "a"
    assert index.locate(122, 32) == "a"
    assert index.locate(121.5, 32) == "b"
    assert index.locate(121.5, 31.5) == "c"
    assert index.locate(120, 31) is None


def test_many_points_are_located_as_each_alone() -> None:
    index = CellIndex([box("c", 121, 31), box("a", 122, 31)])
    lons, lats = [121.5, 122, 130, math.nan, 122.5], [31.5, 31.5, 30, 31, math.inf]

    assert index.locate_many(lons, lats) == ["c", "a", None, None, None]
    assert index.locate_many(lons, lats) == [index.locate(*point) for point in zip(lons, lats, strict=True)]
    assert index.locate_many([], []) == []


def test_an_empty_index_knows_no_cell() -> None:
    assert CellIndex([]).locate(121, 31) is None
    assert CellIndex([]).locate_many([121], [31]) == [None]


def test_only_the_borders_of_the_day_count() -> None:
    old = box("old", 121, 31, valid_from=date(2020, 1, 1), valid_to=date(2026, 1, 1))
    new = box("new", 121, 31, valid_from=date(2026, 1, 1))

    assert CellIndex([old, new], on=date(2025, 12, 31)).codes == ("old",)
    assert CellIndex([old, new], on=date(2026, 1, 1)).codes == ("new",)


def test_cells_are_listed_by_region() -> None:
    index = CellIndex([box("320585102001001", 121, 31), box("320585103001001", 122, 31)])

    assert index.cells_by_region(9) == {"320585102": ["320585102001001"], "320585103": ["320585103001001"]}
    assert len(index) == 2


def test_a_feature_collection_gives_properties_and_shapes() -> None:
    feature = {"type": "Feature", "properties": {"code": "1"}, "geometry": SQUARE}

    [(properties, polygon)] = read_features({"type": "FeatureCollection", "features": [feature]})

    assert properties == {"code": "1"}
    assert polygon.equals(shapely.box(121, 31, 121.1, 31.1))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"geometry": None}, "features.0.geometry"),
        ({"properties": None}, "features.0.properties"),
        ({"geometry": {"type": "Point", "coordinates": [121, 31]}}, "features.0.geometry"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[121, 31], [122, 31]]]}}, "features.0.geometry.Polygon"),
    ],
)
def test_a_bad_feature_is_refused_with_the_path_of_the_field(change: dict[str, object], path: str) -> None:
    feature = {"type": "Feature", "properties": {"code": "1"}, "geometry": SQUARE} | change

    with pytest.raises(BadShape) as refused:
        read_features({"type": "FeatureCollection", "features": [feature]})

    assert path in str(refused.value.facts["errors"])


def test_swapped_coordinates_of_a_shape_are_recognised() -> None:
    ring = [[lat, lon] for lon, lat in SQUARE["coordinates"][0]]

    with pytest.raises(BadPosition, match="swapped"):
        read_shape({"type": "Polygon", "coordinates": [ring]})
