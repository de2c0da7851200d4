"""When does the centre look for what is late?"""

from datetime import datetime

from dispatch.cases.service.docket import rules_now
from dispatch.memory import memory_of
from dispatch.supervision import service
from shared.runtime import metrics
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer

EVERY_SECONDS = 10


def timers(runtime: Runtime) -> list[Timer]:
    memory = memory_of(runtime)

    async def escalate(work: UnitOfWork, now: datetime) -> int:
        rules = await rules_now(work.connection, memory)
        done = await service.escalate_overdue(work, rules, now)
        if not done:
            for kind, count in (await service.overdue_by_kind(work)).items():
                metrics.clocks_overdue.labels(kind).set(count)
        return done

    return [Timer("supervision.overdue", EVERY_SECONDS, escalate)]
