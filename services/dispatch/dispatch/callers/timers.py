"""When are reports marked that came before the current key to find them by?"""

from datetime import datetime

from dispatch.callers import service
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer

EVERY_SECONDS = 10


async def _mark(work: UnitOfWork, _: datetime) -> int:
    return await service.mark_again(work)


TIMERS = [Timer("callers.marks", EVERY_SECONDS, _mark)]
