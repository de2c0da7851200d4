"""What has a phone sent, what of it waits, and how far is each thing?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, exists, func, or_, select, update

from grid.offline.models import sync_items
from grid.offline.repository.gaps import last_given_up
from shared.runtime.db import Connection, among
from shared.runtime.resealing import SealedColumn
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

# What of it is sealed, bound to its id.
SEALED = (SealedColumn(sync_items, "sealed_digest"), SealedColumn(sync_items, "sealed_body"))


async def lock_phone(connection: Connection, scope: Scope, device_id: str) -> None:
    """Let one batch of a phone be dealt with at a time."""
    key = func.hashtextextended(f"grid.offline:{scope.person_id}:{device_id}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))


async def add_items(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save new items; those whose id or number is known stay as they are."""
    await insert_rows(connection, sync_items, rows, skip_known=True)


async def items_sent(connection: Connection, scope: Scope, client_ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return what was kept of these items of who asks, by the ids that his phone gave them."""
    query = select(sync_items).where(
        sync_items.c.worker_id == scope.person_id, among(sync_items.c.client_id, client_ids)
    )
    return {row.client_id: row for row in await connection.execute(query)}


async def waiting_items(connection: Connection, scope: Scope, device_id: str) -> Sequence[Row[Any]]:
    """Return what waits of a phone, by subject and number."""
    s = sync_items.c
    query = select(sync_items).where(s.worker_id == scope.person_id, s.device_id == device_id, s.waits_for.is_not(None))
    return (await connection.execute(query.order_by(s.subject, s.clock))).all()


async def last_clocks(
    connection: Connection, scope: Scope, device_id: str, subjects: Collection[UUID]
) -> dict[UUID, int]:
    """Return the last number that was dealt with or given up, by subject."""
    s = sync_items.c
    query = (
        select(s.subject, func.max(s.clock).label("clock"))
        .where(s.worker_id == scope.person_id, s.device_id == device_id, among(s.subject, subjects))
        .where(s.waits_for.is_(None))
        .group_by(s.subject)
    )
    last = {row.subject: row.clock for row in await connection.execute(query)}
    given_up = await last_given_up(connection, scope, device_id, subjects)
    return {subject: max(last.get(subject, 0), given_up.get(subject, 0)) for subject in {*last, *given_up}}


async def save_answer(connection: Connection, item_id: UUID, answer: dict[str, Any], at: datetime) -> None:
    """Keep what an item was answered; its body is not needed any more."""
    changes = {"answer": answer, "answered_at": at, "waits_for": None, "sealed_body": None}
    await connection.execute(update(sync_items).where(sync_items.c.id == item_id).values(**changes))


async def forget_items(connection: Connection, before: datetime, limit: int) -> int:
    """Forget up to `limit` items that were answered before a moment; return how many.

    All of one thing together, and only when nothing has come about it since and nothing waits: as long as a phone sends
    about a thing, the number that comes next is known by the numbers before it.
    """
    s, other = sync_items.c, sync_items.alias()
    same = and_(*(other.c[name] == s[name] for name in ("worker_id", "device_id", "subject")))
    goes_on = exists().where(same, or_(other.c.answered_at.is_(None), other.c.answered_at >= before))
    old = select(s.id).where(s.answered_at < before, ~goes_on).limit(limit).with_for_update(skip_locked=True)
    ids = list((await connection.execute(old)).scalars())
    await connection.execute(delete(sync_items).where(among(s.id, ids)))
    return len(ids)


async def save_waiting(connection: Connection, item_id: UUID, waits_for: str) -> None:
    await connection.execute(update(sync_items).where(sync_items.c.id == item_id).values(waits_for=waits_for))
