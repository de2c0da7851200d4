"""What does electricity do when somebody is in: a family that came back, a visitor of some hours, a thief on the line?

One row of powers (watts, one an interval) for one home; `hour` counts from the first midnight and may have fractions.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onefour.meters.weather import Temperatures

Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Habit:
    """How a household lives. `home_by_day`: somebody is in during working hours; `light_watts`: lamps and a screen."""

    name: str
    share: float
    home_by_day: float
    rises: float
    sleeps: float
    light_watts: tuple[float, float]
    cooks_kwh: tuple[float, float]
    kettles: int
    fridge: float
    heats: float
    heats_at_night: float


HABITS = (
    Habit("frugal", 0.25, 0.85, 6.0, 21.0, (25, 110), (0.05, 0.25), 2, 0.85, 0.15, 0.05),
    Habit("working", 0.35, 0.1, 6.8, 22.8, (90, 260), (0.1, 0.5), 3, 1.0, 0.5, 0.25),
    Habit("family", 0.3, 0.9, 6.3, 22.3, (120, 350), (0.2, 0.8), 5, 1.0, 0.6, 0.35),
    Habit("night shift", 0.1, 0.7, 13.5, 29.0, (60, 220), (0.1, 0.4), 3, 1.0, 0.4, 0.2),
)
COLD_BELOW = 10.0


def spread(row: Row, per_day: int, hour: float, kwh: float, lasts: float) -> None:
    """Add `kwh` from `hour` on, over `lasts` hours, to the intervals that it falls into."""
    width = 24 / per_day
    first, last = hour / width, (hour + lasts) / width
    for step in range(max(0, int(first)), min(len(row), int(np.ceil(last)))):
        part = min(step + 1, last) - max(step, first)
        if part > 0:
            row[step] += kwh * 1000 / lasts * part


def constant(row: Row, per_day: int, begins: float, ends: float, watts: float) -> None:
    """Add a load that is simply on from `begins` to `ends`."""
    if ends > begins:
        spread(row, per_day, begins, watts * (ends - begins) / 1000, ends - begins)


def live(
    rng: np.random.Generator, cold: Temperatures, per_day: int, begins: float, fridge_runs: bool
) -> tuple[Row, str]:
    """Return what a household draws from the hour `begins` to the end, and its habit's name.

    `fridge_runs`: the fridge was never switched off; it is among what the home draws anyhow.
    """
    habit = HABITS[int(rng.choice(len(HABITS), p=[one.share for one in HABITS]))]
    row = np.zeros(len(cold), np.float32)
    ends = len(cold) * 24 / per_day
    if rng.random() < habit.fridge and not fridge_runs:
        _fridge(rng, row, per_day, begins, ends)
    constant(row, per_day, begins, ends, rng.uniform(2, 25))
    lights, cooking = rng.uniform(*habit.light_watts), rng.uniform(*habit.cooks_kwh)
    heater = rng.uniform(500, 1600) if rng.random() < habit.heats else 0.0
    at_night = rng.random() < habit.heats_at_night
    # Whoever arrives unpacks, airs and cleans, whatever hour it is.
    constant(row, per_day, begins, begins + rng.uniform(0.4, 2.0), lights)
    for day in range(int(begins // 24) - 1, len(cold) // per_day + 1):
        rises, sleeps = (24 * day + rng.normal(at, 0.5) for at in (habit.rises, habit.sleeps))
        for start, end in _in(rng, habit, day, rises, sleeps):
            _awake(rng, row, per_day, max(start, begins), end, lights, cooking, habit.kettles)
            _heat(rng, row, cold, per_day, max(start, begins), end, heater)
        if at_night:
            _heat(rng, row, cold, per_day, max(sleeps, begins), 24 * (day + 1) + rng.normal(habit.rises, 0.5), heater)
    return row, habit.name


def _in(rng: np.random.Generator, habit: Habit, day: int, rises: float, sleeps: float) -> list[tuple[float, float]]:
    """Return when somebody is in and awake on a day."""
    if rng.random() < habit.home_by_day:
        out = 24 * day + rng.uniform(8, 15)
        return [(rises, out), (out + rng.uniform(0.5, 3), sleeps)]
    return [(rises, rises + rng.uniform(0.7, 1.6)), (24 * day + rng.normal(18.0, 1.0), sleeps)]


def _fridge(rng: np.random.Generator, row: Row, per_day: int, begins: float, ends: float) -> None:
    watts, period, duty = rng.uniform(70, 130), rng.uniform(0.5, 1.5), rng.uniform(0.25, 0.55)
    for start in np.arange(begins, ends, period):
        spread(row, per_day, start, watts * period * duty / 1000, period * duty)


def _awake(
    rng: np.random.Generator,
    row: Row,
    per_day: int,
    start: float,
    end: float,
    lights: float,
    cooks: float,
    kettles: int,
) -> None:
    """Add lamps, a kettle, a meal and sometimes a washing machine to the hours from `start` to `end`."""
    if end - start < 0.3:
        return
    width = 24 / per_day
    for hour in np.arange(start, end, width):
        dark = 1.0 if hour % 24 < 7.5 or hour % 24 > 17 else 0.45
        constant(row, per_day, hour, min(hour + width, end), lights * dark * rng.uniform(0.4, 1.3))
    for _ in range(rng.binomial(kettles, min(1.0, (end - start) / 14))):
        spread(row, per_day, rng.uniform(start, end), rng.uniform(0.05, 0.16), 0.08)
    for meal in (7.0, 11.6, 18.2):
        at = 24 * (start // 24) + meal + rng.normal(0, 0.4)
        if start <= at < end and rng.random() < 0.75:
            spread(row, per_day, at, cooks * rng.uniform(0.5, 1.5), rng.uniform(0.3, 0.8))
    if rng.random() < 0.12:
        spread(row, per_day, rng.uniform(start, end), rng.uniform(0.2, 0.9), 1.0)


def _heat(
    rng: np.random.Generator, row: Row, cold: Temperatures, per_day: int, start: float, end: float, watts: float
) -> None:
    """Heat by air conditioner in those of the hours in which it is cold."""
    width = 24 / per_day
    for step in range(max(0, int(start / width)), min(len(row), int(end / width))):
        if cold[step] < COLD_BELOW:
            row[step] += watts * min(1.0, (COLD_BELOW - cold[step]) / 14 + 0.25) * rng.uniform(0.5, 1.1)


def visit(rng: np.random.Generator, row: Row, cold: Temperatures, per_day: int, begins: float, lasts: float) -> None:
    """Add somebody who looks after the home, cleans, shows it or stays the night, and goes again."""
    lights = rng.uniform(30, 260)
    _awake(rng, row, per_day, begins, begins + lasts, lights, rng.uniform(0, 0.4), 3)
    if rng.random() < 0.3:
        _heat(rng, row, cold, per_day, begins, begins + lasts, rng.uniform(500, 1600))


def theft(rng: np.random.Generator, steps: int, per_day: int, begins: float) -> Row:
    """Return what somebody draws who tapped the line: day and night, or by night alone."""
    row = np.zeros(steps, np.float32)
    watts = rng.uniform(250, 2000)
    if rng.random() < 0.6:
        constant(row, per_day, begins, steps * 24 / per_day, watts)
    else:
        for day in range(int(begins // 24), steps // per_day):
            constant(row, per_day, max(begins, 24 * day + 20), 24 * day + 29 + rng.uniform(0, 1), watts)
    return row * rng.uniform(0.95, 1.05, steps).astype(np.float32)
