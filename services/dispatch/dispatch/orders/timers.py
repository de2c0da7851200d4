"""When is what we say to the platforms sent, and where to?"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from dispatch.orders.domain.messages import MessageState
from dispatch.orders.service import messages
from shared.runtime import metrics
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Errand
from shared.runtime.webhooks import Attempt, Message, deliver_due

EVERY_SECONDS = 1


def errands(runtime: Runtime) -> list[Errand]:
    async def deliver() -> int:
        return await deliver_messages(runtime)

    return [Errand("orders.messages", EVERY_SECONDS, deliver)]


async def deliver_messages(runtime: Runtime) -> int:
    """Send the messages that are due; return how many."""
    feeds = runtime.settings.feeds
    bodies: dict[Any, dict[str, Any]] = {}

    async def claim(work: UnitOfWork) -> Sequence[Row[Any]]:
        due = await messages.claim_due_messages(work, now=runtime.clock())
        bodies.update({row.id: body for row, body in due})
        return [row for row, _ in due]

    def address(row: Row[Any]) -> Message | str:
        url, secrets = feeds.reply_url.get(row.source), feeds.secrets.get(row.source)
        if not url or not secrets:
            return "no address or no secret for this source"
        body = json.dumps(bodies[row.id], ensure_ascii=False)
        return Message(str(row.id), url, secrets[0].get_secret_value(), body)

    async def note(work: UnitOfWork, attempts: Sequence[Attempt]) -> None:
        for one in attempts:
            metrics.replies_sent.labels(one.row.source, "refused" if one.error else "delivered").inc()
        counts = await messages.note_attempts(work, attempts, now=runtime.clock())
        for source in feeds.reply_url:
            metrics.replies_waiting.labels(source).set(counts.get((source, MessageState.WAITING), 0))
            metrics.messages_stuck.labels(source).set(counts.get((source, MessageState.FAILED), 0))

    return await deliver_due(runtime, claim, address, note)
