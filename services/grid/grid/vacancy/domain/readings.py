"""How do readings of registers become the use of hours, whatever their order and however they are parcelled?

Of each hour the last reading counts: that is the same in any order and with any repetition. An hour closes for a home
when a reading of it arrives that is later by `OPEN - 1` hours: readings may come up to an hour late, between one
another, and it is the same; a later one is passed over. Nothing is learned before that; but somebody is looked for as
soon as an hour is over, by what is known of it then. What a register cannot have counted (it fell, or rose by more
than a home can draw) is an unknown hour, and the next one counts from there: an exchanged meter, a wrong value.
What was counted in a gap is of no hour: how much is known, and not when.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from grid.vacancy.domain.detector import Alarms, judge, learn
from grid.vacancy.domain.state import NEVER, OPEN, RING, Block, Hours

HOUR_S = 3600
# A home's mains; what is more is no use of a home.
MOST_KW = 25.0
# Readings farther apart say nothing of one hour.
FARTHEST_S = 5700
COARSE_WH = 100


@dataclass(slots=True)
class Taken:
    """What became of readings: the alarms that they raised, and how many came too late or began a register anew."""

    alarms: list[Alarms] = field(default_factory=list)
    late: int = 0
    restarted: int = 0


def take(block: Block, homes: Hours, at: Hours, wh: Hours) -> Taken:
    """Take readings in the order of their arrival: home (its place in the block), second since 1970, watt-hours."""
    taken = Taken()
    if not len(homes):
        return taken
    hours = at // HOUR_S
    before = np.maximum.accumulate(np.concatenate([block.newest, hours]))
    with_others = hours >= before[:-1] - 1
    block.newest[0] = before[-1]
    block.fine[homes[wh % COARSE_WH != 0]] = True
    for rows in _hour_by_hour(hours, homes, at):
        taken.late += _take_hour(block, taken, int(hours[rows[0]]), homes[rows], at[rows], wh[rows], with_others[rows])
    return taken


def _hour_by_hour(hours: Hours, homes: Hours, at: Hours) -> Iterator[NDArray[np.int64]]:
    order = np.lexsort((at, homes, hours))
    starts = np.flatnonzero(np.diff(hours[order], prepend=NEVER))
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        yield order[start:end]


def _take_hour(
    block: Block, taken: Taken, hour: int, homes: Hours, at: Hours, wh: Hours, with_others: NDArray[np.bool_]
) -> int:
    """Take the readings of one hour, sorted by home and time; return how many came too late."""
    good = hour > block.closed[homes]
    late = int((~good).sum())
    if not good.any():
        return late
    homes, at, wh, with_others = homes[good], at[good], wh[good], with_others[good]
    first = block.closed[homes] == NEVER
    block.closed[homes[first]] = hour - 1
    _close_until(block, taken, hour - OPEN + 1, homes, with_others)
    _look_at(block, taken, hour - 1, homes)
    last = np.append(np.diff(homes) != 0, True)
    homes, at, wh = homes[last], at[last], wh[last]
    place = hour % OPEN
    newer = at >= block.bin_at[homes, place]
    block.bin_at[homes[newer], place] = at[newer]
    block.bin_wh[homes[newer], place] = wh[newer]
    return late


def _close_until(block: Block, taken: Taken, end: int, homes: Hours, with_others: NDArray[np.bool_]) -> None:
    """Close all hours before `end` of the homes, each in its order; the first reading of a home says when."""
    homes, where = np.unique(homes, return_index=True)
    counted = with_others[where]
    long_gap = block.closed[homes] < end - 1 - RING
    for home in homes[long_gap]:
        _skip(block, int(home), end - 1 - RING)
    while True:
        due = block.closed[homes] < end - 1
        if not due.any():
            return
        homes, counted = homes[due], counted[due]
        hours = block.closed[homes] + 1
        taken.restarted += _close(block, homes, hours)
        learn(block, homes, hours, counted)
        _judge(block, taken, homes, hours)


def _look_at(block: Block, taken: Taken, hour: int, homes: Hours) -> None:
    """Judge homes by an hour that is over and not closed yet, by the readings of it that have come."""
    due = np.unique(homes[(block.closed[homes] == hour - 1) & (block.judged[homes] < hour)])
    if len(due):
        hours = np.full(len(due), hour)
        block.used[due, hour % RING] = _used(block, due, hours)[0]
        _judge(block, taken, due, hours)


def _judge(block: Block, taken: Taken, homes: Hours, hours: Hours) -> None:
    alarms = judge(block, homes, hours)
    if len(alarms.homes):
        taken.alarms.append(alarms)


def _skip(block: Block, home: int, to: int) -> None:
    """Let a home that was silent for days go on at the hour `to`; what it had said before stays the anchor."""
    last = int(np.argmax(block.bin_at[home]))
    if block.bin_at[home, last] > block.anchor_at[home]:
        block.anchor_at[home], block.anchor_wh[home] = block.bin_at[home, last], block.bin_wh[home, last]
    block.bin_at[home] = NEVER
    block.used[home] = np.nan
    block.closed[home] = to


def _close(block: Block, homes: Hours, hours: Hours) -> int:
    """Say how much was used in one hour of each home; return how many registers had begun anew."""
    place = hours % OPEN
    at, wh = block.bin_at[homes, place], block.bin_wh[homes, place]
    said = (at != NEVER) & (at // HOUR_S == hours)
    block.used[homes, hours % RING], restarted = _used(block, homes, hours)
    block.anchor_at[homes[said]], block.anchor_wh[homes[said]] = at[said], wh[said]
    block.bin_at[homes, place] = NEVER
    block.closed[homes] = hours
    return restarted


def _used(block: Block, homes: Hours, hours: Hours) -> tuple[NDArray[np.float64], int]:
    """Return what was used in one open hour of each home (kW), and how many registers had begun anew."""
    place = hours % OPEN
    at, wh = block.bin_at[homes, place], block.bin_wh[homes, place]
    lasted, rose = at - block.anchor_at[homes], wh - block.anchor_wh[homes]
    anchored = (at != NEVER) & (at // HOUR_S == hours) & (block.anchor_at[homes] != NEVER)
    fits = anchored & (rose >= 0) & (rose <= MOST_KW * lasted / 3.6)
    near = fits & (lasted <= FARTHEST_S)
    return np.where(near, rose * 3.6 / np.maximum(lasted, 1), np.nan), int((anchored & ~fits).sum())
