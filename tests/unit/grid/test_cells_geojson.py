"""What the reading of a set of cells promises, whatever map program wrote it."""

from typing import Any

import pytest

from grid.cells.domain.sets import BadCells
from grid.cells.schemas.cells import read_set
from shared.geo import BadPosition, BadShape

SQUARE = [[121.0, 31.5], [121.01, 31.5], [121.01, 31.51], [121.0, 31.51], [121.0, 31.5]]


def one(
    geometry: dict[str, Any] | None = None, properties: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    usual = {"code": "320585102001001", "name": "一号"}
    feature = {
        "type": "Feature",
        "geometry": geometry or {"type": "Polygon", "coordinates": [SQUARE]},
        "properties": usual | (properties or {}),
    }
    return {"type": "FeatureCollection", "features": [feature]} | more


def test_a_cell_is_read_with_its_usual_kind():
    [cell] = read_set(one()).cells

    assert (cell.cell, cell.kind, cell.rings[0][0], cell.synthetic) == (
        "320585102001001",
        "integrated",
        (121, 31.5),
        False,
    )


def test_what_a_map_program_adds_is_left_aside():
    assert read_set(one(properties={"fid": 7, "stroke": "#fff"})).cells


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4490", "EPSG:4326"])
def test_the_old_crs_member_is_understood(name: str):
    assert read_set(one(crs={"type": "name", "properties": {"name": name}})).cells == read_set(one()).cells


@pytest.mark.parametrize("crs", ["utm", 7, [], {"properties": {"name": "EPSG:3857"}}, {"properties": 1}])
def test_an_unknown_system_is_refused(crs: object):
    with pytest.raises(BadCells):
        read_set(one(crs=crs))


def test_a_feature_may_be_in_a_system_of_its_own():
    [cell] = read_set(one(properties={"crs": "bd09"})).cells

    assert cell.rings[0][0] != (121.0, 31.5)


def test_a_polygon_in_a_multipolygon_is_one_piece():
    [cell] = read_set(one({"type": "MultiPolygon", "coordinates": [[SQUARE]]})).cells

    assert cell.rings[0][0] == (121.0, 31.5)


def test_a_cell_of_two_pieces_is_refused():
    away = [[lon + 0.1, lat] for lon, lat in SQUARE]

    with pytest.raises(BadCells):
        read_set(one({"type": "MultiPolygon", "coordinates": [[SQUARE], [away]]}))


@pytest.mark.parametrize("lon", [float("nan"), float("inf"), 31.0, 200.0])
def test_a_corner_that_is_no_place_is_refused(lon: float):
    ring = [[lon, 31.5], *SQUARE[1:4], [lon, 31.5]]

    with pytest.raises((BadPosition, BadShape, BadCells)):
        read_set(one({"type": "Polygon", "coordinates": [ring]}))


def test_a_repeated_place_name_is_kept_once():
    [cell] = read_set(one(properties={"place_names": ["人民路", "人民路", "公园"]})).cells

    assert cell.place_names == ("人民路", "公园")


def test_names_with_control_characters_are_refused_by_path():
    with pytest.raises(BadCells) as refused:
        read_set(one(properties={"place_names": ["好", "坏\x00"]}))

    assert refused.value.facts["errors"][0].startswith("features.0.properties.place_names.1:")  # type: ignore[index]
