"""Whether somebody lives again in a home: hand-made series of registers, one for each thing that a meter may say."""

import numpy as np
import pytest

from grid.vacancy.domain.readings import HOUR_S, take
from grid.vacancy.domain.state import Block, fresh, pack, unpack
from grid.vacancy.domain.watches import BLOCK_HOMES, block_size
from tests.unit.grid.meter_series import (
    RETURNED,
    START,
    Load,
    alarms,
    alarms_of,
    fridge,
    frugal,
    heated_at_first,
    lived_in,
    registers,
    standing,
    stayed_a_night,
    tapped,
    tapped_by_night,
    two_visits,
    used_at,
    visited,
)


def test_a_return_is_found_once_and_within_a_day():
    [(home, day)] = alarms(lived_in, days=12)

    assert home == 0
    assert RETURNED < day < RETURNED + 0.9


def test_who_uses_little_in_a_home_whose_fridge_ran_all_along_is_found():
    [(_, day)] = alarms(frugal, days=7)

    assert RETURNED < day < RETURNED + 1


def test_who_comes_back_into_a_home_that_was_heated_while_it_was_learned_is_found():
    [(_, day)] = alarms(heated_at_first, days=7)

    assert RETURNED < day < RETURNED + 1


def test_who_uses_little_is_found_by_a_meter_that_counts_in_coarse_steps():
    at, wh = registers(frugal, 7)

    [(_, day)] = alarms_of(take(fresh(1), np.zeros(len(at), np.int64), at, wh // 100 * 100))

    assert RETURNED < day < RETURNED + 1


def test_little_use_is_believed_sooner_where_it_is_in_the_evening_too():
    assert alarms(used_at(0.05, MORNINGS, (17, 23))) != []
    assert alarms(used_at(0.05, MORNINGS, (11.5, 17))) == []


def test_little_use_is_not_believed_beside_a_heater_that_runs_while_people_sleep():
    assert alarms(used_at(0.03, MORNINGS, (17, 23))) != []
    assert alarms(used_at(0.03, MORNINGS, (17, 23), asleep=0.8)) == []


def test_a_meter_of_coarse_steps_finds_who_uses_little_on_the_first_evening():
    at, wh = registers(used_at(0.07, MORNINGS, (14, 21)), 7)

    [(_, day)] = alarms_of(take(fresh(1), np.zeros(len(at), np.int64), at, wh // 100 * 100))

    assert RETURNED < day < RETURNED + 0.75


MORNINGS = (6, 11)
NOBODY = [standing, fridge, visited, tapped, stayed_a_night, tapped_by_night, two_visits]


@pytest.mark.parametrize("load", NOBODY)
def test_what_is_no_return_raises_no_alarm(load: Load):
    assert alarms(load) == []


def test_a_gap_that_is_caught_up_or_not_hides_no_return():
    at, wh = registers(lived_in, 9)
    gap = (at > START + 86_400 * 5.2) & (at < START + 86_400 * 5.5)
    homes = np.zeros(len(at), np.int64)

    lost = alarms_of(take(fresh(1), homes[~gap], at[~gap], wh[~gap]))
    before, after = at < START + 86_400 * 5.2, at > START + 86_400 * 5.5
    order = np.concatenate([np.flatnonzero(before), np.flatnonzero(~before & ~after), np.flatnonzero(after)])
    caught_up = alarms_of(take(fresh(1), homes, at[order], wh[order]))

    assert [len(one) for one in (lost, caught_up)] == [1, 1]
    assert max(one[0][1] for one in (lost, caught_up)) < RETURNED + 1


def test_a_gap_without_a_return_raises_no_alarm():
    at, wh = registers(fridge, 9)
    kept = (at < START + 86_400 * 5) | (at > START + 86_400 * 6.5)

    assert alarms_of(take(fresh(1), np.zeros(kept.sum(), np.int64), at[kept], wh[kept])) == []


def test_a_visit_of_which_a_gap_hides_when_it_was_raises_no_alarm():
    at, wh = registers(visited, 9)
    kept = (at < START + 86_400 * 5.1) | (at > START + 86_400 * 6.1)

    assert alarms_of(take(fresh(1), np.zeros(kept.sum(), np.int64), at[kept], wh[kept])) == []


def test_a_meter_that_was_stuck_is_not_taken_for_a_home_that_draws_nothing():
    at, wh = registers(fridge, 12)
    still = (at > START + 86_400 * 4) & (at < START + 86_400 * 7.5)
    stuck = np.where(still, wh[still][0], wh) - np.where(at >= START + 86_400 * 7.5, wh[still][-1] - wh[still][0], 0)

    assert alarms_of(take(fresh(1), np.zeros(len(at), np.int64), at, stuck)) == []


def test_a_meter_that_stood_still_at_first_and_then_says_all_at_once_raises_no_alarm():
    at, wh = registers(fridge, 9)
    stood = np.where(at < START + 86_400 * 3, wh[0], wh)

    assert alarms_of(take(fresh(1), np.zeros(len(at), np.int64), at, stood)) == []


def test_an_exchanged_and_a_stuck_meter_raise_no_alarm():
    at, wh = registers(fridge, 9)
    exchanged = np.where(at > START + 86_400 * 5.1, wh - 990_000, wh)
    still = (at > START + 86_400 * 5.1) & (at < START + 86_400 * 6.1)
    stuck = np.where(still, wh[still][0], wh)

    taken = [take(fresh(1), np.zeros(len(at), np.int64), at, one) for one in (exchanged, stuck)]

    assert [alarms_of(one) for one in taken] == [[], []]
    assert taken[0].restarted == 1


def test_a_wrong_value_raises_no_alarm():
    at, wh = registers(fridge, 9)
    wrong = wh.copy()
    wrong[5 * 96 + 3] += 5_000

    assert alarms_of(take(fresh(1), np.zeros(len(at), np.int64), at, wrong)) == []


def two_homes(days: float = 8) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    (at, back), (_, empty) = registers(lived_in, days), registers(fridge, days)
    homes = np.tile([0, 1], len(at))
    return homes, np.repeat(at, 2), np.stack([back, empty], axis=1).ravel()


def state_and_alarms(parcels: list[np.ndarray]) -> tuple[Block, list[tuple[int, float]]]:
    """Take the rows of each parcel, and keep the state as bytes between them."""
    homes, at, wh = two_homes()
    kept, found = pack(fresh(2)), []
    for rows in parcels:
        block = unpack(kept)
        found += alarms_of(take(block, homes[rows], at[rows], wh[rows]))
        kept = pack(block)
    return unpack(kept), found


def shuffled(rows: np.ndarray, within: int) -> np.ndarray:
    """Return rows in another order in which none is later than its hour and `within` rows."""
    moved = np.arange(len(rows)) + np.random.default_rng(1).uniform(0, within, len(rows))
    return rows[np.argsort(moved)]


ROWS = np.arange(2 * 8 * 96)


@pytest.mark.parametrize(
    "parcels",
    [
        [ROWS[start : start + 7] for start in range(0, len(ROWS), 7)],
        [ROWS[start : start + 500] for start in range(0, len(ROWS), 500)],
        [shuffled(ROWS, 6)],
        [np.repeat(ROWS, 2)],
    ],
    ids=["small parcels", "large parcels", "another order", "twice"],
)
def test_parcels_order_and_repetition_change_nothing(parcels: list[np.ndarray]):
    state, found = state_and_alarms(parcels)
    expected, expected_found = state_and_alarms([ROWS])

    assert found == expected_found != []
    np.testing.assert_array_equal(state.phase, expected.phase)
    np.testing.assert_array_equal(state.mean, expected.mean)
    np.testing.assert_array_equal(state.closed, expected.closed)


def test_what_an_older_rule_kept_otherwise_begins_anew_and_the_rest_goes_on():
    at, wh = registers(standing, 4)
    block = fresh(1)
    take(block, np.zeros(len(at), np.int64), at, wh)
    block.calm = np.zeros(1, np.int32)

    again = unpack(pack(block))

    assert again.calm.shape == fresh(1).calm.shape
    assert again.mean == block.mean > 0


def test_a_reading_an_hour_late_is_taken_and_a_later_one_passed_over():
    at, wh = registers(standing, 1)
    block, home = fresh(1), np.zeros(1, np.int64)

    def late_of(rows: list[int]) -> int:
        return sum(take(block, home, at[[row]], wh[[row]]).late for row in rows)

    in_time = late_of([*range(20), 21, 22, 23, 24, 20])
    too_late = late_of([*range(25, 40), 26])

    assert (in_time, too_late) == (0, 1)


def test_somebody_is_looked_for_as_soon_as_an_hour_is_over():
    at, wh = registers(lived_in, 7)
    block, home = fresh(1), np.zeros(1, np.int64)

    raised = [
        (int(second) // HOUR_S, int(hour))
        for second, read in zip(at, wh, strict=True)
        for alarms in take(block, home, np.array([second]), np.array([read])).alarms
        for hour in alarms.hours
    ]

    [(when, hour)] = raised
    assert when == hour + 1


@pytest.mark.parametrize(("homes", "size"), [(1, 1), (BLOCK_HOMES, BLOCK_HOMES), (BLOCK_HOMES + 1, 513), (8_384, 932)])
def test_blocks_are_few_and_about_as_large_as_one_another(homes: int, size: int):
    assert block_size(homes) == size
