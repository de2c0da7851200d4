"""What a synthetic township is, and how it reaches the platform."""

from itertools import combinations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from onefour.lattice import SQUARES, Block, split
from onefour.register import NoSuchTownship, children_of, government_of, regions
from onefour.synthesis import BadTownship, Township, synthesise_township
from onefour.township import feature_collection, scatter_position
from shared.codes import RegionLevel, is_cell, is_within
from shared.coverage import check_coverage
from shared.geo import Cell, CellIndex, Position, read_features

LIUHE = "320585102"
TAICANG = [region.code for region in children_of("320585")]


def township(code: str = LIUHE, **changes: int) -> Township:
    return synthesise_township(code, **({"seed": 1} | changes))


def test_the_same_call_makes_the_same_township() -> None:
    assert township() == township()
    assert township().cells[0].place_names != township(seed=2).cells[0].place_names
    assert township().outline.equals(township(seed=2, cells=60).outline)


@pytest.mark.parametrize("code", TAICANG)
def test_cells_cover_their_township_exactly(code: str) -> None:
    made = township(code)

    assert check_coverage([(cell.code, cell.polygon) for cell in made.cells], made.outline, tolerance_m2=0) == []
    assert made.outline.is_valid


def test_the_townships_of_a_county_never_overlap_whatever_their_seeds() -> None:
    made = [township(code, seed=number, cells=10 + number) for number, code in enumerate(TAICANG)]

    assert max(a.outline.intersection(b.outline).area for a, b in combinations(made, 2)) == 0
    assert check_coverage([(cell.code, cell.polygon) for one in made for cell in one.cells], tolerance_m2=0) == []


def test_a_township_lies_at_its_real_place_under_its_real_name() -> None:
    made = township()

    assert made.name == "浏河镇"
    assert made.outline.distance(shapely.Point(121.27, 31.51)) < 0.15  # the real town hall, within 15 km
    assert {village.name for village in made.villages} >= {"复兴社区", "浏南村"}
    assert made.synthetic


def test_a_township_without_shipped_villages_gets_villages_that_say_so() -> None:
    made = township("320582100")

    assert not any(village.is_real for village in made.villages)
    assert all("合成" in village.name for village in made.villages)


def test_cells_are_numbered_in_their_village_from_west_to_east_and_north_to_south() -> None:
    made = township(cells=60)

    assert all(is_cell(cell.code) and is_within(cell.code, LIUHE) for cell in made.cells)
    for village in made.villages:
        serials = [int(cell.code[12:]) for cell in made.cells if is_within(cell.code, village.code)]
        assert serials == list(range(1, len(serials) + 1))


def test_a_place_name_leads_to_one_cell() -> None:
    names = [name for cell in township(cells=144).cells for name in cell.place_names]

    assert len(names) == len(set(names))


def test_every_cell_has_two_different_people() -> None:
    made = township()
    by_cell = {cell.code: [post for post in made.posts if post.cell == cell.code] for cell in made.cells}

    for posts in by_cell.values():
        assert [post.role for post in posts] == ["A", "B"]
        assert len({post.person_id for post in posts}) == 2
    assert {post.person_id for post in made.posts} <= {person.id for person in made.persons}


def test_people_belong_to_units_and_two_officers_are_at_hand() -> None:
    made = township()
    roles = [role for person in made.persons for role in person.roles]

    assert {person.unit for person in made.persons} <= {unit.id for unit in made.units}
    assert roles.count("officer") >= 2
    assert {"worker", "dispatcher", "clerk", "leader"} <= set(roles)
    agencies = [unit for unit in made.units if unit.kind != "government"]
    assert 7 <= len(agencies) <= 9


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("浏河镇", "浏河镇人民政府"),
        ("西来桥乡", "西来桥乡人民政府"),
        ("娄东街道", "娄东街道办事处"),
        ("太仓港经济技术开发区", "太仓港经济技术开发区管理委员会"),
    ],
)
def test_a_township_has_one_unit_in_whose_name_it_gives_papers(name: str, said: str) -> None:
    assert government_of(name) == said
    assert [unit.name for unit in township().units if unit.kind == "government"] == [government_of(township().name)]


@pytest.mark.parametrize("code", ["320585", "320585999", "", "浏河镇"])
def test_what_is_no_township_is_refused(code: str) -> None:
    with pytest.raises(NoSuchTownship):
        township(code)


@pytest.mark.parametrize("cells", [0, 145])
def test_too_few_or_many_cells_are_refused(cells: int) -> None:
    with pytest.raises(BadTownship):
        township(cells=cells)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=40))
@settings(max_examples=40)
def test_a_block_is_split_without_rest(weights: list[int]) -> None:
    blocks = split(Block(0, 0, SQUARES, SQUARES), weights)

    squares = [(column, row) for b in blocks for column in range(b.west, b.east) for row in range(b.north, b.south)]
    assert len(blocks) == len(weights)
    assert all(block.size >= weight for block, weight in zip(blocks, weights, strict=True))
    assert sorted(squares) == [(column, row) for column in range(SQUARES) for row in range(SQUARES)]


def test_every_county_of_the_table_can_be_laid_out() -> None:
    firsts = {code[:6]: code for code, region in regions().items() if region.level is RegionLevel.TOWNSHIP}

    assert len(firsts) >= 95
    for code in list(firsts.values())[::12]:
        assert township(code).outline.is_valid


def test_a_place_is_scattered_to_one_point_inside() -> None:
    outline = township().outline

    position = scatter_position(outline, "春晖路", seed=7)

    assert position == scatter_position(outline, "春晖路", seed=7)
    assert position not in {scatter_position(outline, "春晖路", seed=8), scatter_position(outline, "明华路", seed=7)}
    assert outline.contains(shapely.Point(position.lon, position.lat))


def test_even_a_thread_of_an_outline_has_a_point() -> None:
    thread = shapely.Polygon([(121, 31), (122, 32), (122, 32.0000001), (121, 31.0000001)])

    assert isinstance(scatter_position(thread, "春晖路", seed=7), Position)


def test_the_geojson_reads_back_as_the_same_cells() -> None:
    made = township()

    read = read_features(feature_collection(made))

    assert [properties["code"] for properties, _ in read] == [cell.code for cell in made.cells]
    assert all(polygon.equals(cell.polygon) for (_, polygon), cell in zip(read, made.cells, strict=True))
    assert len(CellIndex(Cell(cell.code, cell.polygon) for cell in made.cells)) == len(made.cells)
