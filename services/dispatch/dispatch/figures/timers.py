"""When are the facts of changed cases told again, briefs made, and rates given to the metrics?"""

from datetime import datetime

from dispatch.figures.service import briefs, facts, rates
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer

FACTS_SECONDS = 2
BRIEFS_SECONDS = 60
RATES_SECONDS = 300
OPEN_SECONDS = 6 * 3600


async def _tell(work: UnitOfWork, now: datetime) -> int:
    return await facts.tell_waiting(work, now)


async def _brief(work: UnitOfWork, now: datetime) -> int:
    return await briefs.make_due(work, now)


async def _mark(work: UnitOfWork, _: datetime) -> int:
    await facts.mark_open(work)
    return 0


async def _measure(work: UnitOfWork, now: datetime) -> int:
    await rates.measure(work, now)
    return 0


TIMERS = [
    Timer("figures.facts", FACTS_SECONDS, _tell),
    Timer("figures.briefs", BRIEFS_SECONDS, _brief),
    Timer("figures.rates", RATES_SECONDS, _measure),
    Timer("figures.open", OPEN_SECONDS, _mark),
]
