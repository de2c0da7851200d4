"""What the rules of kinds, communities, numbering and drawing promise."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grid.cells.domain.communities import (
    CommunitiesOverlap,
    Community,
    OutsideCommunity,
    UnknownCommunity,
    check_communities,
    check_inside,
)
from grid.cells.domain.drawing import SecondGrid, refuse_department, refuse_owner
from grid.cells.domain.kinds import (
    Hint,
    MicroNotInside,
    MicroOverlap,
    check_kinds,
    dividing,
    place_micro,
    size_warnings,
)
from grid.cells.domain.numbering import Unnumbered, in_reading_order, propose_codes
from grid.cells.domain.sets import BadCells, Drawn, Rings, SpecialKind
from shared.codes import MalformedCode
from shared.geo import Cell, CellIndex, read_shape
from shared.schemas.vocabulary import CellKind

TOWN = "320585102"
COMMUNITY = f"{TOWN}001"


def square(west: float, south: float, east: float, north: float) -> Rings:
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)


def cell(serial: str, rings: Rings, kind: CellKind = CellKind.INTEGRATED, **more: object) -> Drawn:
    return Drawn(f"{TOWN}{serial}", "网格", kind, rings, (), synthetic=True, **more)  # type: ignore[arg-type]


WEST = cell("001001", square(121.0, 31.5, 121.01, 31.51))
EAST = cell("001002", square(121.01, 31.5, 121.02, 31.51))


def micro(serial: str, west: float, east: float, south: float = 31.502) -> Drawn:
    return cell(serial, square(west, south, east, 31.505), CellKind.MICRO)


# --------------------------------------------------------------------------------------------------------------- kinds
def test_a_micro_cell_lies_in_the_integrated_cell_that_holds_it():
    assert place_micro([WEST, EAST, micro("001101", 121.002, 121.005)]) == {f"{TOWN}001101": f"{TOWN}001001"}


@pytest.mark.parametrize(
    "lost",
    [micro("001101", 121.008, 121.012), micro("002101", 121.002, 121.005), micro("001101", 122.0, 122.1)],
    ids=["across two", "of another community", "outside"],
)
def test_a_micro_cell_that_lies_in_no_one_cell_of_its_community_is_refused(lost: Drawn):
    with pytest.raises(MicroNotInside) as refused:
        place_micro([WEST, EAST, lost])

    assert refused.value.facts["cells"] == [lost.cell]


def test_a_micro_cell_does_not_lie_in_a_special_one():
    special = cell("001001", WEST.rings, CellKind.SPECIAL)

    with pytest.raises(MicroNotInside):
        place_micro([special, micro("001101", 121.002, 121.005)])


def test_micro_cells_may_touch_and_may_not_overlap():
    place_micro([WEST, micro("001101", 121.002, 121.005), micro("001102", 121.005, 121.007)])

    with pytest.raises(MicroOverlap) as refused:
        place_micro([WEST, micro("001101", 121.002, 121.005), micro("001102", 121.004, 121.007)])
    assert refused.value.facts["pairs"] == [[f"{TOWN}001101", f"{TOWN}001102"]]


@pytest.mark.parametrize(
    ("kind", "special", "unit", "fits"),
    [
        (CellKind.SPECIAL, SpecialKind.PARK, "园区管委会", True),
        (CellKind.SPECIAL, None, "园区管委会", False),
        (CellKind.SPECIAL, SpecialKind.PARK, None, False),
        (CellKind.INTEGRATED, None, None, True),
        (CellKind.INTEGRATED, SpecialKind.PARK, None, False),
        (CellKind.MICRO, None, "园区管委会", False),
    ],
)
def test_a_special_cell_says_what_it_is_and_no_other_does(
    kind: CellKind, special: SpecialKind | None, unit: str | None, fits: bool
):
    one = cell("001001", WEST.rings, kind, special_kind=special, operating_unit=unit)

    if fits:
        check_kinds([one])
    else:
        with pytest.raises(BadCells):
            check_kinds([one])


def test_integrated_and_special_cells_divide_a_township_and_micro_cells_do_not():
    inner, special = micro("001101", 121.002, 121.005), cell("001003", EAST.rings, CellKind.SPECIAL)

    assert dividing([WEST, inner, special]) == [WEST, special]


def test_a_place_in_a_micro_cell_is_named_by_it_whatever_its_code():
    outer = Cell("b", read_shape({"type": "Polygon", "coordinates": WEST.rings}))
    for code in ("a", "z"):
        rings = micro("001101", 121.002, 121.005).rings
        inner = Cell(code, read_shape({"type": "Polygon", "coordinates": rings}), inner=True)
        index = CellIndex([outer, inner])
        assert (index.locate(121.003, 31.503), index.locate(121.009, 31.503)) == (code, "b")
        assert index.locate_many([121.003, 121.009], [31.503, 31.503]) == [code, "b"]


def test_sizes_below_and_above_what_a_cell_should_have_are_hinted_at():
    hints = size_warnings({"a": 299, "b": 300, "c": 500, "d": 501}, 300, 500)

    assert [(one.hint, one.cell, one.households) for one in hints] == [
        (Hint.CELL_SMALL, "a", 299),
        (Hint.CELL_LARGE, "d", 501),
    ]


# --------------------------------------------------------------------------------------------------------- communities
def test_a_cell_of_an_unlisted_community_is_refused_once_there_is_a_list():
    check_inside([WEST], {})

    with pytest.raises(UnknownCommunity):
        check_inside([WEST], {f"{TOWN}002": Community(f"{TOWN}002", "二", None)})


def test_a_cell_that_leaves_its_community_is_refused_with_the_area_outside():
    listed = {COMMUNITY: Community(COMMUNITY, "一", WEST.rings)}
    check_inside([WEST], listed)

    with pytest.raises(OutsideCommunity) as refused:
        check_inside([WEST, EAST], listed)
    facts: dict[str, Any] = refused.value.facts
    [outside] = facts["cells"]
    assert outside["cell"] == EAST.cell
    assert outside["area_m2"] > 1_000_000


def test_communities_that_overlap_cross_themselves_or_come_twice_are_refused():
    one, two = Community(COMMUNITY, "一", WEST.rings), Community(f"{TOWN}002", "二", EAST.rings)
    check_communities(TOWN, [one, two])
    bow: Rings = (((121.0, 31.5), (121.01, 31.51), (121.01, 31.5), (121.0, 31.51), (121.0, 31.5)),)

    with pytest.raises(CommunitiesOverlap):
        check_communities(TOWN, [one, Community(f"{TOWN}002", "二", WEST.rings)])
    for wrong in ([], [one, one], [Community("320585103001", "外", None)], [Community(COMMUNITY, "一", bow)]):
        with pytest.raises(BadCells):
            check_communities(TOWN, wrong)


# ----------------------------------------------------------------------------------------------------------- numbering
def unnumbered(key: str, west: float, south: float, **more: object) -> Unnumbered:
    rings = square(west, south, west + 0.01, south + 0.01)
    return Unnumbered(key, COMMUNITY, rings, **more)  # type: ignore[arg-type]


def test_serials_run_along_rows_from_the_north_and_micro_cells_come_last():
    drawn = [
        unnumbered("south-east", 121.01, 31.50),
        unnumbered("north-east", 121.01, 31.512),
        unnumbered("north-west", 121.00, 31.51),
        unnumbered("micro", 121.00, 31.52, last=True),
        unnumbered("south-west", 121.00, 31.50),
    ]

    codes = propose_codes(drawn, set())

    ordered = sorted(codes, key=lambda key: codes[key])
    assert ordered == ["north-west", "north-east", "south-west", "south-east", "micro"]


def test_who_has_a_code_keeps_it_and_what_was_given_is_not_given_again():
    drawn = [unnumbered("old", 121.0, 31.5, code=f"{COMMUNITY}001"), unnumbered("new", 121.01, 31.5)]

    assert propose_codes(drawn, {f"{COMMUNITY}002"}) == {"old": f"{COMMUNITY}001", "new": f"{COMMUNITY}003"}


def test_a_community_has_999_serials_and_twelve_digits():
    with pytest.raises(BadCells):
        propose_codes([unnumbered("new", 121.0, 31.5)], {f"{COMMUNITY}{serial:03d}" for serial in range(1, 1000)})
    with pytest.raises(MalformedCode):
        propose_codes([Unnumbered("new", "32058510", WEST.rings)], set())


@settings(max_examples=50)
@given(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1))
def test_a_lattice_is_numbered_like_a_page_in_whatever_order_it_is_drawn(places: set[tuple[int, int]]):
    drawn = [unnumbered(f"{x},{y}", 121 + x * 0.01, 31 + y * 0.01) for x, y in places]

    found = [one.key for one in in_reading_order(drawn)]

    assert found == [f"{x},{y}" for x, y in sorted(places, key=lambda place: (-place[1], place[0]))]


# ------------------------------------------------------------------------------------------------------------- drawing
def test_a_department_draws_no_grid_and_a_set_is_the_townships_own():
    refuse_department({"admin"})
    refuse_owner(TOWN, [None, TOWN])

    with pytest.raises(SecondGrid):
        refuse_department({"admin", "department"})
    with pytest.raises(SecondGrid) as refused:
        refuse_owner(TOWN, ["u-water", TOWN])
    assert refused.value.facts["owners"] == ["u-water"]
