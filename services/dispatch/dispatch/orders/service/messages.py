"""How does what the centre says reach a platform: in order, signed, for as long as that is away?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.orders.domain.messages import Message, MessageKind, MessageState, decide_next_attempt
from dispatch.orders.domain.refusals import AlreadyDelivered, ReplyNotFound
from dispatch.orders.repository import messages as repository
from shared.runtime.backoff import seconds_before
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.runtime.webhooks import BATCH, FIRST_WAIT_SECONDS, LEASE, LONGEST_WAIT_SECONDS, Attempt


async def say(work: UnitOfWork, messages: Iterable[Message], now: datetime) -> None:
    """Note what platforms are to be told of their orders, one after the other; their cases are held meanwhile."""
    messages = list(messages)
    if not messages:
        return
    reports = list(dict.fromkeys(message.report_id for message in messages))
    numbers = await repository.last_numbers(work.connection, reports)
    of_report = await repository.senders(work.connection, reports)
    rows = []
    for message in messages:
        numbers[message.report_id] = numbers.get(message.report_id, 0) + 1
        sender = of_report[message.report_id]
        rows.append(_row(work, message, numbers[message.report_id], sender, now))
    await repository.add_messages(work.connection, rows)


def _row(work: UnitOfWork, message: Message, seq: int, sender: Row[Any], now: datetime) -> dict[str, Any]:
    message_id = new_id()
    head = {"kind": str(message.kind), "external_id": sender.external_id}
    return {
        "id": message_id,
        "report_id": message.report_id,
        "seq": seq,
        "kind": str(message.kind),
        "occasion": message.occasion,
        "case_id": message.case_id,
        "application_id": message.application_id,
        "source": sender.source,
        "external_id": sender.external_id,
        "body": head | message.body,
        "sealed_text": work.sealer.seal(message.text, about=str(message_id)) if message.text else None,
        "state": str(MessageState.WAITING),
        "attempts": 0,
        "first_at": now,
        "next_at": now,
    }


async def claim_due_messages(work: UnitOfWork, *, now: datetime) -> Sequence[tuple[Row[Any], dict[str, Any]]]:
    """Return the messages that are due, each with what is sent, and keep them for this process for two minutes."""
    rows = await repository.claim_due(work.connection, now, lease=LEASE, limit=BATCH)
    return [(row, _body(work, row)) for row in rows]


def _body(work: UnitOfWork, row: Row[Any]) -> dict[str, Any]:
    if row.sealed_text is None:
        return dict(row.body)
    return dict(row.body) | {"text": work.sealer.open(row.sealed_text, about=str(row.id))}


async def note_attempts(work: UnitOfWork, attempts: Sequence[Attempt], *, now: datetime) -> dict[tuple[str, str], int]:
    """Note what became of each sending, and when it is tried again; return how many wait and failed, by source."""
    connection = work.connection
    await repository.save_attempts(connection, [_noted(attempt, now) for attempt in attempts])
    taken = [attempt.row for attempt in attempts if attempt.error is None]
    await repository.note_sent(connection, [row.application_id for row in taken if row.application_id], now)
    await repository.begin_patience(connection, [row.report_id for row in taken], now)
    return await repository.count_by_state(connection)


def _noted(attempt: Attempt, now: datetime) -> dict[str, Any]:
    row = attempt.row
    if attempt.error is None:
        taken = {"state": str(MessageState.DELIVERED), "next_at": now, "delivered_at": now, "last_error": None}
        return {"id": row.id} | taken
    wait = seconds_before(row.attempts + 1, first=FIRST_WAIT_SECONDS, longest=LONGEST_WAIT_SECONDS)
    again = decide_next_attempt(row.first_at, now, wait)
    state = MessageState.WAITING if again else MessageState.FAILED
    refused = {"state": str(state), "next_at": again or now, "delivered_at": None, "last_error": attempt.error}
    return {"id": row.id} | refused


async def retry_message(
    work: UnitOfWork, scope: Scope, message_id: UUID, *, now: datetime, kind: MessageKind | None = None
) -> None:
    """Send a message again from the beginning of its 24 hours. Raises ReplyNotFound, AlreadyDelivered."""
    row = await repository.lock_message(work.connection, scope, message_id)
    if row is None or kind not in {None, row.kind}:
        raise ReplyNotFound("no such message", id=str(message_id))
    if row.state == MessageState.DELIVERED:
        raise AlreadyDelivered("the source has taken this", delivered_at=row.delivered_at)
    await repository.send_again(work.connection, message_id, now)
