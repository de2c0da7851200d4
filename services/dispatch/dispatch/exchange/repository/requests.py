"""How are requests, their steps, the log of queries and the account of it all read and written?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select, true, tuple_, update

from dispatch.exchange.domain.catalogue import Sharing
from dispatch.exchange.domain.grants import DeliveryState, Used
from dispatch.exchange.domain.requests import WAITING, State
from dispatch.exchange.models import (
    exchange_deliveries,
    exchange_queries,
    exchange_requests,
    exchange_sets,
    exchange_steps,
)
from shared.clock import day_end
from shared.runtime.db import Connection, new_id, replaced, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

Rows = Sequence[Row[Any]]
R, Q, D = exchange_requests.c, exchange_queries.c, exchange_deliveries.c


def _concerns(scope: Scope, unit: str | None) -> ColumnElement[bool]:
    """Return the condition that a request lies in the scope; `unit`: and that this unit asked, or owns the data."""
    mine = or_(R.unit == unit, R.owner == unit) if unit is not None else true()
    return and_(visible_in(scope, exchange_requests), mine)


async def add_request(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, exchange_requests, [dict(row)])


async def find_request(connection: Connection, scope: Scope, request_id: UUID, unit: str | None) -> Row[Any] | None:
    query = select(exchange_requests).where(R.id == request_id, _concerns(scope, unit))
    return (await connection.execute(query)).one_or_none()


async def lock_request(connection: Connection, scope: Scope, request_id: UUID, unit: str | None) -> Row[Any] | None:
    query = select(exchange_requests).where(R.id == request_id, _concerns(scope, unit))
    return (await connection.execute(query.with_for_update())).one_or_none()


async def lock_grant(connection: Connection, scope: Scope, request_id: UUID) -> Row[Any] | None:
    """Hold a grant of the caller's own unit: its queries of a day are counted one after the other."""
    mine = and_(R.id == request_id, R.unit == (scope.unit or ""), visible_in(scope, exchange_requests))
    return (await connection.execute(select(exchange_requests).where(mine).with_for_update())).one_or_none()


async def lock_past(connection: Connection, today: date, limit: int) -> Rows:
    """Return grants whose last day went by and that nobody has ended, held for the caller."""
    standing = R.state.in_((str(State.GRANTED), str(State.SUSPENDED)))
    query = select(exchange_requests).where(standing, R.last_day < today).order_by(R.last_day).limit(limit)
    return (await connection.execute(query.with_for_update(skip_locked=True))).all()


async def save_request(connection: Connection, request_id: UUID, **changed: Any) -> None:
    await connection.execute(update(exchange_requests).where(R.id == request_id).values(**changed))


async def list_requests(
    connection: Connection,
    scope: Scope,
    unit: str | None,
    *,
    state: str | None,
    late_at: datetime | None,
    stuck: bool,
    after: UUID | None,
    limit: int,
    region: str = "",
    on: date | None = None,
) -> Rows:
    """Return requests, as they stand or as they stood on a day, the newest first.

    `late_at`: only those whose next act was due before; `stuck`: subscriptions that cannot be read, or whose
    department does not take what is pushed, which is only known of today.
    """
    then = {} if on is None else _as_of(day_end(on))
    stood, due = then.get("state", R.state), then.get("due_at", R.due_at)
    query = select(*replaced(exchange_requests, **then)).where(_concerns(scope, unit))
    query = query.where(R.region.startswith(region, autoescape=True))
    if on is not None:
        query = query.where(R.asked_at < day_end(on))
    if state is not None:
        query = query.where(stood == state)
    if late_at is not None:
        query = query.where(stood.in_([str(one) for one in WAITING]), due < late_at)
    if stuck:
        untaken = exists().where(D.request_id == R.id, D.state == str(DeliveryState.WAITING), D.attempts > 0)
        query = query.where(or_(R.unread_since.is_not(None), untaken))
    if after is not None:
        query = query.where(R.id < after)
    return (await connection.execute(query.order_by(R.id.desc()).limit(limit))).all()


def _as_of(end: datetime) -> dict[str, ColumnElement[Any]]:
    """Return what of a request was otherwise before a moment, by its steps; each keeps the term that it had."""
    step = exchange_steps.c
    mine = and_(step.request_id == R.id, step.at < end)
    state = select(step.to_state).where(mine).order_by(step.seq.desc()).limit(1).scalar_subquery()
    version = select(func.max(step.seq)).where(mine).scalar_subquery()
    following = select(step.due_at).where(step.request_id == R.id, step.at >= end).order_by(step.seq).limit(1)
    return {
        "state": state,
        "version": version,
        "due_at": func.coalesce(following.scalar_subquery(), R.due_at),
        "decided_at": case((R.decided_at < end, R.decided_at)),
        "unread_since": case((R.unread_since < end, R.unread_since)),
        "unread_because": case((R.unread_since < end, R.unread_because)),
    }


