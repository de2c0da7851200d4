"""Who lived where, what did the meters say, and in which order did it arrive? The simulated truth of a watch.

Assumed: winter in the lower Yangtze; registers of cumulative kilowatt-hours, most of 0.01 kWh and some of 0.1; homes
that draw nothing, or what was left on; returns at any hour by households of different habits, frugal ones among them,
who stay until the end; visits of one to six hours by day, a few over night; frost guards on cold days; thieves; gaps,
exchanged, stuck and lying meters, delayed and repeated readings (`trouble`).
Left out: photovoltaics, heat pumps of whole houses, builders who come for days, a home let by the day, power cuts,
clocks of meters that run wrong. A return is planted from the third day on, and so that a day of readings follows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from onefour.meters.people import live, theft, visit
from onefour.meters.standing import standing_load
from onefour.meters.trouble import REPEATED, Line, on_the_line
from onefour.meters.weather import Temperatures, outdoors

CHUNK = 512
FIRST_RETURN_DAY, DAYS_AFTER = 3.0, 1.25
# A home and thirty days.
VISITS, OVERNIGHT_VISITS, THEFTS = 0.12, 0.0004, 0.0005
COARSE_METERS = 0.08
UNIT_KWH = 0.01
COARSE_UNITS = 10
JITTER_SECONDS = 60
RETURNS_BY_DAY = 0.88
# Whatever stands there and draws more is taken for the fridge.
FRIDGE_WATTS = 20


@dataclass(frozen=True, slots=True)
class WorldPlan:
    """How much is simulated; the same plan gives the same world."""

    homes: int = 8384
    days: int = 30
    per_day: int = 96
    returns: int = 300
    seed: int = 1


@dataclass(slots=True)
class Truth:
    """What only the simulator knows; hours count from the first midnight."""

    returned_at: dict[int, float] = field(default_factory=dict)
    habit: dict[int, str] = field(default_factory=dict)
    visits: list[tuple[int, float, float]] = field(default_factory=list)
    thefts: dict[int, float] = field(default_factory=dict)
    frost_hours: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """Readings that arrive together: which home, the second since the first midnight, the register in kWh."""

    homes: NDArray[np.int64]
    seconds: NDArray[np.int64]
    kwh: NDArray[np.float64]


@dataclass(slots=True)
class World:
    """A simulated watch: its truth, and its readings in the order in which they arrive."""

    plan: WorldPlan
    truth: Truth
    line: Line
    seconds: NDArray[np.int32]
    seed: np.random.SeedSequence

    def arrivals(self) -> Iterator[Arrived]:
        """Return what arrives with each interval; what was kept or delayed comes with a later one."""
        rng = np.random.default_rng(self.seed)
        steps = self.line.units.shape[1]
        own = np.arange(steps, dtype=np.int32)
        late_homes, late_steps = np.nonzero((self.line.sent_with != own) & (self.line.sent_with >= 0))
        late_with = self.line.sent_with[late_homes, late_steps]
        order = np.argsort(late_with, kind="stable")
        late_homes, late_steps, late_with = late_homes[order], late_steps[order], late_with[order]
        for step in range(steps):
            homes = np.flatnonzero(self.line.sent_with[:, step] == step)
            first, last = np.searchsorted(late_with, [step, step + 1])
            homes = np.concatenate([late_homes[first:last], homes])
            at = np.concatenate([late_steps[first:last], np.full(len(homes) - (last - first), step)])
            again = rng.random(len(homes)) < REPEATED
            homes, at = np.concatenate([homes, homes[again]]), np.concatenate([at, at[again]])
            yield Arrived(homes, self.seconds[homes, at].astype(np.int64), self.line.units[homes, at] * UNIT_KWH)


def simulate(plan: WorldPlan) -> World:
    """Build the world of a plan: 130 MB for 8,384 homes and thirty days."""
    seeds = np.random.SeedSequence(plan.seed).spawn(4)
    people, weather, trouble = (np.random.default_rng(seed) for seed in seeds[:3])
    cold = outdoors(weather, plan.days, plan.per_day)
    truth = _plant(people, plan)
    truth.frost_hours = int((cold < 0).sum() * 24 / plan.per_day)
    steps = plan.days * plan.per_day
    units = np.empty((plan.homes, steps), np.int64)
    seconds = np.empty((plan.homes, steps), np.int32)
    for start in range(0, plan.homes, CHUNK):
        rows = range(start, min(start + CHUNK, plan.homes))
        power = standing_load(people, len(rows), cold, plan.per_day)
        for home in rows:
            power[home - start] += _lived(people, truth, home, cold, plan, float(power[home - start].mean()))
        units[start : rows.stop], seconds[start : rows.stop] = _metered(people, power, plan)
    return World(plan, truth, on_the_line(trouble, units, plan.per_day), seconds, seeds[3])


def _plant(rng: np.random.Generator, plan: WorldPlan) -> Truth:
    truth = Truth()
    months = plan.days / 30
    for home in rng.choice(plan.homes, plan.returns, replace=False):
        day = int(rng.integers(int(FIRST_RETURN_DAY), max(4, int(plan.days - DAYS_AFTER))))
        hour = rng.uniform(6, 23) if rng.random() < RETURNS_BY_DAY else rng.uniform(0, 24)
        truth.returned_at[int(home)] = min(24 * day + hour, 24 * (plan.days - DAYS_AFTER))
    empty = np.setdiff1d(np.arange(plan.homes), list(truth.returned_at))
    for home in rng.integers(0, plan.homes, rng.poisson(VISITS * plan.homes * months)):
        begins = 24 * int(rng.integers(0, plan.days)) + rng.uniform(8, 17)
        if begins + 6 < truth.returned_at.get(int(home), np.inf):
            truth.visits.append((int(home), begins, rng.uniform(1, 6)))
    for home in rng.choice(empty, rng.poisson(OVERNIGHT_VISITS * plan.homes * months), replace=False):
        begins = 24 * int(rng.integers(0, plan.days - 1)) + rng.uniform(16, 21)
        truth.visits.append((int(home), begins, 24 * (begins // 24 + 1) + rng.uniform(7, 12) - begins))
    for home in rng.choice(empty, rng.poisson(THEFTS * plan.homes * months), replace=False):
        truth.thefts[int(home)] = rng.uniform(24, 24 * plan.days - 24)
    return truth


def _lived(
    rng: np.random.Generator, truth: Truth, home: int, cold: Temperatures, plan: WorldPlan, standing_watts: float
) -> NDArray[np.float32] | float:
    """Return what people draw in a home, beside what stands there."""
    known = truth.returned_at.get(home), truth.thefts.get(home)
    stays = [(begins, lasts) for one, begins, lasts in truth.visits if one == home]
    if known == (None, None) and not stays:
        return 0.0
    row = np.zeros(len(cold), np.float32)
    if known[0] is not None:
        lived, truth.habit[home] = live(rng, cold, plan.per_day, known[0], fridge_runs=standing_watts > FRIDGE_WATTS)
        row += lived
    if known[1] is not None:
        row += theft(rng, len(cold), plan.per_day, known[1])
    for begins, lasts in stays:
        visit(rng, row, cold, plan.per_day, begins, lasts)
    return row


def _metered(
    rng: np.random.Generator, power: NDArray[np.float32], plan: WorldPlan
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return registers in units of 0.01 kWh and the seconds at which they were read, a little off the interval."""
    homes, steps = power.shape
    width = 86_400 // plan.per_day
    energy = power * (width / 3.6e6) * rng.normal(1, 0.004, (homes, 1))
    off = rng.integers(0, JITTER_SECONDS, (homes, steps))
    total = np.cumsum(energy, axis=1, dtype=np.float64) + rng.uniform(50, 40_000, (homes, 1))
    # What is read some seconds after the interval's end holds some seconds of the next.
    total[:, :-1] += energy[:, 1:] * off[:, :-1] / width
    coarse = np.where(rng.random((homes, 1)) < COARSE_METERS, COARSE_UNITS, 1)
    units = (np.floor(total / UNIT_KWH / coarse) * coarse).astype(np.int64)
    return units, ((np.arange(steps) + 1) * width + off).astype(np.int32)
