"""What may stand in a county's catalogue of shared sets: the rules alone."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.exchange.domain import refusals
from dispatch.exchange.domain.catalogue import (
    SHAPES,
    Column,
    Published,
    Sensitivity,
    SetGiven,
    Sharing,
    check_sets,
    next_version,
    require_county,
    set_from,
    set_line,
)
from dispatch.exchange.repository.readers import READERS, Frame
from tests.unit.dispatch.exchange_samples import COUNTY, OWNER, SET, TODAY


def test_every_set_has_a_reader_that_gives_its_columns_and_no_set_is_without() -> None:
    assert set(SHAPES) == set(READERS)
    frame = Frame(COUNTY, ["housing"], TODAY, TODAY)
    for code, shape in SHAPES.items():
        given_columns = set(READERS[code].rows(frame).selected_columns.keys()) - {"sort", "about"}
        assert given_columns == set(shape.columns), code


def test_what_is_sealed_is_personal() -> None:
    for code, reader in READERS.items():
        assert all(SHAPES[code].columns[name] is Sensitivity.PERSONAL for name in reader.sealed), code


NAMED = replace(SET, code="qualified-officers", columns=[Column("name", "姓名", Sensitivity.PERSONAL)])
BAD_SETS: dict[str, tuple[SetGiven, str]] = {
    "no reader": (replace(SET, code="phone-numbers"), "exchange.set-without-reader"),
    "no owner": (replace(SET, owner="u-ghost"), "exchange.owner-unknown"),
    "no columns": (replace(SET, columns=[]), "exchange.columns-missing"),
    "a column twice": (replace(SET, columns=[SET.columns[0]] * 2), "exchange.column-twice"),
    "a strange column": (
        replace(SET, columns=[Column("reporter", "反映人", Sensitivity.PERSONAL)]),
        "exchange.column-unknown",
    ),
    "called open": (replace(SET, columns=[Column("number", "编号", Sensitivity.OPEN)]), "exchange.less-sensitive"),
    "names without condition": (replace(NAMED, sharing=Sharing.UNCONDITIONAL), "exchange.personal-unconditional"),
    "not shared, and no law": (replace(SET, sharing=Sharing.NOT_SHARED), "exchange.ground-missing"),
}


@pytest.mark.parametrize("name", BAD_SETS)
def test_a_bad_entry_is_named_by_its_index(name: str) -> None:
    bad, code = BAD_SETS[name]
    other = replace(SET, code="agencies", columns=[Column("region", "区划", Sensitivity.OPEN)])

    with pytest.raises(refusals.SetsRefused) as refused:
        check_sets([other, bad], {OWNER})

    found: Any = refused.value.facts["sets"]
    assert {(one["index"], one["code"]) for one in found} == {(1, code)}


def test_an_entry_twice_is_refused_and_what_is_not_shared_needs_no_reader() -> None:
    with pytest.raises(refusals.SetsRefused):
        check_sets([SET, SET], {OWNER})
    check_sets([NAMED, replace(SET, code="reporters", sharing=Sharing.NOT_SHARED, ground="信访工作条例")], {OWNER})


def test_a_kept_entry_is_the_entry() -> None:
    assert set_from(set_line(SET)) == SET


@pytest.mark.parametrize("region", ["32", "3208", "320812001", "x"])
def test_only_a_county_has_a_catalogue(region: str) -> None:
    with pytest.raises(refusals.NotACounty):
        require_county(region)


@given(st.lists(st.dates(date(2026, 1, 1), date(2027, 1, 1)), min_size=1, max_size=8))
def test_versions_never_overlap(days: list[date]) -> None:
    kept: list[Published] = []
    for day in days:
        try:
            number, ended = next_version(kept, day)
        except refusals.LaterSetExists:
            continue
        if ended is not None:
            kept[kept.index(ended)] = replace(ended, valid_to=day - timedelta(days=1))
        kept.append(Published(number, day, None))

    for one, two in pairwise(kept):
        assert one.valid_to is not None
        assert one.valid_from <= one.valid_to < two.valid_from
        assert one.version + 1 == two.version
