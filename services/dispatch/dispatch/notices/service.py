"""How does the result of a case reach the platforms that reported it, however long they are away?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.flow import Case
from dispatch.notices import repository
from dispatch.notices.domain import (
    AlreadyDelivered,
    ReplyNotFound,
    ReplyState,
    decide_next_attempt,
    reply_text,
)
from shared.runtime.backoff import seconds_before
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.runtime.webhooks import BATCH, FIRST_WAIT_SECONDS, LEASE, LONGEST_WAIT_SECONDS, Attempt


async def answer_reporters(work: UnitOfWork, ended: Sequence[Case], now: datetime) -> None:
    """Note what every outside reporter of these ended cases is to be told; sent by the errand of `timers`."""
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


async def claim_due_replies(work: UnitOfWork, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the replies that are due and keep them for this process for two minutes."""
    return await repository.claim_due(work.connection, now, lease=LEASE, limit=BATCH)


async def note_attempts(work: UnitOfWork, attempts: Sequence[Attempt], *, now: datetime) -> dict[str, int]:
    """Note what became of each sending, and when it is tried again; return how many wait now, by source."""
    await repository.save_attempts(work.connection, [_noted(attempt, now) for attempt in attempts])
    return await repository.count_waiting(work.connection)


def _noted(attempt: Attempt, now: datetime) -> dict[str, Any]:
    row = attempt.row
    if attempt.error is None:
        taken = {"state": str(ReplyState.DELIVERED), "next_at": now, "delivered_at": now, "last_error": None}
        return {"id": row.id} | taken
    wait = seconds_before(row.attempts + 1, first=FIRST_WAIT_SECONDS, longest=LONGEST_WAIT_SECONDS)
    again = decide_next_attempt(row.first_at, now, wait)
    state = ReplyState.WAITING if again else ReplyState.FAILED
    refused = {"state": str(state), "next_at": again or now, "delivered_at": None, "last_error": attempt.error}
    return {"id": row.id} | refused


async def retry_reply(work: UnitOfWork, scope: Scope, reply_id: UUID, *, now: datetime) -> None:
    """Send a reply again from the beginning of its 24 hours. Raises ReplyNotFound, AlreadyDelivered."""
    row = await repository.lock_reply(work.connection, scope, reply_id)
    if row is None:
        raise ReplyNotFound("no such reply", reply=str(reply_id))
    if row.state == ReplyState.DELIVERED:
        raise AlreadyDelivered("the source has taken this reply", delivered_at=row.delivered_at)
    await repository.send_again(work.connection, reply_id, now)
