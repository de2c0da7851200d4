"""When does the register of Party organisations act by itself? When what was put down before begins."""

from datetime import datetime

from dispatch.party.service import organisations
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer


async def tell_begun(work: UnitOfWork, now: datetime) -> int:
    return await organisations.tell_begun(work, now=now)


TIMERS = (Timer("party.tell-begun", 60, tell_begun),)
