"""How a message gets its region and its synthetic position."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely

from onefour.feed_files import FeedEvent
from onefour.feed_places import PlaceMap, locate
from onefour.refusals import BadFile
from onefour.synthesis import synthesise_township

PLACES = PlaceMap({"A3区": "320585102", "A6区": "320585105", "A市": "320585", "西地省": "32"})


def message(title: str, detail: str = "", **more: object) -> FeedEvent:
    return {
        "external_id": "1",
        "occurred_at": datetime(2026, 1, 1, tzinfo=UTC),
        "title": title,
        "detail": detail,
        **more,
    }


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("西地省A市A3区某路", "320585102"),
        ("A市某路", "320585"),
        ("先说A6区再说A3区", "320585105"),
        ("没有地名", None),
    ],
)
def test_the_most_specific_region_holds_and_then_the_first(text: str, region: str | None) -> None:
    assert PLACES.region_of(text) == region


def test_a_place_name_in_a_township_has_one_position_inside_it() -> None:
    one = locate(message("A3区春晖路锦绣小区夜间施工"), PLACES, 7)
    other = locate(message("A3区锦绣", "在春晖路锦绣小区旁", place=one["place"]), PLACES, 7)

    position = one["position"]
    outline = synthesise_township("320585102", seed=1).outline
    assert one["region"] == "320585102"
    assert other["position"] == position
    assert shapely.contains_xy(outline, position["lon"], position["lat"])


def test_another_seed_is_another_position() -> None:
    text = message("A3区春晖路夜间施工")

    assert locate(text, PLACES, 1)["position"] != locate(text, PLACES, 2)["position"]


def test_what_the_file_says_itself_stays() -> None:
    given = message("A3区春晖路", region="320585105", position={"lon": 121.0, "lat": 31.5, "crs": "wgs84"})

    found = locate(given, PLACES, 1)

    assert found["region"] == "320585105"
    assert found["position"] == given["position"]


def test_without_a_township_there_is_no_position() -> None:
    found = locate(message("A市春晖路夜间施工"), PLACES, 1)

    assert found["region"] == "320585"
    assert "position" not in found


def test_without_a_seed_only_the_region_is_told() -> None:
    assert set(locate(message("A3区春晖路"), PLACES, None)) == {*message(""), "region"}


def test_a_place_map_is_a_table_of_codes(tmp_path: Path) -> None:
    good, bad, empty = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "empty.csv"
    good.write_text("masked,region\nA3区,320585102\n", encoding="utf-8")
    bad.write_text("masked,region\nA3区,12345\n", encoding="utf-8")
    empty.write_text("masked,region\n", encoding="utf-8")

    assert PlaceMap.read(good).region_of("在A3区") == "320585102"
    assert PlaceMap.read(empty).region_of("在A3区") is None
    with pytest.raises(BadFile, match="12345"):
        PlaceMap.read(bad)
