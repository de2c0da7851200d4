"""Which discretion table holds, and what lies inside it (administrative penalty law art. 34)?"""

from datetime import date
from typing import Any

import pytest

from enforcement.discretion.domain import (
    ApproverDecides,
    Circumstance,
    CircumstanceMissing,
    Deviation,
    NotFromThePast,
    OutsideRange,
    Range,
    Table,
    TableMalformed,
    WithinRange,
    range_of,
    require_deviation,
    require_well_formed,
    require_within,
    table_on,
)
from enforcement.penalties.domain.sanctions import Sanction, SanctionKind

C, K = Circumstance, SanctionKind
LIGHT, HEAVY = Range(C.LIGHT, "初次", 0, 100), Range(C.HEAVY, "再犯", 500, 1_000, (K.CONFISCATE_GAINS,))
TODAY = date(2026, 11, 30)


def table(region: str = "320585", version: int = 1, day: str = "2026-11-30") -> Table:
    return Table(region, version, date.fromisoformat(day), "某条例 34", (LIGHT, HEAVY))


def fine(fen: int, *kinds: SanctionKind) -> Sanction:
    return Sanction((K.FINE, *kinds), fen, 1 if kinds else 0)


@pytest.mark.parametrize(
    ("ranges", "fits"),
    [
        ([LIGHT], True),
        ([HEAVY, LIGHT], True),
        ([], False),
        ([LIGHT, LIGHT], False),
        ([Range(C.LIGHT, "", 500, 1_000), HEAVY], True),
        ([Range(C.LIGHT, "", 1, 1)], True),
        ([Range(C.LIGHT, "", 2, 1)], False),
        ([Range(C.LIGHT, "", 600, 700), HEAVY], False),
        ([Range(C.LIGHT, "", 0, 2_000), HEAVY], False),
    ],
)
def test_each_circumstance_stands_once_and_heavier_ones_are_not_below_lighter_ones(ranges: Any, fits: bool) -> None:
    if fits:
        require_well_formed(ranges, TODAY, TODAY)
        return
    with pytest.raises(TableMalformed):
        require_well_formed(ranges, TODAY, TODAY)


def test_a_table_holds_from_no_day_before_it_is_public() -> None:
    with pytest.raises(NotFromThePast):
        require_well_formed([LIGHT], date(2026, 11, 29), TODAY)


def test_the_table_of_the_nearest_region_holds_and_of_these_the_newest_that_has_begun() -> None:
    later, newer = table(day="2026-12-01", version=3), table(version=2)
    assert table_on([table(), newer, later], TODAY) == newer
    assert table_on([table(), newer, later], date(2026, 12, 1)) == later
    assert table_on([table(region="320585102"), newer], TODAY) == table(region="320585102")
    assert table_on([later], TODAY) is None


@pytest.mark.parametrize(("held", "named"), [(table(), None), (table(), C.ORDINARY), (None, C.LIGHT)])
def test_a_circumstance_of_the_table_is_named_and_no_other(held: Table | None, named: Circumstance | None) -> None:
    with pytest.raises(CircumstanceMissing):
        range_of(held, named)
    assert range_of(table(), C.HEAVY) == HEAVY
    assert range_of(None, None) is None


@pytest.mark.parametrize(
    ("sanction", "fits"),
    [
        (fine(500), True),
        (fine(1_000), True),
        (fine(499), False),
        (fine(1_001), False),
        (fine(500, K.CONFISCATE_GAINS), True),
        (fine(500, K.STOP_BUSINESS), False),
        (Sanction((K.WARNING,)), False),
    ],
)
def test_a_penalty_lies_inside_the_range_of_its_circumstance(sanction: Sanction, fits: bool) -> None:
    if fits:
        require_within(HEAVY, sanction, None, "h")
        with pytest.raises(WithinRange):
            require_deviation(HEAVY, sanction)
        return
    require_deviation(HEAVY, sanction)
    with pytest.raises(OutsideRange):
        require_within(HEAVY, sanction, None, "h")


def test_beyond_it_another_leader_approves_exactly_what_is_decided() -> None:
    approved = Deviation(C.HEAVY, fine(400), "a")
    require_within(HEAVY, fine(400), approved, "h")
    require_within(HEAVY, fine(400), approved, None)
    require_within(None, fine(400), None, "h")
    with pytest.raises(OutsideRange):
        require_within(HEAVY, fine(399), approved, "h")
    with pytest.raises(OutsideRange):
        require_within(LIGHT, fine(400), approved, "h")
    with pytest.raises(ApproverDecides):
        require_within(HEAVY, fine(400), approved, "a")
