"""How does the result of a case reach the platforms that reported it, however long they are away?"""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import Row
from standardwebhooks import Webhook

from dispatch.cases.domain.flow import Case
from dispatch.notices import repository
from dispatch.notices.domain import (
    AlreadyDelivered,
    ReplyNotFound,
    ReplyState,
    decide_next_attempt,
    reply_text,
)
from shared.runtime import metrics
from shared.runtime.app import Runtime
from shared.runtime.backoff import seconds_before
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

BATCH = 50
AT_ONCE = 10
LEASE = timedelta(minutes=2)
LONGEST_WAIT_SECONDS = 3600


async def answer_reporters(work: UnitOfWork, ended: Sequence[Case], now: datetime) -> None:
    """Note what every outside reporter of these ended cases is to be told; sent by `deliver_replies`."""
    closed = [
        {
            "case_id": case.id,
            "region": case.region,
            "body": {
                "case_number": case.number,
                "state": str(case.state),
                "outcome": case.outcome,
                "result": case.result and str(case.result),
                "text": reply_text(case.outcome or "", case.result),
                "closed_at": now.isoformat(),
            },
        }
        for case in ended
    ]
    if closed:
        await repository.add_replies(work.connection, closed, now)


async def deliver_replies(runtime: Runtime) -> int:
    """Send what is due and note what became of it; return how many were sent.

    The sending lies between two transactions: a process that dies in between sends again, under the same id.
    """
    now = runtime.clock()
    async with runtime.database.begin() as work:
        due = await repository.claim_due(work.connection, now, lease=LEASE, limit=BATCH)
    if not due:
        return 0
    limit = asyncio.Semaphore(AT_ONCE)
    attempts = await asyncio.gather(*(_attempt(runtime, limit, row) for row in due))
    async with runtime.database.begin() as work:
        await repository.save_attempts(work.connection, attempts)
        waiting = await repository.count_waiting(work.connection)
    for source in runtime.settings.feeds.reply_url:
        metrics.replies_waiting.labels(source).set(waiting.get(source, 0))
    return len(due)


async def _attempt(runtime: Runtime, limit: asyncio.Semaphore, row: Row[Any]) -> dict[str, Any]:
    async with limit:
        error = await _send(runtime, row)
    now = runtime.clock()
    attempt = {"id": row.id, "state": str(ReplyState.DELIVERED), "next_at": now, "delivered_at": now}
    if error is None:
        metrics.replies_sent.labels(row.source, "delivered").inc()
        return attempt | {"last_error": None}
    metrics.replies_sent.labels(row.source, "refused").inc()
    wait = seconds_before(row.attempts + 1, first=5, longest=LONGEST_WAIT_SECONDS)
    again = decide_next_attempt(row.first_at, now, wait)
    state = ReplyState.WAITING if again else ReplyState.FAILED
    return attempt | {"state": str(state), "next_at": again or now, "last_error": error, "delivered_at": None}


async def _send(runtime: Runtime, row: Row[Any]) -> str | None:
    """Send one reply; return None where it was taken, else what was wrong."""
    feeds = runtime.settings.feeds
    url, secrets = feeds.reply_url.get(row.source), feeds.secrets.get(row.source)
    if not url or not secrets:
        return "no address or no secret for this source"
    body = json.dumps(row.body, ensure_ascii=False)
    now = runtime.clock()
    signature = Webhook(secrets[0].get_secret_value()).sign(str(row.id), now, body)
    headers = {
        "webhook-id": str(row.id),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
        "content-type": "application/json",
    }
    try:
        answer = await runtime.http.post(url, content=body.encode(), headers=headers)
    except httpx.HTTPError as error:
        return type(error).__name__
    return None if answer.is_success else f"HTTP {answer.status_code}"


async def retry_reply(work: UnitOfWork, scope: Scope, reply_id: UUID, *, now: datetime) -> None:
    """Send a reply again from the beginning of its 24 hours. Raises ReplyNotFound, AlreadyDelivered."""
    row = await repository.lock_reply(work.connection, scope, reply_id)
    if row is None:
        raise ReplyNotFound("no such reply", reply=str(reply_id))
    if row.state == ReplyState.DELIVERED:
        raise AlreadyDelivered("the source has taken this reply", delivered_at=row.delivered_at)
    await repository.send_again(work.connection, reply_id, now)
