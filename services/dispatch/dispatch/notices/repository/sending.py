"""Which messages are to go out, which waited for the morning, and which were given up?"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, DateTime, Integer, Select, Text, Uuid, and_, func, or_, select, union_all, update

from dispatch.cases.models import cases
from dispatch.cases.repository.sight import not_hidden_from
from dispatch.notices.domain.deliveries import DeliveryState
from dispatch.notices.domain.rules import Channel
from dispatch.notices.models import contact_numbers, notice_deliveries, notice_webhooks, notices
from dispatch.organisation.models import unit_terms
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays

D, N = notice_deliveries.c, notices.c
WAITING, HELD, FAILED = str(DeliveryState.WAITING), str(DeliveryState.HELD), str(DeliveryState.FAILED)


async def claim_due(connection: Connection, now: datetime, *, lease: timedelta, limit: int) -> Sequence[Any]:
    """Return messages that are due, kept for this process during `lease`, with all that their sending needs.

    What is urgent comes first: it does not wait behind a morning's digests, or a gateway that is slow.
    """
    due = (
        select(D.id)
        .join(notices, N.id == D.notice_id)
        .where(D.state == WAITING, D.next_at <= now)
        .order_by(N.urgent.desc(), D.next_at)
        .limit(limit)
        .with_for_update(of=notice_deliveries, skip_locked=True)
    )
    claimed = (
        update(notice_deliveries)
        .where(D.id.in_(due))
        .values(next_at=now + lease)
        .returning(notice_deliveries)
        .cte("claimed")
    )
    found: Sequence[Any] = (await connection.execute(_with_texts(claimed))).all()
    return found


def _with_texts(claimed: CTE) -> Select[Any]:
    c, way, system = claimed.c, contact_numbers.c, notice_webhooks.c
    name = select(unit_terms.c.name).where(unit_terms.c.unit_id == N.facts["unit"].astext)
    unit = name.order_by(unit_terms.c.valid_from.desc()).limit(1).scalar_subquery()
    number = select(cases.c.number).where(cases.c.id == N.case_id).scalar_subquery()
    own = (c.id, c.notice_id, c.recipient, c.channel, c.attempts, c.first_at, c.digest_of)
    said = (N.what, N.facts, N.urgent, N.region, N.case_id, N.told_at)
    ways = (way.number, way.is_mobile, system.url, system.secret)
    return (
        select(*own, *said, *ways, number.label("case_number"), unit.label("unit_name"))
        .select_from(claimed.join(notices, N.id == c.notice_id))
        .outerjoin(contact_numbers, and_(way.person_id == c.recipient, c.channel == str(Channel.SMS)))
        .outerjoin(notice_webhooks, and_(system.unit_id == c.recipient, c.channel == str(Channel.WEBHOOK)))
        .order_by(c.next_at)
    )


async def save_attempts(connection: Connection, attempts: Sequence[dict[str, Any]]) -> None:
    """Note what became of each attempt: {id, state, next_at, last_error, delivered_at}."""
    moment = DateTime(timezone=True)
    given = arrays(attempts, id=Uuid(), state=Text(), next_at=moment, last_error=Text(), delivered_at=moment)
    values = {name: given.c[name] for name in ("state", "next_at", "last_error", "delivered_at")}
    changed = update(notice_deliveries).where(D.id == given.c.id)
    await connection.execute(changed.values(values | {"attempts": D.attempts + 1}))


async def drop(connection: Connection, ids: Collection[UUID]) -> None:
    """Let messages never go out: whoever was to have them may not know of the case any more."""
    if ids:
        dropped = update(notice_deliveries).where(among(D.id, ids))
        await connection.execute(dropped.values(state=str(DeliveryState.DROPPED)))


async def lock_morning(connection: Connection, now: datetime, persons: int) -> Sequence[Any]:
    """Hold what waited for the end of the quiet hours, all of it for each of so many persons."""
    due = and_(D.state == HELD, D.next_at <= now)
    who = select(D.recipient).where(due).group_by(D.recipient).order_by(func.min(D.next_at)).limit(persons)
    query = (
        select(D.id, D.recipient, D.channel, D.digest_over, N.case_id)
        .join(notices, N.id == D.notice_id)
        .where(due, D.recipient.in_(who))
        .order_by(D.recipient, D.channel, D.seq)
        .with_for_update(of=notice_deliveries)
    )
    found: Sequence[Any] = (await connection.execute(query)).all()
    return found


async def let_go(connection: Connection, rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """Let held messages go out, or be told of by another: {id, state, digest_of, carried_by}."""
    if rows:
        given = arrays(rows, id=Uuid(), state=Text(), digest_of=Integer(), carried_by=Uuid())
        values = {name: given.c[name] for name in ("state", "digest_of", "carried_by")}
        changed = update(notice_deliveries).where(D.id == given.c.id)
        await connection.execute(changed.values(values | {"first_at": now, "next_at": now}))


async def count_by_state(connection: Connection) -> dict[tuple[str, str], int]:
    """Return how many messages wait and how many were given up, by channel and state."""
    counted = select(D.channel, D.state, func.count()).group_by(D.channel, D.state)
    # Two questions, each of one partial index: what was delivered is not looked at.
    both = union_all(counted.where(D.state.in_((WAITING, HELD))), counted.where(D.state == FAILED))
    rows: Sequence[Any] = (await connection.execute(both)).all()
    return {(row[0], row[1]): row[2] for row in rows}


def _shown(scope: Scope) -> Any:
    known = select(cases.c.id).where(cases.c.id == N.case_id, not_hidden_from(scope)).exists()
    return and_(visible_in(scope, notice_deliveries), or_(N.case_id.is_(None), known))


async def list_failed(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Any]:
    """Return what was given up in the region, without what is about a case that the caller may not know of."""
    query = (
        select(notice_deliveries, N.what, N.urgent, N.told_at)
        .join(notices, N.id == D.notice_id)
        .where(D.state == FAILED, _shown(scope))
    )
    if after:
        query = query.where(D.id > after)
    found: Sequence[Any] = (await connection.execute(query.order_by(D.id).limit(limit))).all()
    return found


async def lock_shown(connection: Connection, scope: Scope, delivery_id: UUID) -> Any:
    query = select(notice_deliveries).join(notices, N.id == D.notice_id).where(D.id == delivery_id, _shown(scope))
    return (await connection.execute(query.with_for_update(of=notice_deliveries))).one_or_none()


async def send_again(connection: Connection, delivery_id: UUID, now: datetime) -> None:
    waiting = {"state": WAITING, "first_at": now, "next_at": now, "attempts": 0, "last_error": None}
    await connection.execute(update(notice_deliveries).where(D.id == delivery_id).values(waiting))


async def look_again(connection: Connection, delivery_id: UUID, notice_id: UUID) -> None:
    """Let it be found anew for whom a notice is meant that reached nobody."""
    await connection.execute(notice_deliveries.delete().where(D.id == delivery_id))
    await connection.execute(update(notices).where(N.id == notice_id).values(spread_at=None))
