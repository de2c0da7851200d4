"""Whether the shipped tables fit each other: regions, centres, kinds of unit, matters, words, crosswalk, limits."""

import csv
from collections import Counter
from importlib.resources import files

import pytest

from onefour.register import centre_of, regions, unit_kinds
from shared.calendar import TermUnit
from shared.codes import CategoryRef, RegionLevel, parent_of, region_level

EXECUTORS = {"grid", "team", "unit", "county"}
URGENCIES = {"urgent", "normal", "low"}


def table(name: str) -> list[dict[str, str]]:
    text = (files("dispatch") / "triage/data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


MATTERS = {row["code"]: row for row in table("matters")}


def test_every_region_has_the_level_of_its_code_and_a_parent() -> None:
    for code, region in regions().items():
        assert region_level(code) is region.level
        assert parent_of(code) in regions() or region.level is RegionLevel.PROVINCE


def test_jiangsu_has_its_cities_counties_and_townships() -> None:
    real = Counter(region.level for region in regions().values() if not region.is_pseudo)

    assert (real[RegionLevel.CITY], real[RegionLevel.COUNTY], real[RegionLevel.TOWNSHIP]) == (13, 95, 1203)


def test_every_county_has_a_centre_with_room_around_it() -> None:
    for region in regions().values():
        if region.level is RegionLevel.COUNTY:
            assert centre_of(region.code).reach >= 0.01


def test_every_matter_says_who_acts_how_soon_and_until_when() -> None:
    kinds: dict[RegionLevel, set[str]] = {RegionLevel.TOWNSHIP: set(), RegionLevel.COUNTY: set()}
    for level, known in kinds.items():
        known.update(kind.kind for kind in unit_kinds(level))
    for row in MATTERS.values():
        level = RegionLevel.COUNTY if row["executor"] == "county" else RegionLevel.TOWNSHIP
        assert row["executor"] in EXECUTORS
        assert row["unit_kind"] in kinds[level], row
        assert row["urgency"] in URGENCIES
        assert TermUnit(row["handle_unit"])
        assert int(row["handle_amount"]) > 0
        assert row["name"]
        assert row["name_en"]


def test_every_matter_has_words_and_no_word_stands_twice() -> None:
    words = Counter((row["matter"], row["word"]) for row in table("words"))

    assert {matter for matter, _ in words} == set(MATTERS)
    assert max(words.values()) == 1
    assert all(1 <= int(row["weight"]) <= 6 and row["word"].strip() for row in table("words"))


def test_the_crosswalk_leads_from_real_categories_to_matters() -> None:
    rows = table("crosswalk")

    assert len({CategoryRef(row["scheme"], row["code"]) for row in rows}) == len(rows)
    assert {row["matter"] for row in rows} == set(MATTERS)


@pytest.mark.parametrize("clock", ["dispatch", "handle", "verify", "reply"])
@pytest.mark.parametrize("urgency", sorted(URGENCIES))
def test_there_is_a_limit_for_whatever_comes(clock: str, urgency: str) -> None:
    general = [row for row in table("limits") if (row["source"], row["matter"], row["urgency"]) == ("*", "*", urgency)]

    assert [row["clock"] for row in general].count(clock) == 1


def test_limits_name_matters_and_units_that_exist() -> None:
    rows = table("limits")

    assert {row["matter"] for row in rows} <= {*MATTERS, "*"}
    assert all(TermUnit(row["unit"]) and int(row["amount"]) > 0 for row in rows)
    keys = [(row["source"], row["matter"], row["urgency"], row["clock"]) for row in rows]
    assert len(set(keys)) == len(keys)
