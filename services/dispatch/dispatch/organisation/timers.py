"""When does the register of units and persons act by itself? When a term begins that was put down beforehand."""

from datetime import datetime

from dispatch.organisation.service import registers
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer


async def tell_begun(work: UnitOfWork, now: datetime) -> int:
    return await registers.tell_begun(work, now=now)


TIMERS = (Timer("organisation.tell-begun", 60, tell_begun),)
