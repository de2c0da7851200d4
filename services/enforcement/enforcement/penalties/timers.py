"""What was sealed up or seized and is kept too long? It is flagged: to lift it is somebody's act in the real world."""

from datetime import datetime

from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope
from shared.runtime.timers import Timer

from .service.measures import flag_overdue

SCOPE = platform_scope("enforcement.measures")
EVERY_SECONDS = 300


async def _flag(work: UnitOfWork, now: datetime) -> int:
    return await flag_overdue(work, SCOPE, now)


TIMERS = (Timer("penalties.measures", EVERY_SECONDS, _flag),)
