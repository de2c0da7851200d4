"""What has a subscriber been told, what has changed since, and what is still to be pushed?"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Row, Select, Text, Uuid, and_, delete, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from dispatch.exchange.domain.catalogue import Sharing
from dispatch.exchange.domain.grants import DeliveryState
from dispatch.exchange.domain.requests import Mode, State
from dispatch.exchange.models import (
    exchange_deliveries,
    exchange_receivers,
    exchange_requests,
    exchange_sets,
    exchange_told,
)
from dispatch.exchange.repository.readers import Frame, granted_rows
from dispatch.organisation.models import unit_terms
from shared.runtime.db import Connection, among
from shared.runtime.sets import arrays, insert_rows

Rows = Sequence[Row[Any]]
R, D, T = exchange_requests.c, exchange_deliveries.c, exchange_told.c
WAITING = str(DeliveryState.WAITING)


async def lock_to_compare(connection: Connection, now: datetime, today: date) -> Row[Any] | None:
    """Return a subscription whose rows are to be compared, held for the caller.

    None while what it was sent last still waits: its next rows come after those.
    """
    waits = exists().where(D.request_id == R.id, D.state == WAITING)
    query = (
        select(exchange_requests)
        .where(R.state == str(State.GRANTED), R.mode == str(Mode.SUBSCRIPTION), R.last_day >= today)
        .where(R.compare_at <= now, ~waits)
        .order_by(R.compare_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (await connection.execute(query)).one_or_none()


async def compare_again(connection: Connection, request_id: UUID, at: datetime) -> None:
    """Note when a subscription that was read is compared next."""
    read = {"compare_at": at, "unread_since": None, "unread_because": None}
    await connection.execute(update(exchange_requests).where(R.id == request_id).values(read))


async def note_unread(
    connection: Connection, request_id: UUID, because: str, *, now: datetime, again: datetime
) -> None:
    """Note that a subscription could not be read, since when, and when that is tried again."""
    unread = {"unread_since": func.coalesce(R.unread_since, now), "unread_because": because, "compare_at": again}
    await connection.execute(update(exchange_requests).where(R.id == request_id).values(unread))


async def differences(
    connection: Connection, request_id: UUID, code: str, frame: Frame, columns: Sequence[str], *, limit: int
) -> Rows:
    """Return what differs from what was told: key, about, row, digest; what waits longest comes first.

    A key without a digest was told, and the set has it no longer. Nothing depends on when a change was committed: what
    is true now is compared with what was told. The set is read once, and a full join never loops over it in loops.
    """
    base = granted_rows(code, frame, columns)
    found = select(base).cte("now_true")
    told = select(T.key, T.digest, T.told_at).where(T.request_id == request_id).subquery("told")
    query: Select[Any] = (
        select(func.coalesce(found.c.key, told.c.key).label("key"), found.c.about, found.c.row, found.c.digest)
        .select_from(found.join(told, told.c.key == found.c.key, full=True))
        .where(told.c.digest.is_distinct_from(found.c.digest))
        .order_by(told.c.told_at.asc().nulls_first(), found.c.sort, told.c.key)
        .limit(limit)
    )
    rows: Rows = (await connection.execute(query)).all()
    return rows


async def note_told(connection: Connection, request_id: UUID, told: Sequence[tuple[str, str]], at: datetime) -> None:
    """Note what a subscriber is told: (key, digest)."""
    if not told:
        return
    given = arrays([{"key": key, "digest": digest} for key, digest in told], key=Text(), digest=Text())
    moment = literal(at, DateTime(timezone=True))
    chosen = select(literal(request_id, Uuid()), given.c.key, given.c.digest, moment)
    statement = insert(exchange_told).from_select(["request_id", "key", "digest", "told_at"], chosen)
    kept = {name: statement.excluded[name] for name in ("digest", "told_at")}
    await connection.execute(statement.on_conflict_do_update(index_elements=["request_id", "key"], set_=kept))


async def forget_told(connection: Connection, request_id: UUID, keys: Sequence[str]) -> None:
    await connection.execute(delete(exchange_told).where(T.request_id == request_id, among(T.key, keys)))


async def next_number(connection: Connection, request_id: UUID) -> int:
    query = select(func.coalesce(func.max(D.number), 0) + 1).where(D.request_id == request_id)
    return int((await connection.execute(query)).scalar_one())


async def add_delivery(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, exchange_deliveries, [row])


async def drop_all(connection: Connection, request_id: UUID) -> None:
    """Throw away what waits and what was told: nothing of a grant that is over is sent any more."""
    waiting = update(exchange_deliveries).where(D.request_id == request_id, D.state == WAITING)
    await connection.execute(waiting.values(state=str(DeliveryState.DROPPED), body=None))
    await connection.execute(delete(exchange_told).where(T.request_id == request_id))


async def claim_due(connection: Connection, now: datetime, today: date, *, lease: timedelta, limit: int) -> Rows:
    """Return deliveries that are due, kept for this process during `lease`: with where they go, the columns that were
    granted, and the set as the catalogue has it today.

    Only of grants that stand, of departments that are there, and of what is shared today: what waits of others stays
    where it is.
    """
    entry, to, unit = exchange_sets.c, exchange_receivers.c, unit_terms.c
    standing = and_(R.id == D.request_id, R.state == str(State.GRANTED), R.last_day >= today)
    shared = and_(entry.region == R.region, entry.code == R.set_code, entry.valid.contains(today))
    there = exists().where(unit.unit_id == R.unit, unit.region == R.region, unit.valid.contains(today))
    due = (
        select(D.id)
        .join(exchange_requests, standing)
        .join(exchange_sets, and_(shared, entry.sharing != str(Sharing.NOT_SHARED)))
        .where(D.state == WAITING, D.next_at <= now, there)
        .order_by(D.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=exchange_deliveries)
    )
    claimed = (
        update(exchange_deliveries)
        .where(D.id.in_(due), R.id == D.request_id, to.unit == R.unit, shared)
        .values(next_at=now + lease)
        .returning(exchange_deliveries, R.unit, to.url, to.secret, R.columns, entry.columns.label("shared"))
    )
    rows: Rows = (await connection.execute(claimed)).all()
    return rows


async def save_attempts(connection: Connection, attempts: Sequence[dict[str, Any]]) -> None:
    """Note what became of each sending: {id, error, next_at, at}; what was dropped meanwhile stays dropped."""
    moment = DateTime(timezone=True)
    given = arrays(attempts, id=Uuid(), error=Text(), next_at=moment, at=moment)
    mine = and_(D.id == given.c.id, D.state == WAITING)
    taken = update(exchange_deliveries).where(mine, given.c.error.is_(None))
    done = {"state": str(DeliveryState.DELIVERED), "body": None, "delivered_at": given.c.at, "last_error": None}
    await connection.execute(taken.values(done | {"attempts": D.attempts + 1}))
    refused = update(exchange_deliveries).where(mine, given.c.error.is_not(None))
    again = {"next_at": given.c.next_at, "last_error": given.c.error, "attempts": D.attempts + 1}
    await connection.execute(refused.values(again))


async def count_waiting(connection: Connection) -> int:
    query = select(func.count()).select_from(exchange_deliveries).where(D.state == WAITING)
    return int((await connection.execute(query)).scalar_one())


async def list_deliveries(
    connection: Connection, request_id: UUID, *, state: str | None, after: int, limit: int
) -> Rows:
    """Return what was pushed and what waits, in its order."""
    query = select(exchange_deliveries).where(D.request_id == request_id, D.number > after)
    if state is not None:
        query = query.where(D.state == state)
    return (await connection.execute(query.order_by(D.number).limit(limit))).all()
