"""How does a department that subscribed come to know what has changed, in order, and nothing after its grant is over?

What is true now is compared with what it was told. That misses nothing, however late a change was committed, and it
sees what no event tells: a term that began at midnight.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from cryptography.exceptions import InvalidTag
from sqlalchemy import Row
from sqlalchemy.exc import DBAPIError

from dispatch.exchange.domain.grants import DeliveryState
from dispatch.exchange.domain.refusals import NotShared
from dispatch.exchange.repository import pushes as repository
from dispatch.exchange.repository import readers
from dispatch.exchange.service.queries import frame_of, given_today
from shared.clock import town_day
from shared.errors import Refusal
from shared.runtime import metrics
from shared.runtime.backoff import seconds_before
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.fields import Sealer
from shared.runtime.webhooks import AT_ONCE, FIRST_WAIT_SECONDS, LEASE, LONGEST_WAIT_SECONDS, Attempt, Message

ROWS_A_PUSH = 200
# What cannot be read is looked at again so often: the catalogue may change back, a field may be mended.
UNREAD_WAIT = timedelta(minutes=10)

log = structlog.get_logger()


async def compare_next(work: UnitOfWork, *, now: datetime) -> int:
    """Compare one subscription with what its department was told, and put what differs on its way.

    Return 1, or 0 where none is due.
    """
    connection, today = work.connection, town_day(now)
    row = await repository.lock_to_compare(connection, now, today)
    if row is None:
        return 0
    try:
        found, columns = await given_today(connection, row, today)
        async with connection.begin_nested():
            on_its_way = await _put_on_its_way(work, row, columns, now=now)
    except Exception as error:
        # Whatever is wrong with one subscription (a frame too large, a field that does not open, a set that went) is
        # said of it and stops no other; a connection that is lost is nobody's fault.
        if isinstance(error, OSError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
            raise
        because = _because(error)
        log.warning("exchange.compare-failed", grant=str(row.id), error=because)
        await repository.note_unread(connection, row.id, because, now=now, again=now + UNREAD_WAIT)
        return 1
    # Compared again as soon as these are taken; where nothing differs, after the set's own time.
    wait = 0 if on_its_way else max(found.refresh_minutes * 60, 1)
    await repository.compare_again(connection, row.id, now + timedelta(seconds=wait))
    return 1


def _because(error: Exception) -> str:
    """Return by which code it is said why a subscription cannot be read; never the error's own words."""
    if isinstance(error, Refusal):
        return error.code
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return f"exchange.unread.{type(cause).__name__}"


async def _put_on_its_way(work: UnitOfWork, row: Row[Any], columns: Sequence[str], *, now: datetime) -> bool:
    connection, about = work.connection, (row.id, row.set_code, frame_of(row), columns)
    differ = await repository.differences(connection, *about, limit=ROWS_A_PUSH)
    if not differ:
        return False
    changed, gone = [one for one in differ if one.digest], [one.key for one in differ if not one.digest]
    number, delivery_id = await repository.next_number(connection, row.id), new_id()
    opened = [readers.opened(row.set_code, one, work.sealer) for one in changed]
    body = {
        "grant": str(row.id),
        "set": row.set_code,
        "number": number,
        "rows": [{"key": one.key, **one.row} for one in opened],
        "gone": gone,
    }
    sealed = work.sealer.seal(_text(body), about=str(delivery_id))
    delivery = {
        "id": delivery_id,
        "request_id": row.id,
        "number": number,
        "body": sealed,
        "rows": len(opened),
        "gone": len(gone),
        "state": str(DeliveryState.WAITING),
        "attempts": 0,
        "first_at": now,
        "next_at": now,
    }
    await repository.add_delivery(connection, delivery)
    await repository.note_told(connection, row.id, [(one.key, one.digest) for one in opened], now)
    await repository.forget_told(connection, row.id, gone)
    return True


async def claim_due(work: UnitOfWork, *, now: datetime) -> Sequence[Row[Any]]:
    """Return what is due, no more than is sent at once: between the look at its grant and the sending nothing waits."""
    return await repository.claim_due(work.connection, now, town_day(now), lease=LEASE, limit=AT_ONCE)


def message_of(row: Row[Any], sealer: Sealer, *, guarded: bool) -> Message | str:
    """Return a delivery as it is sent to its department, or why it is not: that holds up no other.

    What the catalogue has stopped sharing since then is left out. `guarded`: it does not go to the machine itself.
    """
    try:
        secret, body = sealer.open(row.secret, about=row.unit), json.loads(sealer.open(row.body, about=str(row.id)))
    except (LookupError, ValueError, InvalidTag) as error:
        return f"exchange.sealed.{type(error).__name__}"
    left = {one["name"] for one in row.shared}.intersection(row.columns)
    if not left:
        return NotShared.code
    body["rows"] = [{name: one[name] for name in one if name in {"key", *left}} for one in body["rows"]]
    return Message(str(row.id), row.url, secret, _text(body), guarded=guarded)


def _text(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)


async def note_attempts(work: UnitOfWork, attempts: Sequence[Attempt], *, now: datetime) -> None:
    """Note what became of each sending; what was not taken is tried again as long as its grant stands."""
    await repository.save_attempts(work.connection, [_noted(one, now) for one in attempts])
    for one in attempts:
        metrics.exchange_deliveries.labels("refused" if one.error else "delivered").inc()
    metrics.exchange_waiting.set(await repository.count_waiting(work.connection))


def _noted(attempt: Attempt, now: datetime) -> dict[str, Any]:
    wait = seconds_before(attempt.row.attempts + 1, first=FIRST_WAIT_SECONDS, longest=LONGEST_WAIT_SECONDS)
    again = now + timedelta(seconds=wait)
    return {"id": attempt.row.id, "error": attempt.error, "next_at": again, "at": now}
