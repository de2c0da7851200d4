"""What was asked for of cases, and what waits for whom?"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update

from dispatch.cases.domain.requests import Request, RequestKind, RequestState
from dispatch.cases.models import case_request_looks, case_requests, cases
from dispatch.cases.repository.sight import seen_by
from shared.runtime.db import Connection, among, new_id
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

_SHOWN = tuple(column for column in case_requests.c if column.name != "sealed_explanation")


async def add_request(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Note what is asked for; tell whether nothing of its kind waits already."""
    return bool(await insert_rows(connection, case_requests, [dict(row)], skip_known=True, returning="id"))


async def find_request(connection: Connection, case_id: UUID, request_id: UUID) -> Row[Any] | None:
    """Return a request of a case that the caller sees."""
    query = select(case_requests).where(case_requests.c.id == request_id, case_requests.c.case_id == case_id)
    return (await connection.execute(query)).one_or_none()


def to_request(row: Row[Any]) -> Request:
    kind, state = RequestKind(row.kind), RequestState(row.state)
    return Request(row.id, row.case_id, kind, state, row.reason, row.until, row.amount, row.asked_by)


async def requests_of(connection: Connection, case_id: UUID) -> list[Row[Any]]:
    """Return the requests of a case, the oldest first."""
    query = select(*_SHOWN).where(case_requests.c.case_id == case_id).order_by(case_requests.c.id)
    return list((await connection.execute(query)).all())


async def list_requests(
    connection: Connection,
    scope: Scope,
    *,
    filters: Mapping[str, Any],
    after: UUID | None,
    limit: int,
) -> list[Row[Any]]:
    """Return requests of cases that the caller may know of, the oldest first, each with its case's number and place."""
    query: Select[Any] = (
        select(*_SHOWN, cases.c.number, cases.c.region, cases.c.version)
        .join(cases, cases.c.id == case_requests.c.case_id)
        .where(seen_by(scope))
    )
    for name, value in filters.items():
        query = query.where(case_requests.c[name] == value)
    if filters.get("state") == RequestState.ASKED:
        query = query.where(case_requests.c.decided_at.is_(None))
    if after is not None:
        query = query.where(case_requests.c.id > after)
    return list((await connection.execute(query.order_by(case_requests.c.id).limit(limit))).all())


async def save_decision(connection: Connection, request_id: UUID, **decided: Any) -> None:
    await connection.execute(update(case_requests).where(case_requests.c.id == request_id).values(**decided))


async def lapse(connection: Connection, case_ids: Iterable[UUID], *, by: str, now: datetime) -> None:
    """End what waits of cases that went on without it."""
    ids = list(case_ids)
    if ids:
        ended = {"state": str(RequestState.LAPSED), "decided_by": by, "decided_at": now}
        waiting = case_requests.c.decided_at.is_(None)
        await connection.execute(
            update(case_requests).where(among(case_requests.c.case_id, ids), waiting).values(ended)
        )


async def log_look(connection: Connection, request_id: UUID, person_id: str, at: datetime) -> None:
    look = {"id": new_id(), "request_id": request_id, "person_id": person_id, "at": at}
    await insert_rows(connection, case_request_looks, [look])


async def due_suspensions(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Return cases whose suspension is over, the oldest first; they are held, and those that others hold are left."""
    c = cases.c
    query = select(c.id).where(c.suspended_until <= now).order_by(c.suspended_until, c.id).limit(limit)
    return list((await connection.execute(query.with_for_update(skip_locked=True))).scalars())
