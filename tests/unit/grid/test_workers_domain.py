"""What the rules of workers promise."""

import pytest

from grid.workers.domain.holdings import (
    GivenTwice,
    Holding,
    PersonUnknown,
    TwoInRoleA,
    check_holders,
    check_persons,
    decide_touched,
)
from shared.schemas.vocabulary import CellRole

CELL, OTHER = "320585102001001", "320585102001002"


def holds(worker: str, cell: str = CELL, role: CellRole = CellRole.A) -> Holding:
    return Holding(cell, worker, role)


def test_one_answers_and_several_stand_in():
    check_holders([holds("wang"), holds("li", role=CellRole.B), holds("chen", role=CellRole.B), holds("li", OTHER)])


def test_two_cannot_both_answer_for_a_cell():
    with pytest.raises(TwoInRoleA) as refused:
        check_holders([holds("wang"), holds("li")])

    assert refused.value.facts == {"cells": [CELL]}


def test_nobody_stands_in_for_himself():
    with pytest.raises(GivenTwice):
        check_holders([holds("wang"), holds("wang", role=CellRole.B)])


@pytest.mark.parametrize("region", ["32", "320585", "320585102"])
def test_a_workers_region_covers_his_cells(region: str):
    check_persons([holds("wang")], {"wang": region})


@pytest.mark.parametrize("regions", [{}, {"wang": "320585103"}, {"li": "320585102"}])
def test_who_is_not_known_as_a_worker_of_the_place_is_named(regions: dict[str, str]):
    with pytest.raises(PersonUnknown) as refused:
        check_persons([holds("wang"), holds("wang", OTHER)], regions)

    assert refused.value.facts == {"persons": ["wang"]}


def test_the_same_holders_touch_nobody():
    assert decide_touched({holds("wang")}, [holds("wang")], {}, {"wang": True}) == []


def test_a_cell_that_changes_hands_touches_both():
    assert decide_touched({holds("wang")}, [holds("li")], {}, {"wang": True, "li": False}) == ["li", "wang"]


def test_a_change_of_role_touches():
    assert decide_touched({holds("wang")}, [holds("wang", role=CellRole.B)], {}, {"wang": True}) == ["wang"]


@pytest.mark.parametrize(("asked", "touched"), [({"wang": True}, []), ({"wang": False}, ["wang"]), ({}, [])])
def test_duty_touches_where_it_differs(asked: dict[str, bool], touched: list[str]):
    assert decide_touched({holds("wang")}, [holds("wang")], asked, {"wang": True}) == touched
