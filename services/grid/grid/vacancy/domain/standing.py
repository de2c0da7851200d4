"""What does a home draw while nobody lives in it, and how much does that vary, by the hour and by the day?

Learned from hours a day old, so that somebody who has come back is found before he is taken for the home.
"""

import numpy as np
from numpy.typing import NDArray

from grid.vacancy.domain import cold
from grid.vacancy.domain.state import ALARMED, FIRST_LONG, LEARNING, QUIET, RING, Block, Hours

Reals = NDArray[np.floating]
Flags = NDArray[np.bool_]

# Hours: how old what is learned from is, how many of it are enough to judge and to know a little, how many are kept in
# mind, over how many a day's variation is summed.
DELAY, LEARNED, BARELY, MEMORY, LONG, LONG_MEMORY = 24, 40, 8, 120, 15, 150
# A register that stands still so long is a switched-off home; before, a stuck meter.
STUCK, STANDS = 96, 0.015
# What is above so many deviations, but at most so much, and so much more, is not learned whole; nor its square.
DEVIATIONS, MOST, MORE, MOST_SQUARE = 2.5, 0.07, 0.03, 0.006
FIRST_MOST = 1.0
LONG_MORE_FIRST, LONG_MORE = 0.06, 0.015
LESS, SOONER = 0.05, 5
# A day of which so many hours are known, looked at every so many, is less by so much (kW), or so many deviations.
LESS_KNOWN, LESS_EVERY, LESS_A_DAY, LESS_DEVIATIONS = 18, 4, 0.025, 3
# So much in one hour (kWh) was not used in it, after a day of nothing.
JUMP = 2.5


def learn(block: Block, homes: Hours, hours: Hours) -> None:
    """Learn from the same hour of the day before: the standing load, or how the home answers to the cold."""
    then = hours - DELAY
    used = used_in(block, homes, then)
    stuck = _is_stuck(block, homes, then)
    block.zeros[homes] = np.where(used == 0, np.minimum(block.zeros[homes] + 1, STUCK), 0)
    _begin_anew(block, homes, hours)
    _believe_less(block, homes, then)
    fits = ~np.isnan(used) & (block.phase[homes] < ALARMED) & ~stuck
    homes, then, used = homes[fits], then[fits], used[fits]
    degree = cold.degree_of(block, then)
    is_cold = degree > cold.COLD
    answers = is_cold & (block.learned[homes] >= BARELY)
    cold.learn(block, homes[answers], then[answers], used[answers])
    noise = np.sqrt(block.variance[homes])
    deaf = cold.is_deaf(block, homes, degree[:, None])[:, 0]
    calm = ~is_cold | deaf | (used - block.mean[homes] < np.maximum(cold.RISEN, 3 * noise))
    _learn_mean(block, homes[calm], used[calm])
    _learn_long(block, homes, then)


def _begin_anew(block: Block, homes: Hours, hours: Hours) -> None:
    """Let a home be learned anew whose register stood still for a day and then says all of it at once."""
    homes, hours = (one[used_in(block, homes, hours) > JUMP] for one in (homes, hours))
    before = used_in(block, homes[:, None], hours[:, None] - np.arange(1, DELAY))
    jumped = homes[(before == 0).all(axis=1) & (block.phase[homes] <= QUIET)]
    block.learned[jumped], block.phase[jumped] = 0, LEARNING


def _believe_less(block: Block, homes: Hours, hours: Hours) -> None:
    """Take what a whole day used for the standing load where that is far less: what stands draws every day.

    So a home is freed from what a heater drew while it was learned.
    """
    now = (hours % LESS_EVERY == 0) & (block.learned[homes] >= LEARNED) & (block.phase[homes] < ALARMED)
    homes, hours = homes[now], hours[now]
    day = used_in(block, homes[:, None], hours[:, None] - np.arange(DELAY))
    known = ~np.isnan(day)
    count = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, day, 0).sum(axis=1) / count
    variance = (np.where(known, day - mean[:, None], 0) ** 2).sum(axis=1) / count
    far = np.maximum(LESS_A_DAY, LESS_DEVIATIONS * np.sqrt(variance / count))
    zeros = day == 0
    still = (zeros[:, 2:] & zeros[:, 1:-1] & zeros[:, :-2]).any(axis=1) & (block.zeros[homes] < STUCK)
    less = (count >= LESS_KNOWN) & (block.mean[homes] - mean > far) & ~still
    freed = homes[less]
    block.mean[freed] = mean[less]
    block.variance[freed] = variance[less]
    block.long[freed], block.longs[freed] = FIRST_LONG, 0


def used_in(block: Block, homes: Hours, hours: Hours) -> Reals:
    """Return what homes used in hours (kW); not a number where that is not known. Shapes are broadcast."""
    return block.used[homes, hours % RING]


def _is_stuck(block: Block, homes: Hours, hours: Hours) -> Flags:
    around = used_in(block, homes[:, None], hours[:, None] + np.array([-1, 0, 1]))
    still = (np.nan_to_num(around, nan=1.0) == 0).all(axis=1)
    stands = (block.mean[homes] > STANDS) & (block.learned[homes] >= LEARNED)
    stuck: Flags = still & stands & (block.zeros[homes] < STUCK)
    return stuck


def _learn_mean(block: Block, homes: Hours, used: Reals) -> None:
    noise = np.sqrt(block.variance[homes])
    most = block.mean[homes] + np.minimum(DEVIATIONS * noise, MOST) + MORE
    used = np.minimum(used, np.where(block.learned[homes] >= DELAY, most, FIRST_MOST))
    block.learned[homes] += 1
    weight = np.maximum(1 / block.learned[homes], 1 / MEMORY)
    apart = used - block.mean[homes]
    # What was learned in a cold beginning is too much: far less is believed sooner.
    weight = np.where(apart < -np.maximum(2 * noise, LESS), np.minimum(SOONER * weight, 1 / SOONER), weight)
    block.mean[homes] += weight * apart
    block.variance[homes] = (1 - weight) * (block.variance[homes] + weight * np.minimum(apart**2, MOST_SQUARE))
    ready = (block.phase[homes] == LEARNING) & (block.learned[homes] >= LEARNED)
    block.phase[homes[ready]] = QUIET


def _learn_long(block: Block, homes: Hours, hours: Hours) -> None:
    """Learn how far the energy of fifteen hours is from that of the standing load: a fridge makes up for itself."""
    back = hours[:, None] - np.arange(LONG)
    apart = (used_in(block, homes[:, None], back) - block.mean[homes][:, None]).sum(axis=1)
    degree = np.maximum(cold.degree_of(block, hours), cold.degree_of(block, hours - LONG))
    mild = (degree <= cold.COLD) | cold.is_deaf(block, homes, degree[:, None])[:, 0]
    fits = ~np.isnan(apart) & (block.learned[homes] >= DELAY) & mild
    homes, apart = homes[fits], apart[fits]
    most = 2 * np.sqrt(block.long[homes]) + np.where(block.longs[homes] < DELAY, LONG_MORE_FIRST, LONG_MORE)
    block.longs[homes] = np.minimum(block.longs[homes] + 1, LONG_MEMORY)
    weight = 1 / (block.longs[homes] + 1)
    block.long[homes] += weight * (np.clip(apart, -most, most) ** 2 - block.long[homes])
