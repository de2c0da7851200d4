"""What may registers say? Hand-made loads of homes, and the alarms that they raise."""

import math
from collections.abc import Callable

import numpy as np

from grid.vacancy.domain.readings import HOUR_S, Taken, take
from grid.vacancy.domain.state import fresh

Load = Callable[[float], float]
# A midnight in Shanghai.
START, QUARTER = 1_767_196_800, 900
RETURNED = 5.0


def standing(day: float) -> float:
    """Return the kilowatts of a router."""
    return 0.02


def fridge(day: float) -> float:
    """Return the kilowatts of a compressor that runs a third of every hour and a quarter."""
    return 0.02 + (0.1 if day * 24 % 1.25 < 0.42 else 0)


def lived_in(day: float) -> float:
    hour = day * 24 % 24
    people = 0.06 + (0.5 + 0.3 * math.sin(day * 96) if 6 < hour < 9 or 17 < hour < 23 else 0)
    return 0.02 + (people if day >= RETURNED else 0)


def visited(day: float) -> float:
    return 0.02 + (0.6 if RETURNED + 9 / 24 < day < RETURNED + 14 / 24 else 0)


def tapped(day: float) -> float:
    return 0.02 + (1.2 if day >= RETURNED else 0)


def stayed_a_night(day: float) -> float:
    """Return what somebody uses who comes into a dark home in the evening and goes in the morning."""
    return 0.15 if RETURNED + 18 / 24 < day < RETURNED + 32 / 24 else 0


def tapped_by_night(day: float) -> float:
    """Return a line that is tapped from eight in the evening to five."""
    return 0.02 + (1.2 if day >= RETURNED + 0.5 and (day * 24 % 24 > 20 or day * 24 % 24 < 5) else 0)


def frugal(day: float) -> float:
    """Return a fridge that ran all along, and old people who use little more than a lamp and a kettle."""
    hour = day * 24 % 24
    awake = 6 < hour < 11 or 14 < hour < 21
    return fridge(day) + (0.06 if day >= RETURNED and awake else 0)


def used_at(kilowatts: float, *hours: tuple[float, float], asleep: float = 0.0) -> Load:
    """Return a fridge that ran all along, and what is used in these hours of the day, or while people sleep."""

    def load(day: float) -> float:
        hour = day * 24 % 24
        used = kilowatts if any(begins < hour < ends for begins, ends in hours) else 0
        return fridge(day) + (used + (asleep if hour < 6 else 0) if day >= RETURNED else 0)

    return load


def heated_at_first(day: float) -> float:
    """Return what a heater left on draws for two days, of which nothing is left when somebody comes back."""
    return 2 * frugal(day) - fridge(day) + (0.6 if day < 2 and day * 24 % 3 < 2 else 0)


def two_visits(day: float) -> float:
    """Return what is used in a dark home by who comes in the morning, and again the next."""
    return 0.15 if any(begins < day < begins + 3 / 24 for begins in (RETURNED + 0.4, RETURNED + 1.2)) else 0


def registers(load: Load, days: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the seconds and the watt-hours of a register read every quarter of an hour."""
    steps = np.arange(int(days * 96))
    energy = np.array([load(step / 96) * 250 for step in steps])
    return START + (steps + 1) * QUARTER, (1_000_000 + np.floor(np.cumsum(energy) / 10) * 10).astype(np.int64)


def alarms_of(taken: Taken) -> list[tuple[int, float]]:
    """Return which home raised an alarm, and at which day."""
    return [
        (int(home), round((int(hour) * HOUR_S - START) / 86_400, 3))
        for one in taken.alarms
        for home, hour in zip(one.homes, one.hours, strict=True)
    ]


def alarms(load: Load, days: float = 9) -> list[tuple[int, float]]:
    at, wh = registers(load, days)
    return alarms_of(take(fresh(1), np.zeros(len(at), np.int64), at, wh))
