"""What the rules of cells promise."""

from datetime import date
from typing import Any

import pytest

from grid.cells.domain.sets import (
    Action,
    BadCells,
    BadCoverage,
    Change,
    Drawn,
    Held,
    LaterSetExists,
    NotATownship,
    check_set,
    decide_changes,
    require_township,
    township_of,
)
from shared.schemas.vocabulary import CellKind

TOWN = "320585102"
WEST, EAST = f"{TOWN}001001", f"{TOWN}001002"
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def drawn(cell: str, west: float = 121.0, east: float = 121.01, name: str = "一号") -> Drawn:
    ring = ((west, 31.5), (east, 31.5), (east, 31.51), (west, 31.51), (west, 31.5))
    return Drawn(cell, name, CellKind.INTEGRATED, (ring,), (), synthetic=True)


def held(cell: Drawn, valid_from: date = MAY, valid_to: date | None = None) -> dict[str, Held]:
    return {cell.cell: Held(cell, valid_from, valid_to)}


def steps(changes: list[Change]) -> list[tuple[Action, int, date, date | None]]:
    return [(change.action, change.version, change.valid_from, change.valid_to) for change in changes]


def test_cells_side_by_side_divide_a_township():
    check_set(TOWN, [drawn(WEST), drawn(EAST, 121.01, 121.02)], outline=None)


def test_cells_that_overlap_are_refused_with_both_names():
    with pytest.raises(BadCoverage) as refused:
        check_set(TOWN, [drawn(WEST), drawn(EAST, 121.005, 121.02)], outline=None)

    problems: Any = refused.value.facts["problems"]
    assert [problem["codes"] for problem in problems] == [[WEST, EAST]]


def test_an_outline_that_is_not_filled_is_a_gap():
    with pytest.raises(BadCoverage) as refused:
        check_set(TOWN, [drawn(WEST)], outline=drawn("", 121.0, 121.02).rings)

    assert [problem["kind"] for problem in refused.value.facts["problems"]] == ["gap"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ([], "features: no cell"),
        ([drawn("12")], "12: not 15 digits"),
        ([drawn("320585103001001")], f"320585103001001: not in {TOWN}"),
        ([drawn(WEST), drawn(WEST)], f"{WEST}: given 2 times"),
    ],
)
def test_codes_that_do_not_fit_are_named(cells: list[Drawn], error: str):
    with pytest.raises(BadCells) as refused:
        check_set(TOWN, cells, outline=None)

    assert refused.value.facts["errors"] == [error]


@pytest.mark.parametrize("region", ["32", "320585", "320585102001", "320585102001001", "x", ""])
def test_only_a_township_is_divided(region: str):
    with pytest.raises(NotATownship):
        require_township(region)


def test_a_cell_lies_in_its_township():
    assert township_of(WEST) == TOWN


def test_a_cell_that_never_was_begins_with_version_one():
    assert steps(decide_changes([drawn(WEST)], {}, {}, MAY)) == [(Action.DRAW, 1, MAY, None)]


@pytest.mark.parametrize("day", [MAY, JUNE])
def test_what_is_so_already_changes_nothing(day: date):
    assert decide_changes([drawn(WEST)], held(drawn(WEST)), {WEST: 1}, day) == []


def test_a_new_boundary_closes_the_old_one_on_its_first_day():
    changes = decide_changes([drawn(WEST, east=121.02)], held(drawn(WEST)), {WEST: 1}, JUNE)

    assert steps(changes) == [(Action.CLOSE, 2, MAY, JUNE), (Action.DRAW, 3, JUNE, None)]
    assert changes[0].drawn == drawn(WEST)


def test_a_boundary_of_the_same_day_is_a_correction():
    changes = decide_changes([drawn(WEST, name="新名")], held(drawn(WEST)), {WEST: 1}, MAY)

    assert steps(changes) == [(Action.CORRECT, 2, MAY, None)]


def test_a_cell_that_is_not_in_the_set_ends():
    changes = decide_changes([drawn(EAST)], held(drawn(WEST)), {WEST: 1}, JUNE)

    assert steps(changes) == [(Action.CLOSE, 2, MAY, JUNE), (Action.DRAW, 1, JUNE, None)]


def test_a_cell_that_would_have_begun_on_the_same_day_never_was():
    changes = decide_changes([drawn(EAST)], held(drawn(WEST)), {WEST: 1}, MAY)

    assert steps(changes)[0] == (Action.WITHDRAW, 2, MAY, MAY)


def test_a_cell_comes_back_with_the_next_version():
    changes = decide_changes([drawn(WEST)], held(drawn(WEST), MAY, JUNE), {WEST: 2}, JULY)

    assert steps(changes) == [(Action.DRAW, 3, JULY, None)]


@pytest.mark.parametrize(
    "known", [held(drawn(EAST), JULY), held(drawn(WEST), MAY, JULY), held(drawn(WEST), JULY)], ids=str
)
def test_no_set_begins_before_a_later_one(known: dict[str, Held]):
    with pytest.raises(LaterSetExists) as refused:
        decide_changes([drawn(WEST, name="新名")], known, {}, JUNE)

    assert refused.value.facts["latest"] == JULY
