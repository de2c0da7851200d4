"""Which powers that were in force before may stand in the register."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.powers.domain.life import State, in_force
from dispatch.powers.domain.refusals import RowsRefused, TakeoverIsDecided
from dispatch.powers.domain.takeover import Ground, Standing, TakeoverState, check_standings, require_open, stands
from dispatch.powers.domain.terms import Term

TODAY = date(2026, 11, 23)
SINCE = date(2021, 7, 1)
TOWN, CODE = "320681100", "P-1"
ROW = Standing(TOWN, CODE, SINCE, "启政发〔2021〕7号", "u-1")
GROUND = Ground({TOWN}, {CODE}, set(), {}, {"u-1": "320681", "u-2": "320682"})


def codes(ground: Ground, *rows: Standing) -> list[tuple[int, str]]:
    try:
        check_standings(rows, ground, TODAY)
    except RowsRefused as refused:
        named = refused.facts["rows"]
        assert isinstance(named, list)
        return [(row["index"], row["code"]) for row in named]
    return []


@pytest.mark.parametrize(
    ("row", "ground", "code"),
    [
        (replace(ROW, region="320681999"), GROUND, "powers.not-a-township"),
        (replace(ROW, code="P-9"), GROUND, "powers.not-in-catalogue"),
        (ROW, replace(GROUND, living={(TOWN, CODE)}), "powers.already-chosen"),
        (replace(ROW, in_force_since=TODAY + timedelta(days=1)), GROUND, "powers.day-to-come"),
        (ROW, replace(GROUND, terms={(TOWN, CODE): [Term(SINCE, SINCE)]}), "powers.overlapping-validity"),
        (replace(ROW, agency="u-2"), GROUND, "powers.department-unknown"),
        (replace(ROW, agency="u-9"), GROUND, "powers.department-unknown"),
    ],
)
def test_each_bad_row_is_named(row: Standing, ground: Ground, code: str) -> None:
    assert codes(GROUND, ROW) == []
    assert codes(ground, row) == [(0, code)]


def test_a_row_that_stands_twice_is_named_twice() -> None:
    assert codes(GROUND, ROW, ROW) == [(0, "powers.twice"), (1, "powers.twice")]


@given(st.dates(SINCE, TODAY), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_what_stands_is_in_force_from_its_day_on_and_not_before(since: date, on: date) -> None:
    power = stands(replace(ROW, in_force_since=since))

    assert power.state is State.FORMAL
    assert in_force(power, on) == (on >= since)


@pytest.mark.parametrize("state", list(TakeoverState))
def test_only_an_open_takeover_is_decided(state: TakeoverState) -> None:
    if state is TakeoverState.OPEN:
        require_open(state)
        return
    with pytest.raises(TakeoverIsDecided):
        require_open(state)
