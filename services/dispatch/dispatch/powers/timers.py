"""When does the register of powers act by itself? When a trial's last day went by and nobody has decided."""

from datetime import datetime

from dispatch.powers.service import trial
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer


async def lapse_silent(work: UnitOfWork, now: datetime) -> int:
    return await trial.lapse_silent(work, now=now)


# The power itself ends by its date; this only lists and tells it.
TIMERS = (Timer("powers.lapse", 60, lapse_silent),)
