"""How cold is it outside, hour by hour, in a winter of the lower Yangtze with its cold snaps?"""

import numpy as np
from numpy.typing import NDArray

Temperatures = NDArray[np.float32]

MEAN_CELSIUS = 6.0
DAILY_SWING = 4.0
# From one day to the next weather stays much as it was.
STAYS, WANDERS = 0.7, 1.8
SNAP_DEPTH = (6.0, 11.0)
SNAP_DAYS = (2, 5)
SUNRISE, WARMEST = 6.5, 14.5


def outdoors(rng: np.random.Generator, days: int, per_day: int) -> Temperatures:
    """Return degrees Celsius at each interval of `days`; a cold snap of some days falls about every twelve days."""
    daily = np.empty(days)
    level = 0.0
    for day in range(days):
        level = STAYS * level + rng.normal(0, WANDERS)
        daily[day] = MEAN_CELSIUS + level
    for _ in range(max(1, round(days / 12))):
        start = int(rng.integers(0, max(1, days - 1)))
        daily[start : start + int(rng.integers(*SNAP_DAYS, endpoint=True))] -= rng.uniform(*SNAP_DEPTH)
    step = np.arange(days * per_day)
    smooth = np.interp(step, np.arange(days) * per_day + per_day / 2, daily)
    return (smooth + DAILY_SWING * _daily_shape(step * (24 / per_day) % 24)).astype(np.float32)


def _daily_shape(hour: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return -1 at sunrise, when it is coldest, and 1 in the afternoon; it warms up faster than it cools down."""
    since = (hour - SUNRISE) % 24
    rises = WARMEST - SUNRISE
    way = np.where(since < rises, since / rises, 1 + (since - rises) / (24 - rises))
    return np.asarray(-np.cos(way * np.pi))
