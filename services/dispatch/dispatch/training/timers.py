"""When does training act by itself? Before a certificate ends, after a pair's last day, when matters have changed."""

from datetime import datetime

from dispatch.training.service import coaching, requirements
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer


async def remind(work: UnitOfWork, now: datetime) -> int:
    return await coaching.remind(work, now=now)


async def end_over(work: UnitOfWork, now: datetime) -> int:
    return await coaching.end_over(work, now=now)


TIMERS = (
    Timer("training.remind", 600, remind),
    Timer("training.end-pairs", 600, end_over),
    Timer("training.tell-requirements", 60, requirements.tell_changed),
)
