"""When are wrong attempts forgotten? When the window that they were counted in is over."""

from datetime import datetime

from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer

from . import service

EVERY_SECONDS = 600


async def _forget(work: UnitOfWork, now: datetime) -> int:
    await service.forget_attempts(work, now=now)
    return 0


TIMERS = (Timer("progress.forget", EVERY_SECONDS, _forget),)
