"""What goes wrong between a home and the topic: gaps, exchanged and stuck meters, wrong values, repeats, delays?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Each a home and thirty days.
GAPS, CATCH_UP = 0.3, 0.5
EXCHANGED, STUCK, WRONG_VALUES = 0.012, 0.006, 0.03
# Each a thousand homes and thirty days: a concentrator that is down takes a hundred neighbours along.
AREA_GAPS, AREA_HOMES = 0.35, 100
DELAYED, REPEATED = 0.005, 0.001
NEVER = np.int32(-1)


@dataclass(slots=True)
class Line:
    """What comes of the registers: `units` (homes, steps), and with which step each is sent (`NEVER`: lost)."""

    units: NDArray[np.int64]
    sent_with: NDArray[np.int32]
    exchanged: int = 0
    stuck: int = 0
    gaps: int = 0
    wrong: int = 0


def on_the_line(rng: np.random.Generator, units: NDArray[np.int64], per_day: int) -> Line:
    """Return what arrives of the registers, with all that goes wrong on the way."""
    homes, steps = units.shape
    line = Line(units, np.tile(np.arange(steps, dtype=np.int32), (homes, 1)))
    months = steps / per_day / 30
    _exchange(rng, line, months)
    _stick(rng, line, months, per_day)
    _spoil(rng, line, months)
    _delay(rng, line)
    _lose(rng, line, months, per_day)
    return line


def _exchange(rng: np.random.Generator, line: Line, months: float) -> None:
    """Exchange meters: the register goes on from another value, mostly from about nothing."""
    homes, steps = line.units.shape
    for home in np.flatnonzero(rng.random(homes) < EXCHANGED * months):
        step = int(rng.integers(1, steps))
        fresh = int(rng.integers(0, 300)) if rng.random() < 0.8 else int(rng.integers(0, 2_000_000))
        line.units[home, step:] += fresh - line.units[home, step]
        line.exchanged += 1


def _stick(rng: np.random.Generator, line: Line, months: float, per_day: int) -> None:
    """Let registers stand still for hours or days; half of them then jump to what they should say."""
    homes, steps = line.units.shape
    for home in np.flatnonzero(rng.random(homes) < STUCK * months):
        step = int(rng.integers(1, steps))
        end = min(steps, step + int(rng.uniform(0.25, 4) * per_day))
        lost = line.units[home, end - 1] - line.units[home, step]
        line.units[home, step:end] = line.units[home, step]
        if rng.random() < 0.5:
            line.units[home, end:] -= lost
        line.stuck += 1


def _spoil(rng: np.random.Generator, line: Line, months: float) -> None:
    """Let single readings say something else: nothing, a digit more, or some kilowatt-hours too much."""
    homes, steps = line.units.shape
    for home in np.flatnonzero(rng.random(homes) < WRONG_VALUES * months):
        step = int(rng.integers(0, steps))
        value = int(line.units[home, step])
        line.units[home, step] = (0, value * 10, value + int(rng.integers(20, 100_000)))[int(rng.integers(3))]
        line.wrong += 1


def _delay(rng: np.random.Generator, line: Line) -> None:
    homes, steps = line.units.shape
    count = int(homes * steps * DELAYED)
    where = rng.integers(0, homes, count), rng.integers(0, steps, count)
    line.sent_with[where] += rng.integers(1, 4, count, dtype=np.int32)


def _lose(rng: np.random.Generator, line: Line, months: float, per_day: int) -> None:
    """Make gaps of hours to days; after half of them the meter sends what it kept."""
    homes = len(line.units)
    for home in np.flatnonzero(rng.random(homes) < GAPS * months):
        _gap(rng, line, slice(home, home + 1), int(min(3.5, rng.lognormal(-1.4, 1.0)) * per_day))
    for _ in range(rng.poisson(AREA_GAPS * homes / 1000 * months)):
        first = int(rng.integers(0, max(1, homes - AREA_HOMES)))
        _gap(rng, line, slice(first, first + AREA_HOMES), int(rng.uniform(0.1, 0.6) * per_day))


def _gap(rng: np.random.Generator, line: Line, homes: slice, lasts: int) -> None:
    start = int(rng.integers(0, line.units.shape[1]))
    end = start + max(1, lasts)
    caught_up = rng.random() < CATCH_UP and end < line.units.shape[1]
    line.sent_with[homes, start:end] = end if caught_up else NEVER
    line.gaps += 1
