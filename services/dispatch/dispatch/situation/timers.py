"""How often are the counts measured?"""

from datetime import datetime

from dispatch.situation import service
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer

EVERY_SECONDS = 15


async def _measure(work: UnitOfWork, _: datetime) -> int:
    await service.measure(work)
    return 0


TIMERS = [Timer("situation.measure", EVERY_SECONDS, _measure)]
