"""Do the simulated meters say what meters say, and does the simulator know nothing of who looks at them?"""

import ast
from pathlib import Path

import numpy as np
import pytest

import onefour.meters
from onefour.meters.people import HABITS, constant, live, spread
from onefour.meters.standing import switched
from onefour.meters.weather import outdoors
from onefour.meters.world import UNIT_KWH, World, WorldPlan, simulate

PLAN = WorldPlan(homes=600, days=10, per_day=96, returns=40, seed=7)
DAY = 96


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(PLAN)


def test_the_same_plan_gives_the_same_readings(world: World):
    again = simulate(PLAN)

    assert np.array_equal(world.line.units, again.line.units)
    for first, second in zip(world.arrivals(), again.arrivals(), strict=True):
        assert np.array_equal(first.homes, second.homes)
        assert np.array_equal(first.seconds, second.seconds)


def test_another_seed_gives_another_world(world: World):
    assert simulate(WorldPlan(homes=600, days=10, returns=40, seed=8)).truth.returned_at != world.truth.returned_at


def test_registers_only_rise_but_where_a_meter_is_exchanged_or_lies(world: World):
    falls = (np.diff(world.line.units, axis=1) < 0).any(axis=1).sum()

    assert falls <= world.line.exchanged + world.line.wrong + world.line.stuck


def test_every_return_has_three_days_before_it_and_a_day_after_it(world: World):
    hours = np.array(list(world.truth.returned_at.values()))

    assert len(hours) == PLAN.returns
    assert hours.min() >= 72
    assert hours.max() <= 24 * (PLAN.days - 1)


def test_a_home_uses_more_on_the_day_after_a_return_than_on_the_day_before(world: World):
    rose = 0
    for home, hour in world.truth.returned_at.items():
        at = int(hour * 4)
        before, then, after = world.line.units[home, [at - DAY, at, at + DAY]]
        rose += after - then > then - before

    # Now and then a visit, a frost guard or a meter's trouble says otherwise.
    assert rose >= 0.95 * PLAN.returns


def test_readings_come_late_twice_and_not_at_all(world: World):
    arrived = list(world.arrivals())
    pairs = np.concatenate([one.homes * 10_000_000 + one.seconds for one in arrived])

    assert len(np.unique(pairs)) < len(pairs)
    assert len(np.unique(pairs)) < PLAN.homes * PLAN.days * DAY
    newest = np.zeros(PLAN.homes, np.int64)
    late = 0
    for one in arrived:
        late += int((one.seconds < newest[one.homes]).sum())
        np.maximum.at(newest, one.homes, one.seconds)
    assert late > 0


def test_an_interval_gets_its_share_of_the_energy():
    row = np.zeros(DAY, np.float32)
    spread(row, DAY, 1.125, 1.0, 0.5)
    constant(row, DAY, 5.0, 6.0, 200)

    assert row.sum() / 4 / 1000 == pytest.approx(1.2)
    assert row[4:7].tolist() == [1000, 2000, 1000]


def test_a_thermostat_is_on_for_its_duty():
    on = switched(np.random.default_rng(1), np.array([0.3]), np.array([0.7]), 50 * DAY, DAY)

    assert on.mean() == pytest.approx(0.3, abs=0.02)


def test_it_is_coldest_before_sunrise_and_snaps_bring_frost():
    cold = outdoors(np.random.default_rng(3), 30, DAY).reshape(30, DAY)

    assert cold[:, 26].mean() < cold[:, 58].mean() - 5
    assert cold.min() < 0


def test_even_the_frugal_use_a_little_every_day():
    cold = np.full(10 * DAY, 12.0, np.float32)
    for seed in range(30):
        row, name = live(np.random.default_rng(seed), cold, DAY, 0.0, fridge_runs=False)
        daily = row.reshape(10, DAY).sum(axis=1) / 4000
        assert name in {habit.name for habit in HABITS}
        assert daily.min() > 0.1


def test_a_register_counts_in_hundredths_or_tenths_of_a_kilowatt_hour(world: World):
    coarse = (world.line.units[:, :10] % 10 == 0).all(axis=1).mean()

    assert UNIT_KWH == 0.01
    assert 0.03 < coarse < 0.2


def test_the_simulator_knows_no_detector():
    for path in Path(onefour.meters.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not [name for name in modules if name.split(".")[0] in {"grid", "shared"}]
