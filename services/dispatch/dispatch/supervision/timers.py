"""When does the centre look for what is late, and for what will be?"""

from datetime import datetime

from dispatch.cases.service.docket import rules_now
from dispatch.memory import memory_of
from dispatch.supervision.repository.ladders import count_lights
from dispatch.supervision.service import climbing, digests, orders, overdue
from shared.runtime import metrics
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer

EVERY_SECONDS = 10


def timers(runtime: Runtime) -> list[Timer]:
    memory = memory_of(runtime)

    async def escalate(work: UnitOfWork, now: datetime) -> int:
        rules = await rules_now(work.connection, memory)
        done = await overdue.escalate_overdue(work, rules, now)
        if not done:
            for kind, count in (await overdue.overdue_by_kind(work)).items():
                metrics.clocks_overdue.labels(kind).set(count)
        return done

    async def climb(work: UnitOfWork, now: datetime) -> int:
        """Look at moved deadlines, then climb, then tell of what was gathered: each batch a transaction of its own."""
        rules = await rules_now(work.connection, memory)
        done = await climbing.watch_moved(work, rules, now) or await climbing.climb(work, rules, now)
        if not done:
            done = await digests.end_run(work, now)
        if not done:
            for light, count in (await count_lights(work.connection, now)).items():
                metrics.clocks_by_light.labels(light).set(count)
        return done

    return [
        Timer("supervision.overdue", EVERY_SECONDS, escalate),
        Timer("supervision.ladders", EVERY_SECONDS, climb),
        Timer("supervision.orders", EVERY_SECONDS, orders.press_late),
    ]
