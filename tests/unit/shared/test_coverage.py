"""Which faults of a map of cells are found, and where."""

import pytest
import shapely

from shared.coverage import ProblemKind, area_m2, check_coverage

UNIT = 0.01  # degrees, about a kilometre
SQUARE_M2 = 1_054_000


def square(column: float, row: float, width: float = 1, height: float = 1) -> shapely.Polygon:
    west, south = 121 + column * UNIT, 31.5 + row * UNIT
    return shapely.box(west, south, west + width * UNIT, south + height * UNIT)


FOUR = {"a": square(0, 0), "b": square(1, 0), "c": square(0, 1), "d": square(1, 1)}
OUTLINE = square(0, 0, 2, 2)


def kinds(
    cells: dict[str, shapely.Polygon], outline: shapely.Polygon | None = OUTLINE
) -> list[tuple[str, tuple[str, ...]]]:
    return [(problem.kind.value, problem.codes) for problem in check_coverage(cells.items(), outline)]


def test_cells_side_by_side_have_no_fault() -> None:
    assert kinds(FOUR) == []
    assert kinds(FOUR, None) == []


def test_an_overlap_is_named_with_both_cells_its_place_and_area() -> None:
    cells = FOUR | {"b": square(0.9, 0, 1.1)}

    [problem] = check_coverage(cells.items(), OUTLINE)

    assert (problem.kind, problem.codes) == (ProblemKind.OVERLAP, ("a", "b"))
    assert cells["a"].intersection(cells["b"]).contains(shapely.Point(problem.at))
    assert problem.area_m2 == pytest.approx(SQUARE_M2 / 10, rel=0.01)


def test_a_gap_is_named_with_the_cells_around_it() -> None:
    assert kinds({code: cell for code, cell in FOUR.items() if code != "d"}) == [("gap", ("a", "b", "c"))]


def test_without_an_outline_a_hole_is_a_gap() -> None:
    ring = {f"{column}{row}": square(column, row) for column in range(3) for row in range(3) if (column, row) != (1, 1)}

    [(kind, codes)] = kinds(ring, None)

    assert kind == "gap"
    assert codes == ("00", "01", "02", "10", "12", "20", "21", "22")


def test_what_lies_outside_is_named() -> None:
    assert kinds(FOUR | {"d": square(1, 1, 1.5)}) == [("outside", ("d",))]


def test_a_border_that_crosses_itself_is_named_with_the_place() -> None:
    bow_tie = shapely.Polygon([(121, 31.5), (121.01, 31.51), (121.01, 31.5), (121, 31.51)])

    [problem] = check_coverage([("a", bow_tie)])

    assert (problem.kind, problem.codes) == (ProblemKind.SELF_CROSSING, ("a",))
    assert problem.at == pytest.approx((121.005, 31.505))


def test_a_fault_below_the_tolerance_is_none() -> None:
    cells = FOUR | {"b": square(0.9, 0, 1.1)}

    assert check_coverage(cells.items(), OUTLINE, tolerance_m2=SQUARE_M2) == []


def test_no_cells_leave_the_outline_as_a_gap() -> None:
    assert kinds({}) == [("gap", ())]


def test_areas_are_square_metres() -> None:
    assert area_m2(square(0, 0)) == pytest.approx(SQUARE_M2, rel=0.01)
    assert area_m2(shapely.Polygon()) == 0
