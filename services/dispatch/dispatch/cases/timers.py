"""When does a case go on by itself, and when is a deadline computed anew?"""

from datetime import datetime

from dispatch.cases.service.docket import rules_now
from dispatch.cases.service.recalculating import recalculate_provisional
from dispatch.cases.service.requests import resume_due
from dispatch.duties.service.authority import who_may_now
from dispatch.memory import memory_of
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer

EVERY_SECONDS = 10


def timers(runtime: Runtime) -> list[Timer]:
    memory = memory_of(runtime)

    async def resume(work: UnitOfWork, now: datetime) -> int:
        """Let go on what was suspended until now."""
        rules = await rules_now(work.connection, memory)
        return await resume_due(work, rules, await who_may_now(work.connection, memory, now), now)

    async def recalculate(work: UnitOfWork, now: datetime) -> int:
        """Compute again what another calendar computed."""
        return await recalculate_provisional(work, await rules_now(work.connection, memory), now)

    return [
        Timer("cases.resume", EVERY_SECONDS, resume),
        Timer("cases.recalculate", EVERY_SECONDS, recalculate),
    ]
