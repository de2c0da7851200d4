"""What codes mean, and which are refused."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.codes import (
    CategoryRef,
    MalformedCode,
    RegionLevel,
    ancestors_of,
    at_level,
    cell_code,
    is_cell,
    is_citizen_number,
    is_credit_code,
    is_region,
    is_within,
    is_younger,
    parent_of,
    region_level,
    require_cell,
)

TODAY = date(2026, 9, 30)
LIUHE = "320585102"


@pytest.mark.parametrize("level", RegionLevel)
def test_the_length_of_a_region_code_is_its_level(level: RegionLevel) -> None:
    assert region_level("320585102001"[: level.digits]) is level


@pytest.mark.parametrize("text", ["", "3", "320", "32058", "32058510A", "３２", "²²", "320585102001001", "32 ", "-1"])
def test_what_is_no_region_code_is_refused(text: str) -> None:
    assert not is_region(text)
    with pytest.raises(MalformedCode):
        region_level(text)


def test_a_cell_lies_in_its_village_township_county_city_and_province() -> None:
    assert ancestors_of("320585102001003") == ("320585102001", LIUHE, "320585", "3205", "32")
    assert parent_of("32") is None
    assert at_level("320585102001003", RegionLevel.TOWNSHIP) == LIUHE


def test_no_township_is_told_of_a_county() -> None:
    with pytest.raises(MalformedCode) as refused:
        at_level("320585", RegionLevel.TOWNSHIP)

    assert refused.value.facts == {"given": "320585", "level": RegionLevel.TOWNSHIP}


@pytest.mark.parametrize(
    ("code", "region", "expected"),
    [
        (LIUHE, "3205", True),
        (LIUHE, LIUHE, True),
        ("320585", LIUHE, False),
        ("320585102001003", LIUHE, True),
        (LIUHE, "", False),
        (LIUHE, "320", False),
        (LIUHE, "32058510", False),
        ("rubbish", "32", False),
    ],
)
def test_within_follows_the_levels_and_not_any_prefix(code: str, region: str, expected: bool) -> None:
    assert is_within(code, region) is expected


def test_a_cells_code_is_the_village_and_a_serial_number() -> None:
    assert cell_code("320585102001", 7) == "320585102001007"
    assert is_cell(require_cell("320585102001007"))
    for village, serial in [("320585102", 1), ("320585102001", 0), ("320585102001", 1000)]:
        with pytest.raises(MalformedCode):
            cell_code(village, serial)
    with pytest.raises(MalformedCode):
        require_cell("32058510200100")


@pytest.mark.parametrize(
    "text",
    [
        "gb47678:matter-06010",
        "gb47678:component-01001",
        "onefour:M0101",
        "hotline:城乡建设/其他",
        "city-suzhou-12345:A1.2",
    ],
)
def test_a_category_reads_back_what_it_prints(text: str) -> None:
    assert str(CategoryRef.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "onefour",
        "onefour:",
        "onefour:M1",
        "gb47678:06010",
        "gb30428:06010",
        "city-:1",
        "city-Suzhou:1",
        "hotline: a",
        ":",
        "hotline:" + "长" * 97,
        "hotline:a\x00",
        "onefour:M0101\n",
    ],
)
def test_what_is_no_category_is_refused(text: str) -> None:
    with pytest.raises(MalformedCode):
        CategoryRef.parse(text)


@given(st.text(alphabet="0189MX:-_.² ３路\x00\ud800acity", max_size=200))
def test_no_text_is_worse_than_a_refusal(text: str) -> None:
    assert isinstance(is_citizen_number(text, today=TODAY), bool)
    assert isinstance(is_credit_code(text), bool)
    assert isinstance(is_within(text, "32"), bool)
    with suppress(MalformedCode):
        assert str(CategoryRef.parse(text)) == text


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("11010519491231002X", True),
        ("110105194912310021", False),  # check character
        ("11010519491331002X", False),  # month 13
        ("1101051949123100", False),
        ("110105 19491231002X", False),
        ("320585198001010019", True),  # Taicang became a city in 1993: who was sixteen then has its new code
        ("320522198001010013", True),
        ("320522199501010014", False),  # the county of that code was abolished before the birth
        ("999999198001010011", False),  # no county
    ],
)
def test_a_citizen_number_is_checked_to_its_last_character(number: str, expected: bool) -> None:
    assert is_citizen_number(number, today=TODAY) is expected


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        ("20121130", date(2026, 11, 29), True),
        ("20121130", date(2026, 11, 30), True),  # on the birthday itself
        ("20121130", date(2026, 12, 1), False),
        ("20120229", date(2026, 2, 28), True),  # in a year without that day
        ("20120229", date(2026, 3, 1), False),
    ],
)
def test_somebody_is_fourteen_from_the_day_after_the_birthday_on(born: str, on: date, expected: bool) -> None:
    assert is_younger(f"320585{born}1234", 14, on) is expected


def test_nobody_is_born_in_the_future() -> None:
    assert not is_citizen_number("11010519491231002X", today=date(1949, 12, 30))


def test_a_credit_code_is_checked_to_its_last_character() -> None:
    assert is_credit_code("91110000600037341L")
    assert not is_credit_code("91110000600037341M")
    assert not is_credit_code("9111-0000600037341L")