async def add_step(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, exchange_steps, [dict(row)])


async def steps_of(connection: Connection, request_id: UUID) -> Rows:
    steps = exchange_steps.c
    query = select(exchange_steps).where(steps.request_id == request_id).order_by(steps.seq)
    return (await connection.execute(query)).all()


# ------------------------------------------------------------------------------------------------------------- queries
async def used_on(connection: Connection, request_id: UUID, day: date) -> Used:
    query = select(func.count(), func.coalesce(func.sum(Q.rows), 0)).where(Q.request_id == request_id, Q.day == day)
    queries, rows = (await connection.execute(query)).one()
    return Used(queries, rows)


async def add_query(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, exchange_queries, [{"id": new_id(), **row}])


async def list_queries(connection: Connection, request_id: UUID, *, after: UUID | None, limit: int) -> Rows:
    """Return the queries by a grant, the newest first, with what they were for."""
    query = select(exchange_queries, R.purpose).join(exchange_requests, R.id == Q.request_id)
    query = query.where(Q.request_id == request_id)
    if after is not None:
        query = query.where(Q.id < after)
    return (await connection.execute(query.order_by(Q.id.desc()).limit(limit))).all()


# --------------------------------------------------------------------------------------------------------- the account
async def use_of(
    connection: Connection,
    scope: Scope,
    unit: str | None,
    *,
    region: str,
    since: datetime,
    until: datetime,
    after: tuple[str, ...],
    limit: int,
) -> Rows:
    """Return what each department asked of each set and had of it, of a time (`until` outside)."""
    line = (R.region, R.set_code, R.unit)
    asked = and_(R.asked_at >= since, R.asked_at < until)
    decided = and_(asked, R.decided_at.is_not(None))
    granted = exists().where(exchange_steps.c.request_id == R.id, exchange_steps.c.to_state == str(State.GRANTED))
    queried = (
        select(Q.request_id, func.count().label("queries"), func.sum(Q.rows).label("rows"))
        .where(Q.at >= since, Q.at < until)
        .group_by(Q.request_id)
        .subquery()
    )
    pushed = (
        select(D.request_id, func.count().label("deliveries"), func.sum(D.rows).label("rows_pushed"))
        .where(D.delivered_at >= since, D.delivered_at < until)
        .group_by(D.request_id)
        .subquery()
    )
    days = func.extract("epoch", R.decided_at - R.asked_at) / 86400
    query = (
        select(
            *line,
            func.count().filter(asked).label("requests"),
            func.count().filter(asked, granted).label("granted"),
            func.count().filter(asked, R.state == str(State.REFUSED)).label("refused"),
            func.avg(days).filter(decided).label("days_to_decision"),
            *(func.coalesce(func.sum(queried.c[name]), 0).label(name) for name in ("queries", "rows")),
            *(func.coalesce(func.sum(pushed.c[name]), 0).label(name) for name in ("deliveries", "rows_pushed")),
        )
        .outerjoin(queried, queried.c.request_id == R.id)
        .outerjoin(pushed, pushed.c.request_id == R.id)
        .where(_concerns(scope, unit), R.region.startswith(region, autoescape=True))
        .where(tuple_(*line) > tuple_(*after))
        .group_by(*line)
        .having(or_(func.bool_or(asked), func.count(queried.c.queries) > 0, func.count(pushed.c.deliveries) > 0))
        .order_by(*line)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


async def never_used(
    connection: Connection, scope: Scope, *, region: str, on: date, after: tuple[str, ...], limit: int
) -> Rows:
    """Return (region, code) of the sets in a catalogue of which nobody has had a row yet."""
    s = exchange_sets.c
    same = and_(R.region == s.region, R.set_code == s.code)
    queried = exists().where(Q.request_id == R.id, same)
    pushed = exists().where(D.request_id == R.id, D.state == str(DeliveryState.DELIVERED), same)
    query: Select[Any] = (
        select(s.region, s.code)
        .where(visible_in(scope, exchange_sets), s.region.startswith(region, autoescape=True))
        .where(s.valid.contains(on), s.sharing != str(Sharing.NOT_SHARED), ~queried, ~pushed)
        .where(tuple_(s.region, s.code) > tuple_(*after))
        .order_by(s.region, s.code)
        .limit(limit)
    )
    unused: Rows = (await connection.execute(query)).all()
    return unused
