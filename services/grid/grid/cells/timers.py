"""When does what lies in cells follow a new division? At the midnight of its day, or as soon after as anybody runs."""

from collections.abc import Sequence
from datetime import datetime

from grid.cells.service import boundaries
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer

BOUNDARIES_SECONDS = 10


def timers(followers: Sequence[boundaries.Follower]) -> tuple[Timer, ...]:
    async def follow(work: UnitOfWork, now: datetime) -> int:
        return await boundaries.follow_next(work, followers, now)

    return (Timer("cells.boundaries", BOUNDARIES_SECONDS, follow),)
