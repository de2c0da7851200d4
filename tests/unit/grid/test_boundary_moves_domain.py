"""What the rules of moving to other cells promise."""

from uuid import uuid4

import pytest

from grid.cells.domain.moving import successors
from grid.cells.domain.sets import Drawn
from grid.tasks.domain.moving import Moved, Placed, decide_moves
from shared.schemas.vocabulary import CellKind


def cell(code: str, west: float, east: float, kind: CellKind = CellKind.INTEGRATED) -> Drawn:
    ring = ((west, 31.5), (east, 31.5), (east, 31.51), (west, 31.51), (west, 31.5))
    return Drawn(code, "网格", kind, (ring,), (), synthetic=True)


OLD = {"old": cell("old", 121.0, 121.01)}


@pytest.mark.parametrize(
    ("today", "heir"),
    [
        ([cell("new", 121.0, 121.02)], "new"),
        ([cell("new", 120.99, 121.00999), cell("other", 121.00999, 121.02)], "new"),
        ([cell("a", 121.0, 121.005), cell("b", 121.005, 121.01)], None),
        ([cell("far", 122.0, 122.01)], None),
        ([cell("micro", 121.0, 121.02, CellKind.MICRO), cell("new", 121.0, 121.02)], "new"),
        ([], None),
    ],
    ids=["whole", "all but a strip", "halves", "elsewhere", "never a micro cell", "nothing"],
)
def test_a_cell_that_ends_leaves_its_things_to_the_one_that_takes_over_its_area(today: list[Drawn], heir: str | None):
    assert successors(OLD, today).get("old") == heir


def test_a_cell_that_is_still_there_has_no_heir_however_it_is_drawn():
    assert successors(OLD, [cell("old", 122.0, 122.01), cell("new", 121.0, 121.02)]) == {}


@pytest.mark.parametrize(
    ("to_cell", "answering", "expected"),
    [
        ("east", {"east": ["zhao", "li"]}, ("east", "zhao")),
        ("east", {"east": ["zhao", "wang"]}, ("east", "wang")),
        ("east", {"east": []}, ("east", "wang")),
        ("east", {}, ("east", "wang")),
        ("west", {"west": ["zhao"]}, None),
        (None, {}, None),
    ],
    ids=["to who answers", "stays with who answers there too", "nobody there", "nobody known", "not moved", "nowhere"],
)
def test_a_waiting_task_goes_to_who_answers_where_it_lies(
    to_cell: str | None, answering: dict[str, list[str]], expected: tuple[str, str] | None
):
    task = Placed(uuid4(), "west", "wang", to_cell)

    moved = decide_moves([task], answering)

    assert moved == ([Moved(task.task_id, *expected)] if expected else [])
