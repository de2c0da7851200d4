"""What is still to be said to the platforms, and what became of each message?"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Row, Text, Uuid, func, select, update

from dispatch.cases.models import case_reports, cases
from dispatch.cases.repository.sight import seen_by
from dispatch.intake.models import reports
from dispatch.orders.domain.applications import ApplicationState
from dispatch.orders.domain.messages import MessageKind, MessageState
from dispatch.orders.models import order_applications, order_messages
from shared.runtime.db import Connection, among
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows
from shared.schemas.vocabulary import Origin

m = order_messages.c
WAITING, DELIVERED, FAILED = (str(state) for state in MessageState)


async def last_numbers(connection: Connection, report_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the number of the last message about each report that has one; its case is held meanwhile."""
    query = select(m.report_id, func.max(m.seq)).where(among(m.report_id, report_ids)).group_by(m.report_id)
    return {row[0]: row[1] for row in (await connection.execute(query)).all()}


async def senders(connection: Connection, report_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Return source and external id of these reports."""
    query = select(reports.c.id, reports.c.source, reports.c.external_id).where(among(reports.c.id, report_ids))
    return {row.id: row for row in await connection.execute(query)}


async def add_messages(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, order_messages, rows)


async def claim_due(connection: Connection, now: datetime, *, lease: timedelta, limit: int) -> list[Row[Any]]:
    """Return messages that are due and keep them for this process during `lease`.

    Each is the first of its order that was not delivered: a later one waits, also behind one that was given up.
    """
    earlier = order_messages.alias("earlier")
    held_up = (
        select(earlier.c.id)
        .where(earlier.c.report_id == m.report_id, earlier.c.seq < m.seq, earlier.c.state != DELIVERED)
        .exists()
    )
    due = (
        select(m.id)
        .where(m.state == WAITING, m.next_at <= now, ~held_up)
        .order_by(m.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = update(order_messages).where(m.id.in_(due)).values(next_at=now + lease).returning(order_messages)
    return list((await connection.execute(claimed)).all())


async def save_attempts(connection: Connection, attempts: Sequence[dict[str, Any]]) -> None:
    """Note what became of each attempt: {id, state, next_at, last_error, delivered_at}."""
    moment = DateTime(timezone=True)
    given = arrays(attempts, id=Uuid(), state=Text(), next_at=moment, last_error=Text(), delivered_at=moment)
    values = {name: given.c[name] for name in ("state", "next_at", "last_error", "delivered_at")}
    changed = update(order_messages).where(m.id == given.c.id)
    await connection.execute(changed.values(values | {"attempts": m.attempts + 1}))


async def note_sent(connection: Connection, application_ids: Sequence[UUID], now: datetime) -> None:
    """Note which applications their platform has now."""
    a = order_applications.c
    approved = among(a.id, application_ids) & (a.state == str(ApplicationState.APPROVED))
    sent = {"state": str(ApplicationState.SENT), "sent_at": now}
    await connection.execute(update(order_applications).where(approved).values(sent))


async def list_messages(
    connection: Connection,
    scope: Scope,
    *,
    kind: MessageKind | None,
    state: MessageState | None,
    after: UUID | None,
    limit: int,
) -> list[Row[Any]]:
    """Return one page of what was said about the cases that a caller may know of."""
    query = select(order_messages).join(cases, cases.c.id == m.case_id).where(seen_by(scope))
    if kind:
        query = query.where(m.kind == str(kind))
    if state:
        query = query.where(m.state == str(state))
    if after:
        query = query.where(m.id > after)
    return list((await connection.execute(query.order_by(m.id).limit(limit))).all())


async def messages_of(connection: Connection, report_id: UUID) -> list[Row[Any]]:
    query = select(order_messages).where(m.report_id == report_id).order_by(m.seq)
    return list((await connection.execute(query)).all())


async def lock_message(connection: Connection, scope: Scope, message_id: UUID) -> Row[Any] | None:
    query = select(order_messages).join(cases, cases.c.id == m.case_id).where(m.id == message_id, seen_by(scope))
    return (await connection.execute(query.with_for_update(of=order_messages))).one_or_none()


async def send_again(connection: Connection, message_id: UUID, now: datetime) -> None:
    waiting = {"state": WAITING, "first_at": now, "next_at": now, "attempts": 0}
    await connection.execute(update(order_messages).where(m.id == message_id).values(waiting))


async def begin_patience(connection: Connection, report_ids: Sequence[UUID], now: datetime) -> None:
    """Let the 24 hours of what waited behind a message begin when that was delivered."""
    waits = among(m.report_id, report_ids) & (m.state == WAITING) & (m.attempts == 0)
    await connection.execute(update(order_messages).where(waits).values(first_at=now))


async def count_by_state(connection: Connection) -> dict[tuple[str, str], int]:
    """Return how many messages wait, and how many were given up, by source."""
    query = select(m.source, m.state, func.count()).where(m.state.in_([WAITING, FAILED]))
    return {(row[0], row[1]): row[2] for row in (await connection.execute(query.group_by(m.source, m.state))).all()}


async def reports_to_answer(connection: Connection, case_ids: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    """Return (report, case) of what outside platforms reported of these cases."""
    query = (
        select(reports.c.id, case_reports.c.case_id)
        .join(case_reports, case_reports.c.report_id == reports.c.id)
        .where(among(case_reports.c.case_id, case_ids), reports.c.origin == str(Origin.FEED))
        .order_by(reports.c.id)
    )
    return [(row.id, row.case_id) for row in (await connection.execute(query)).all()]
