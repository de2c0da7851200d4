"""When are events that came before their order brought to it?"""

from datetime import datetime

from dispatch.intake import service
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer

EVERY_SECONDS = 2


async def _attach(work: UnitOfWork, _: datetime) -> int:
    return await service.attach_waiting(work)


TIMERS = [Timer("intake.waiting", EVERY_SECONDS, _attach)]
