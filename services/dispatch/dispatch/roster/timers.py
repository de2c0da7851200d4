"""When is looked whether a post is empty, or a shift was not relieved?"""

from datetime import datetime

from dispatch.roster.service import watching
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer

GAPS_SECONDS, MISSED_SECONDS = 10, 10


async def _gaps(work: UnitOfWork, now: datetime) -> int:
    return await watching.tell_gaps(work, now)


async def _missed(work: UnitOfWork, now: datetime) -> int:
    return await watching.tell_missed(work, now)


TIMERS = (Timer("roster.gaps", GAPS_SECONDS, _gaps), Timer("roster.missed", MISSED_SECONDS, _missed))
