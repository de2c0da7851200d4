"""What does a home draw while nobody lives in it? Nothing, or what was left on: a fridge, a router, a frost guard.

All powers in watts, one row a home and one column an interval.
"""

import numpy as np
from numpy.typing import NDArray

from onefour.meters.weather import Temperatures

Powers = NDArray[np.float32]

# An interval's share of a switching load is taken from so many moments in it.
MOMENTS = 3
SWITCHED_OFF = 0.35
HAS_FRIDGE, HAS_ELECTRONICS, HAS_TIMER_LAMP, HAS_FROST_GUARD = 0.55, 0.75, 0.06, 0.08
DEFROSTS = 0.5
FROST_BELOW, FROST_RANGE = 3.0, 12.0


def switched(
    rng: np.random.Generator, duty: NDArray[np.floating], period_hours: NDArray[np.floating], steps: int, per_day: int
) -> Powers:
    """Return which share of each interval a thermostat is on; `duty` is (homes,) or (homes, steps)."""
    homes = len(period_hours)
    phase = rng.random((homes, 1))
    hours = np.arange(steps) * (24 / per_day)
    on = np.zeros((homes, steps), np.float32)
    wanted = duty if duty.ndim == 2 else duty[:, None]
    for moment in range(MOMENTS):
        turn = phase + (hours + (moment + 0.5) * 24 / per_day / MOMENTS) / period_hours[:, None]
        on += (turn % 1.0) < wanted
    on /= MOMENTS
    return on


def fridge(rng: np.random.Generator, homes: int, steps: int, per_day: int) -> Powers:
    """Return the draw of a compressor that cycles, and of the defrosting heater that half of the fridges have."""
    watts = rng.uniform(60, 130, homes)
    power = switched(rng, rng.uniform(0.2, 0.5, homes), rng.uniform(0.5, 1.6, homes), steps, per_day)
    power *= watts[:, None].astype(np.float32)
    heater = rng.uniform(120, 260, homes) * (rng.random(homes) < DEFROSTS)
    every = rng.uniform(8, 16, homes)
    power += switched(rng, 0.35 / every, every, steps, per_day) * heater[:, None].astype(np.float32)
    return power


def frost_guard(rng: np.random.Generator, homes: int, cold: Temperatures, per_day: int) -> Powers:
    """Return the draw of heaters that keep pipes from freezing: the colder, the longer they are on."""
    need = np.clip((FROST_BELOW + rng.normal(0, 1, (homes, 1)) - cold) / FROST_RANGE, 0, 0.9)
    watts = rng.uniform(300, 1500, (homes, 1))
    on = switched(rng, need, rng.uniform(0.4, 1.2, homes), len(cold), per_day)
    return (on * watts).astype(np.float32)


def timer_lamp(rng: np.random.Generator, homes: int, steps: int, per_day: int) -> Powers:
    """Return the draw of a lamp on a timer, which shall look like somebody at home."""
    hour = np.arange(steps) * (24 / per_day) % 24
    begins, lasts = rng.uniform(17, 19, (homes, 1)), rng.uniform(2, 5, (homes, 1))
    return (((hour >= begins) & (hour < begins + lasts)) * rng.uniform(8, 60, (homes, 1))).astype(np.float32)


def standing_load(rng: np.random.Generator, homes: int, cold: Temperatures, per_day: int) -> Powers:
    """Return what each of the homes draws all the time that it is empty."""
    steps = len(cold)
    on = (rng.random(homes) >= SWITCHED_OFF).astype(np.float32)

    def some(share: float) -> Powers:
        return ((rng.random(homes) < share) * on)[:, None].astype(np.float32)

    power = some(HAS_FRIDGE) * fridge(rng, homes, steps, per_day)
    power += some(HAS_ELECTRONICS) * rng.uniform(2, 18, (homes, 1)).astype(np.float32)
    power += some(HAS_TIMER_LAMP) * timer_lamp(rng, homes, steps, per_day)
    power += some(HAS_FROST_GUARD) * frost_guard(rng, homes, cold, per_day)
    return power.astype(np.float32)
