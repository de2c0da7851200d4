"""What has a person been told, and what of it has he read?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, and_, case, cast, func, or_, select, tuple_, update

from dispatch.cases.models import cases
from dispatch.cases.repository.sight import not_hidden_from
from dispatch.notices.domain.rules import Channel
from dispatch.notices.models import notice_deliveries, notices
from dispatch.organisation.models import unit_terms
from shared.runtime.db import Connection
from shared.runtime.scope import Scope

D, N = notice_deliveries.c, notices.c
_IS_READ = case((D.read_at.is_(None), 0), else_=1)


def _own(scope: Scope) -> Any:
    """Return the condition that keeps a query to what the caller was told, and may still know of.

    Whoever is told of a case need not hold it (a unit that is called, a county's leader), so that the region is not
    asked; a case that complains of him since then is gone from his inbox.
    """
    mine = and_(D.recipient == scope.person_id, D.channel == str(Channel.INBOX))
    known = select(cases.c.id).where(cases.c.id == N.case_id, not_hidden_from(scope)).exists()
    return and_(mine, or_(N.case_id.is_(None), known))


def _told(scope: Scope) -> Select[Any]:
    unit = select(unit_terms.c.name).where(unit_terms.c.unit_id == cast(N.facts["unit"].astext, Text))
    name = unit.order_by(unit_terms.c.valid_from.desc()).limit(1).scalar_subquery()
    number = select(cases.c.number).where(cases.c.id == N.case_id).scalar_subquery()
    told = (D.id, D.seq, D.read_at, D.delivered_at, D.step)
    notice = (N.what, N.region, N.case_id, N.facts, N.urgent, N.outcome, N.told_at)
    answer = (N.acknowledge_minutes, N.acknowledge_by, N.acknowledged_at, N.acknowledged_by)
    columns = (*told, *notice, *answer, number.label("case_number"), name.label("unit_name"))
    return select(*columns).join(notices, N.id == D.notice_id).where(_own(scope))


async def list_told(
    connection: Connection,
    scope: Scope,
    *,
    unread_first: bool,
    only_unread: bool,
    after: tuple[int, int] | None,
    limit: int,
) -> Sequence[Any]:
    """Return what the caller was told, the newest first, what he has not read before all else where asked.

    `after`: whether the last of the page before was read, and its number.
    """
    rank = _IS_READ if unread_first else case((D.seq > 0, 0))
    query = _told(scope)
    if only_unread:
        query = query.where(D.read_at.is_(None))
    if after:
        query = query.where(tuple_(rank, -D.seq) > tuple_(after[0] if unread_first else 0, -after[1]))
    found: Sequence[Any] = (await connection.execute(query.order_by(rank, D.seq.desc()).limit(limit))).all()
    return found


async def told_since(connection: Connection, scope: Scope, seq: int, limit: int) -> Sequence[Any]:
    """Return what the caller was told after a number, in order."""
    query = _told(scope).where(D.seq > seq).order_by(D.seq).limit(limit)
    found: Sequence[Any] = (await connection.execute(query)).all()
    return found


async def newest_number(connection: Connection) -> int:
    return int((await connection.execute(select(func.coalesce(func.max(D.seq), 0)))).scalar_one())


async def count_unread(connection: Connection, scope: Scope) -> Any:
    """Return `unread` and, of those, `urgent` and `to_acknowledge`."""
    unanswered = and_(N.acknowledge_minutes.is_not(None), N.acknowledged_at.is_(None))
    counts = (
        func.count().label("unread"),
        func.count().filter(N.urgent).label("urgent"),
        func.count().filter(unanswered).label("to_acknowledge"),
    )
    query = select(*counts).select_from(notice_deliveries.join(notices, N.id == D.notice_id))
    return (await connection.execute(query.where(_own(scope), D.read_at.is_(None)))).one()


async def lock_told(connection: Connection, scope: Scope, delivery_id: UUID) -> Any:
    """Hold one of the caller's own, with its notice, which comes first for whoever tells the next of its ladder."""
    query = (
        select(D.id, D.read_at, N.id.label("notice_id"), N.acknowledge_minutes, N.acknowledged_at)
        .join(notices, N.id == D.notice_id)
        .where(D.id == delivery_id, _own(scope))
        .with_for_update(of=(notices, notice_deliveries))
    )
    return (await connection.execute(query)).one_or_none()


async def mark_read(connection: Connection, delivery_id: UUID, now: datetime) -> None:
    await connection.execute(
        update(notice_deliveries).where(D.id == delivery_id, D.read_at.is_(None)).values(read_at=now)
    )


async def mark_all_read(connection: Connection, scope: Scope, up_to: int, now: datetime) -> int:
    """Mark what the caller was told up to a number; return how many were new to him."""
    mine = select(D.id).join(notices, N.id == D.notice_id).where(_own(scope), D.read_at.is_(None), D.seq <= up_to)
    marked = update(notice_deliveries).where(D.id.in_(mine)).values(read_at=now)
    return (await connection.execute(marked)).rowcount


async def acknowledge(connection: Connection, notice_id: UUID, by: str, now: datetime) -> None:
    answered = {"acknowledged_at": now, "acknowledged_by": by, "acknowledge_by": None}
    await connection.execute(update(notices).where(N.id == notice_id).values(answered))
