"""When are replies sent, and where to?"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from dispatch.notices import service
from shared.runtime import metrics
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Errand
from shared.runtime.webhooks import Attempt, Message, deliver_due

EVERY_SECONDS = 1


def errands(runtime: Runtime) -> list[Errand]:
    async def deliver() -> int:
        return await deliver_replies(runtime)

    return [Errand("notices.replies", EVERY_SECONDS, deliver)]


async def deliver_replies(runtime: Runtime) -> int:
    """Send the replies that are due; return how many."""
    feeds = runtime.settings.feeds

    async def claim(work: UnitOfWork) -> Sequence[Row[Any]]:
        return await service.claim_due_replies(work, now=runtime.clock())

    def address(row: Row[Any]) -> Message | str:
        url, secrets = feeds.reply_url.get(row.source), feeds.secrets.get(row.source)
        if not url or not secrets:
            return "no address or no secret for this source"
        return Message(str(row.id), url, secrets[0].get_secret_value(), json.dumps(row.body, ensure_ascii=False))

    async def note(work: UnitOfWork, attempts: Sequence[Attempt]) -> None:
        for one in attempts:
            metrics.replies_sent.labels(one.row.source, "refused" if one.error else "delivered").inc()
        waiting = await service.note_attempts(work, attempts, now=runtime.clock())
        for source in feeds.reply_url:
            metrics.replies_waiting.labels(source).set(waiting.get(source, 0))

    return await deliver_due(runtime, claim, address, note)
