"""What is known of the homes of one block, in arrays of a fixed size that are kept as bytes?

Hours count from 1970 in UTC. `used` is kilowatts, the mean of an hour; `RING` hours of it are kept for each home.
"""

from dataclasses import dataclass, fields
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

RING = 48
# Of the neighbours' hours more are kept: a meter may send what it kept for days.
WEEK = 168
# Readings of an hour may come until the one after the next begins: its bin stays open so long.
OPEN = 2
NEVER = -1
# So many of a block's arrays have one row a home.
OF_HOMES = 22
# Classes of the degree of cold by which a home's answer is learned.
COLD_CLASSES = 12
# Kilowatt-hours squared, before anything is known.
FIRST_LONG = 0.003
LEARNING, QUIET, ALARMED, ANSWERED = range(4)
Hours = NDArray[np.int64]
Reals = NDArray[np.float32]


@dataclass(slots=True)
class Block:
    """The state of up to a thousand homes; every array has one row a home, but those of the neighbours' hours."""

    # The last hour that is closed, and the last in which somebody was looked for.
    closed: Hours
    judged: Hours
    anchor_at: Hours
    anchor_wh: Hours
    bin_at: NDArray[np.int64]
    bin_wh: NDArray[np.int64]
    fine: NDArray[np.bool_]
    used: Reals
    mean: Reals
    variance: Reals
    learned: NDArray[np.int32]
    # Hours in a row in which the register stood still; the variance of the energy of fifteen hours, and of how many.
    zeros: NDArray[np.int32]
    long: Reals
    longs: NDArray[np.int32]
    # How it answers to the cold, by classes: hours, mean use, mean degree, variance; in how many it stayed calm.
    answers: Reals
    use: Reals
    degree: Reals
    apart: Reals
    calm: NDArray[np.int8]
    phase: NDArray[np.int8]
    episode: NDArray[np.int32]
    still: NDArray[np.int32]
    # Of the block, by hour: how many empty homes were counted, how many had risen above their standing load, and the
    # watts that those drew; the watts of those whose answer is known, and the watts that were expected of them.
    hour: Hours
    counted: Hours
    risen: Hours
    drew: Hours
    answered: Hours
    expected: Hours
    # The largest share of the homes that had risen at once.
    share: NDArray[np.float64]
    newest: Hours

    @property
    def homes(self) -> int:
        return len(self.closed)


def fresh(homes: int) -> Block:
    """Return the state of homes of which nothing is known."""
    never = np.full(homes, NEVER, np.int64)
    return Block(
        closed=never.copy(),
        judged=never.copy(),
        anchor_at=never.copy(),
        anchor_wh=never.copy(),
        bin_at=np.full((homes, OPEN), NEVER, np.int64),
        bin_wh=np.zeros((homes, OPEN), np.int64),
        fine=np.zeros(homes, np.bool_),
        used=np.full((homes, RING), np.nan, np.float32),
        mean=np.zeros(homes, np.float32),
        variance=np.zeros(homes, np.float32),
        learned=np.zeros(homes, np.int32),
        zeros=np.zeros(homes, np.int32),
        long=np.full(homes, FIRST_LONG, np.float32),
        longs=np.zeros(homes, np.int32),
        answers=np.zeros((homes, COLD_CLASSES), np.float32),
        use=np.zeros((homes, COLD_CLASSES), np.float32),
        degree=np.zeros((homes, COLD_CLASSES), np.float32),
        apart=np.zeros((homes, COLD_CLASSES), np.float32),
        calm=np.zeros((homes, COLD_CLASSES), np.int8),
        phase=np.full(homes, LEARNING, np.int8),
        episode=np.zeros(homes, np.int32),
        still=np.zeros(homes, np.int32),
        hour=np.full(WEEK, NEVER, np.int64),
        counted=np.zeros(WEEK, np.int64),
        risen=np.zeros(WEEK, np.int64),
        drew=np.zeros(WEEK, np.int64),
        answered=np.zeros(WEEK, np.int64),
        expected=np.zeros(WEEK, np.int64),
        share=np.zeros(1),
        newest=np.full(1, NEVER, np.int64),
    )


def pack(block: Block) -> bytes:
    """Return the block as bytes."""
    out = BytesIO()
    np.savez(out, **{one.name: getattr(block, one.name) for one in fields(Block)})
    return out.getvalue()


def unpack(kept: bytes) -> Block:
    """Return the block that `pack` made bytes of; what an older rule kept otherwise begins anew.

    Raises ValueError where they are none.
    """
    with np.load(BytesIO(kept), allow_pickle=False) as found:
        given = dict(found)
    block = fresh(len(given["closed"]))
    for name in (one.name for one in fields(Block)):
        if name in given and given[name].shape == getattr(block, name).shape:
            setattr(block, name, given[name])
    return block


def forget(block: Block, home: int) -> None:
    """Forget all that is known of one home."""
    empty = fresh(1)
    for one in fields(Block)[:OF_HOMES]:
        getattr(block, one.name)[home] = getattr(empty, one.name)[0]
