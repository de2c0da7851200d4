"""When are replies sent, and how? Signed, over HTTP, between two transactions."""

import asyncio
import json
from typing import Any

import httpx
from sqlalchemy import Row
from standardwebhooks import Webhook

from dispatch.notices import service
from dispatch.notices.service import Attempt
from shared.runtime import metrics
from shared.runtime.app import Runtime
from shared.runtime.timers import Errand

EVERY_SECONDS = 1
AT_ONCE = 10


def errands(runtime: Runtime) -> list[Errand]:
    async def deliver() -> int:
        return await deliver_replies(runtime)

    return [Errand("notices.replies", EVERY_SECONDS, deliver)]


async def deliver_replies(runtime: Runtime) -> int:
    """Send what is due and note what became of it; return how many were sent.

    A process that dies between the two transactions sends again, under the same id.
    """
    async with runtime.database.begin() as work:
        due = await service.claim_due_replies(work, now=runtime.clock())
    if not due:
        return 0
    limit = asyncio.Semaphore(AT_ONCE)
    attempts = await asyncio.gather(*(_attempt(runtime, limit, row) for row in due))
    async with runtime.database.begin() as work:
        waiting = await service.note_attempts(work, attempts, now=runtime.clock())
    for source in runtime.settings.feeds.reply_url:
        metrics.replies_waiting.labels(source).set(waiting.get(source, 0))
    return len(due)


async def _attempt(runtime: Runtime, limit: asyncio.Semaphore, row: Row[Any]) -> Attempt:
    async with limit:
        error = await _send(runtime, row)
    metrics.replies_sent.labels(row.source, "refused" if error else "delivered").inc()
    return Attempt(row, error)


async def _send(runtime: Runtime, row: Row[Any]) -> str | None:
    """Send one reply; return None where it was taken, else what was wrong."""
    feeds = runtime.settings.feeds
    url, secrets = feeds.reply_url.get(row.source), feeds.secrets.get(row.source)
    if not url or not secrets:
        return "no address or no secret for this source"
    body = json.dumps(row.body, ensure_ascii=False)
    now = runtime.clock()
    headers = {
        "webhook-id": str(row.id),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secrets[0].get_secret_value()).sign(str(row.id), now, body),
        "content-type": "application/json",
    }
    try:
        answer = await runtime.http.post(url, content=body.encode(), headers=headers)
    except httpx.HTTPError as error:
        return type(error).__name__
    return None if answer.is_success else f"HTTP {answer.status_code}"
