"""Whether the cold of many homes is told from people: hand-made series of homes that heat, and of some that do not."""

import math

import numpy as np

from grid.vacancy.domain.readings import take
from grid.vacancy.domain.state import fresh
from tests.unit.grid.meter_series import RETURNED, Load, alarms_of, lived_in, registers, standing


def frosty(watts: float) -> Load:
    """Return a heater against frost: it is on in the nights, and twice as much in those of a snap from day 5 on."""

    def load(day: float) -> float:
        night = max(0.0, math.cos(2 * math.pi * (day - 0.25)))
        return 0.02 + watts / 1000 * night * (0.8 if day >= RETURNED else 0.4)

    return load


def test_a_cold_snap_raises_no_alarm_in_homes_that_heat():
    loads = [frosty(400 + 60 * number) for number in range(8)] + [standing] * 24

    assert many_homes(loads, 8) == []


def snap(watts: float) -> Load:
    """Return a heater that runs for the first time in a snap of day 5, by night and by day."""

    def load(day: float) -> float:
        by_hour = 0.6 + 0.4 * math.cos(2 * math.pi * (day - 0.25))
        return 0.02 + (watts / 1000 * by_hour if RETURNED <= day < RETURNED + 1.5 else 0)

    return load


def many_homes(loads: list[Load], days: float) -> list[tuple[int, float]]:
    series = [registers(load, days) for load in loads]
    homes = np.tile(np.arange(len(loads)), len(series[0][0]))
    at, wh = (np.stack([one[column] for one in series], axis=1).ravel() for column in (0, 1))
    return alarms_of(take(fresh(len(loads)), homes, at, wh))


def test_the_first_cold_of_a_winter_raises_no_alarm_and_hides_no_return_elsewhere():
    loads = [snap(300 + 150 * number) for number in range(8)] + [standing] * 24 + [lived_in]

    [(home, day)] = many_homes(loads, 7)

    assert home == len(loads) - 1
    assert RETURNED < day < RETURNED + 1


def dark_until_the_snap(day: float) -> float:
    """Return a home that is switched off until somebody comes back in the snap: much by day, and little by night."""
    if day < RETURNED + 0.1:
        return 0
    return 0.3 + 0.1 * math.sin(day * 96) if day < RETURNED + 0.6 else 0.04


def test_the_first_cold_hides_no_return_into_a_home_that_was_switched_off():
    loads = [snap(300 + 150 * number) for number in range(8)] + [standing] * 24 + [dark_until_the_snap]

    [(home, day)] = many_homes(loads, 7)

    assert home == len(loads) - 1
    assert RETURNED + 0.1 < day < RETURNED + 1.1


def weak(day: float) -> float:
    """Return a heater that stays off in the first nights of frost, and draws little in the snap that follows."""
    by_hour = 0.6 + 0.4 * math.cos(2 * math.pi * (day - 0.25))
    return 0.02 + (0.3 * by_hour if RETURNED <= day < RETURNED + 1.5 else 0)


def strong(watts: float) -> Load:
    """Return a heater that runs a fourth as much in two nights of frost before the snap."""

    def load(day: float) -> float:
        frost = max(0.0, math.cos(2 * math.pi * (day - 0.25))) if 2.5 <= day < RETURNED else 0
        return snap(watts)(day) + watts / 4000 * frost

    return load


def test_who_was_calm_in_a_little_frost_may_heat_in_more():
    loads = [strong(1200 + 50 * number) for number in range(8)] + [weak] + [standing] * 24

    assert many_homes(loads, 7) == []
