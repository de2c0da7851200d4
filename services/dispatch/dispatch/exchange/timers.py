"""When are subscribers' rows compared and pushed, and when do grants end?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from dispatch.exchange.service import pushes, requests
from dispatch.workdays.repository import load_calendar
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.settings import Profile
from shared.runtime.timers import Errand, Timer
from shared.runtime.webhooks import Attempt, Message, deliver_due

COMPARE_SECONDS, DELIVER_SECONDS, END_SECONDS = 2, 1, 60


async def compare(work: UnitOfWork, now: datetime) -> int:
    return await pushes.compare_next(work, now=now)


async def end_past(work: UnitOfWork, now: datetime) -> int:
    return await requests.end_past(work, await load_calendar(work.connection), now=now)


TIMERS = (Timer("exchange.compare", COMPARE_SECONDS, compare), Timer("exchange.end", END_SECONDS, end_past))


def errands(runtime: Runtime) -> list[Errand]:
    async def deliver() -> int:
        return await deliver_changes(runtime)

    return [Errand("exchange.deliveries", DELIVER_SECONDS, deliver)]


async def deliver_changes(runtime: Runtime) -> int:
    """Push what is due; return how many."""
    guarded = runtime.settings.general.profile is Profile.PRODUCTION

    async def claim(work: UnitOfWork) -> Sequence[Row[Any]]:
        return await pushes.claim_due(work, now=runtime.clock())

    def address(row: Row[Any]) -> Message | str:
        return pushes.message_of(row, runtime.sealer, guarded=guarded)

    async def note(work: UnitOfWork, attempts: Sequence[Attempt]) -> None:
        await pushes.note_attempts(work, attempts, now=runtime.clock())

    return await deliver_due(runtime, claim, address, note)
