"""What does a grant give when its department asks, and what is noted of the asking?"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.exchange.domain.catalogue import SetGiven
from dispatch.exchange.domain.grants import columns_today, require_in_force, require_still_there, rows_left
from dispatch.exchange.domain.refusals import RequestNotFound
from dispatch.exchange.domain.requests import State
from dispatch.exchange.repository import catalogue, readers
from dispatch.exchange.repository import requests as repository
from dispatch.exchange.repository.readers import Frame, Read
from shared.clock import SHANGHAI, town_day
from shared.runtime import metrics
from shared.runtime.db import Connection, UnitOfWork
from shared.runtime.scope import Scope


def frame_of(row: Row[Any]) -> Frame:
    """Return whose rows a grant is about: region × field of duty × days."""
    return Frame(row.place, row.fields, row.since, row.until)


async def given_today(connection: Connection, row: Row[Any], today: date) -> tuple[SetGiven, list[str]]:
    """Return the set of a grant as the catalogue has it today, and which of the granted columns it still shares.

    Raises NotADepartment, NotShared.
    """
    unit = await catalogue.unit_on(connection, row.unit, today)
    require_still_there(row.region, unit.region if unit else None)
    found = await catalogue.set_on(connection, row.region, row.set_code, today)
    columns = columns_today(row.columns, found)
    assert found is not None
    return found, columns


async def read_rows(
    work: UnitOfWork, scope: Scope, grant_id: UUID, *, after: str | None, limit: int, now: datetime
) -> tuple[Sequence[Read], bool]:
    """Return the granted columns of the granted rows, by key, and whether there may be more; note who asked.

    Raises RequestNotFound (also for another department's), NotGranted, GrantSuspended, GrantRevoked, GrantEnded,
    NotADepartment, NotShared, DailyLimitReached, KeyMalformed.
    """
    connection, today = work.connection, town_day(now)
    row = await repository.lock_grant(connection, scope, grant_id)
    if row is None:
        raise RequestNotFound("no such grant", grant=str(grant_id))
    require_in_force(State(row.state), row.last_day, today)
    found, columns = await given_today(connection, row, today)
    left = rows_left(found.limits, await repository.used_on(connection, grant_id, today), now)
    most = min(limit, left)
    rows = await readers.rows_after(connection, row.set_code, frame_of(row), columns, after=after, limit=most)
    query = {
        "request_id": grant_id,
        "by": scope.person_id,
        "at": now,
        "day": today,
        "columns": columns,
        "rows": len(rows),
    }
    await repository.add_query(connection, query)
    metrics.exchange_queries.labels(row.set_code).inc()
    return [readers.opened(row.set_code, one, work.sealer) for one in rows], len(rows) == most


async def account(
    work: UnitOfWork,
    scope: Scope,
    unit: str | None,
    *,
    region: str,
    since: date,
    until: date,
    after: tuple[str, ...],
    limit: int,
) -> Sequence[Row[Any]]:
    """Return a page of what was asked and had of some days (both inside), by county, set and department."""
    begins = datetime.combine(since, time.min, SHANGHAI)
    ends = datetime.combine(until, time.min, SHANGHAI) + timedelta(days=1)
    page: Any = {"region": region, "after": after, "limit": limit}
    return await repository.use_of(work.connection, scope, unit, since=begins, until=ends, **page)
