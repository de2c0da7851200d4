"""When does the register of powers act by itself? When a trial ends in silence, and when a power is the county's."""

from datetime import datetime

from dispatch.cases.service.docket import rules_now
from dispatch.memory import memory_of
from dispatch.powers.service import trial
from dispatch.powers.service.hand_over import hand_over_due
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer


async def lapse_silent(work: UnitOfWork, now: datetime) -> int:
    return await trial.lapse_silent(work, now=now)


def timers(runtime: Runtime) -> list[Timer]:
    memory = memory_of(runtime)

    async def hand_over(work: UnitOfWork, now: datetime) -> int:
        return await hand_over_due(work, await rules_now(work.connection, memory), now=now)

    # The power itself ends by its date; the first only lists and tells it.
    return [Timer("powers.lapse", 60, lapse_silent), Timer("powers.hand-over", 15, hand_over)]
