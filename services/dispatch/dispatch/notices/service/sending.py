"""How do messages leave, wait for the morning, become one, and how is seen what was given up?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from dispatch.notices.domain import Recipient
from dispatch.notices.domain.choice import Target
from dispatch.notices.domain.deliveries import NOBODY, DeliveryState, next_attempt
from dispatch.notices.domain.refusals import DeliveryNotFound, NotFailed
from dispatch.notices.domain.rules import Channel
from dispatch.notices.repository import sending as repository
from dispatch.notices.repository import telling
from dispatch.notices.service.messages import FOR_GOOD
from shared.clock import town_day
from shared.runtime import metrics
from shared.runtime.backoff import seconds_before
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.runtime.webhooks import BATCH, FIRST_WAIT_SECONDS, LEASE, Attempt

LONGEST_WAIT_SECONDS = 600
PERSONS_A_MORNING = 100


async def claim_due(work: UnitOfWork, *, now: datetime) -> Sequence[Any]:
    """Return the messages that are due, kept for this process for two minutes.

    Whom a case complains of since it was told is not told of it any more: such a message is dropped.
    """
    due = await repository.claim_due(work.connection, now, lease=LEASE, limit=BATCH)
    lost = await _no_more(work, due, now)
    await repository.drop(work.connection, lost)
    return [row for row in due if row.id not in lost]


async def _no_more(work: UnitOfWork, rows: Sequence[Any], now: datetime) -> set[UUID]:
    """Return the messages whose receiver may not know of the case (any more)."""
    to_units = [row for row in rows if row.channel == Channel.WEBHOOK]
    pairs = [(row.id, row.recipient, row.case_id) for row in rows if row.channel != Channel.WEBHOOK]
    open_to = await telling.may_still_know(work.connection, pairs, town_day(now)) if pairs else set()
    if to_units:
        targets = [Target(row.id, Recipient.unit(row.recipient), row.case_id) for row in to_units]
        open_to |= set(await telling.open_webhooks(work.connection, targets))
    return {row.id for row in rows} - open_to


async def note_attempts(work: UnitOfWork, attempts: Sequence[Attempt], *, now: datetime) -> None:
    """Note what became of each message, and when it is tried again."""
    noted = [_noted(attempt, now) for attempt in attempts]
    await repository.save_attempts(work.connection, noted)
    for attempt, row in zip(attempts, noted, strict=True):
        outcome = "failed" if row["state"] == DeliveryState.FAILED else "refused" if attempt.error else "delivered"
        metrics.notice_deliveries.labels(attempt.row.channel, outcome).inc()


def _noted(attempt: Attempt, now: datetime) -> dict[str, Any]:
    row = attempt.row
    if attempt.error is None:
        taken = {"state": str(DeliveryState.DELIVERED), "next_at": now, "delivered_at": now, "last_error": None}
        return {"id": row.id} | taken
    wait = seconds_before(row.attempts + 1, first=FIRST_WAIT_SECONDS, longest=LONGEST_WAIT_SECONDS)
    is_lost = attempt.error in FOR_GOOD
    again = None if is_lost else next_attempt(row.first_at, now, wait, urgent=row.urgent)
    state = DeliveryState.WAITING if again else DeliveryState.FAILED
    return {
        "id": row.id,
        "state": str(state),
        "next_at": again or now,
        "delivered_at": None,
        "last_error": attempt.error,
    }


async def end_quiet_hours(work: UnitOfWork, now: datetime) -> int:
    """Let out what waited for the morning; more than a few for one person become one. Return how many rows."""
    await telling.one_at_a_time(work.connection)
    held = await repository.lock_morning(work.connection, now, PERSONS_A_MORNING)
    lost = await _no_more_held(work, held, now)
    await repository.drop(work.connection, lost)
    kept = [row for row in held if row.id not in lost]
    by_way = groupby(kept, key=lambda row: (row.recipient, row.channel))
    rows = [line for _, group in by_way for line in _gathered(list(group))]
    await repository.let_go(work.connection, rows, now)
    return len(held)


async def _no_more_held(work: UnitOfWork, held: Sequence[Any], now: datetime) -> set[UUID]:
    # What goes to a unit's system is asked about when it is sent; each of it is told by itself.
    return await _no_more(work, [row for row in held if row.channel != Channel.WEBHOOK], now)


def _gathered(rows: Sequence[Any]) -> Iterable[dict[str, Any]]:
    """Return how what waited for one person by one way goes out: each by itself, or the first for all."""
    is_digest = rows[0].channel != Channel.WEBHOOK and len(rows) > min(row.digest_over for row in rows)
    for row in rows:
        carried = is_digest and row is not rows[0]
        yield {
            "id": row.id,
            "state": str(DeliveryState.GATHERED if carried else DeliveryState.WAITING),
            "digest_of": len(rows) if is_digest and not carried else None,
            "carried_by": rows[0].id if carried else None,
        }


async def note_counts(work: UnitOfWork) -> None:
    """Say how many messages wait and how many were given up."""
    counts = await repository.count_by_state(work.connection)
    for channel in Channel:
        waiting = counts.get((channel, DeliveryState.WAITING), 0) + counts.get((channel, DeliveryState.HELD), 0)
        metrics.notices_waiting.labels(str(channel)).set(waiting)
        metrics.notices_failed.labels(str(channel)).set(counts.get((channel, DeliveryState.FAILED), 0))


async def list_failed(work: UnitOfWork, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Any]:
    return await repository.list_failed(work.connection, scope, after=after, limit=limit)


async def retry(work: UnitOfWork, scope: Scope, delivery_id: UUID, *, now: datetime) -> None:
    """Send a message again from the beginning of its term; for one that reached nobody look again who is there.

    Raises DeliveryNotFound, NotFailed.
    """
    row = await repository.lock_shown(work.connection, scope, delivery_id)
    if row is None:
        raise DeliveryNotFound("there is no such message", delivery=str(delivery_id))
    if row.state != DeliveryState.FAILED:
        raise NotFailed("only a message that was given up is sent again", state=row.state)
    if row.last_error == NOBODY:
        await repository.look_again(work.connection, delivery_id, row.notice_id)
    else:
        await repository.send_again(work.connection, delivery_id, now)
