"""When do notices reach people, when do messages leave, and when is somebody further up told?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dispatch.notices.domain.rules import Channel
from dispatch.notices.service import messages, sending, spreading
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.settings import Profile
from shared.runtime.texting import write_lines
from shared.runtime.timers import Errand, Timer
from shared.runtime.webhooks import AT_ONCE, Attempt, Message, send

# A way by which a message leaves: returns None where it was taken, else by a code what was wrong.
Send = Callable[[Any], Awaitable[str | None]]

SPREAD_SECONDS, ESCALATE_SECONDS, MORNING_SECONDS, COUNT_SECONDS, DELIVER_SECONDS = 1, 5, 5, 15, 1


async def _spread(work: UnitOfWork, now: datetime) -> int:
    return await spreading.spread(work, now)


async def _escalate(work: UnitOfWork, now: datetime) -> int:
    return await spreading.escalate_unanswered(work, now)


async def _morning(work: UnitOfWork, now: datetime) -> int:
    return await sending.end_quiet_hours(work, now)


async def _count(work: UnitOfWork, _: datetime) -> int:
    await sending.note_counts(work)
    return 0


TIMERS = (
    Timer("notices.spread", SPREAD_SECONDS, _spread),
    Timer("notices.escalate", ESCALATE_SECONDS, _escalate),
    Timer("notices.morning", MORNING_SECONDS, _morning),
    Timer("notices.count", COUNT_SECONDS, _count),
)


def errands(runtime: Runtime) -> list[Errand]:
    async def deliver() -> int:
        return await deliver_messages(runtime)

    return [Errand("notices.messages", DELIVER_SECONDS, deliver)]


async def deliver_messages(runtime: Runtime) -> int:
    """Send the messages that are due, each by its way, between two transactions; return how many.

    A process that dies in between sends again, under the same id.
    """
    async with runtime.database.begin() as work:
        due = await sending.claim_due(work, now=runtime.clock())
    if not due:
        return 0
    attempts = await _send(runtime, due)
    async with runtime.database.begin() as work:
        await sending.note_attempts(work, attempts, now=runtime.clock())
    return len(due)


async def _send(runtime: Runtime, due: Sequence[Any]) -> list[Attempt]:
    ways, limit = channels_of(runtime), asyncio.Semaphore(AT_ONCE)

    async def attempt(row: Any) -> Attempt:
        async with limit:
            return Attempt(row, await ways[Channel(row.channel)](row))

    return await asyncio.gather(*(attempt(row) for row in due))


def channels_of(runtime: Runtime) -> Mapping[Channel, Send]:
    """Return each way as this installation has it; where there is no gateway but a file, text messages stand there."""
    settings = runtime.settings.notices
    guarded = runtime.settings.general.profile is Profile.PRODUCTION

    async def gateway(row: Any) -> str | None:
        return await _sent(runtime, messages.for_gateway(row, runtime.sealer, settings.sms))

    async def system(row: Any) -> str | None:
        return await _sent(runtime, messages.for_system(row, runtime.sealer, guarded=guarded))

    async def file(row: Any) -> str | None:
        return await write_lines(settings.file, [messages.for_file(row, runtime.clock())])

    sms = gateway if settings.sms.url or not settings.file else file
    return {Channel.SMS: sms, Channel.WEBHOOK: system, Channel.FILE: file}


async def _sent(runtime: Runtime, message: Message | str) -> str | None:
    return message if isinstance(message, str) else await send(runtime, message)
