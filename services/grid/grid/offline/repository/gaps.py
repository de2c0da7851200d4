"""Which numbers did phones never send though later ones came, and which were given up?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Subquery, func, select

from grid.offline.models import sync_given_up, sync_items
from grid.workers.models import workers
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

_s, _g = sync_items.c, sync_given_up.c
CHAIN = ("worker_id", "device_id", "subject")


def _chains(*which: ColumnElement[bool]) -> Select[Any]:
    """Return the query for what waits: by phone and thing, with the last number dealt with and the first that waits."""
    waiting = (
        select(
            *(_s[name] for name in CHAIN),
            func.min(_s.clock).label("first"),
            func.count().label("waiting"),
            func.min(_s.received_at).label("since"),
            func.array_agg(_s.kind.distinct()).label("kinds"),
        )
        .where(_s.waits_for.is_not(None), *which)
        .group_by(*(_s[name] for name in CHAIN))
        .subquery("waiting")
    )
    done, given = sync_items.alias("done"), sync_given_up.alias("given")
    dealt_with = select(func.max(done.c.clock)).where(*_same(done, waiting), done.c.waits_for.is_(None))
    given_up = select(func.max(given.c.missing_to)).where(*_same(given, waiting))
    # The greater of the two, of which either may not be.
    last = func.coalesce(func.greatest(dealt_with.scalar_subquery(), given_up.scalar_subquery()), 0)
    return select(waiting, last.label("last"))


def _same(table: Any, other: Any) -> list[ColumnElement[bool]]:
    return [table.c[name] == other.c[name] for name in CHAIN]


def _late(before: datetime, *which: ColumnElement[bool]) -> Subquery:
    """Return the chains that have waited since before a moment for a number that is not there."""
    chain = _chains(*which).subquery("chain")
    missing = (chain.c.last + 1).label("missing_from"), (chain.c.first - 1).label("missing_to")
    return select(chain, *missing).where(chain.c.first > chain.c.last + 1, chain.c.since <= before).subquery("late")


async def list_late(
    connection: Connection, scope: Scope, region: str, before: datetime, limit: int
) -> tuple[Sequence[Row[Any]], int]:
    """Return the late chains of the workers of a region within the scope, the oldest first, and how many they are."""
    late = _late(before)
    query = select(late, workers.c.region).join(workers, workers.c.worker_id == late.c.worker_id)
    query = query.where(visible_in(scope, workers), workers.c.region.startswith(region, autoescape=True))
    rows = (await connection.execute(query.order_by(late.c.since, late.c.subject).limit(limit))).all()
    if len(rows) < limit:
        return rows, len(rows)
    count = select(func.count()).select_from(query.subquery())
    return rows, int((await connection.execute(count)).scalar_one())


async def waiting_by_worker(connection: Connection, worker_ids: Collection[str], before: datetime) -> dict[str, int]:
    """Return how many items of each worker wait since before a moment for a number that is not there."""
    late = _late(before, among(_s.worker_id, worker_ids))
    query = select(late.c.worker_id, func.sum(late.c.waiting).label("waiting")).group_by(late.c.worker_id)
    return {row.worker_id: int(row.waiting) for row in await connection.execute(query)}


async def waiting_in_all(connection: Connection, before: datetime) -> int:
    """Return how many items of all phones wait since before a moment for a number that is not there."""
    found = await connection.execute(select(func.coalesce(func.sum(_late(before).c.waiting), 0)))
    return int(found.scalar_one())


async def chain_of(connection: Connection, scope: Scope, device_id: str, subject: UUID) -> Row[Any] | None:
    """Return what of a phone of whose scope it is waits about one thing, None where nothing does."""
    which = (_s.worker_id == scope.person_id, _s.device_id == device_id, _s.subject == subject)
    found: Row[Any] | None = (await connection.execute(_chains(*which))).one_or_none()
    return found


async def last_given_up(
    connection: Connection, scope: Scope, device_id: str, subjects: Collection[UUID]
) -> dict[UUID, int]:
    """Return the last number of a phone that was given up, by subject."""
    query = (
        select(_g.subject, func.max(_g.missing_to).label("clock"))
        .where(_g.worker_id == scope.person_id, _g.device_id == device_id, among(_g.subject, subjects))
        .group_by(_g.subject)
    )
    return {row.subject: row.clock for row in await connection.execute(query)}


async def add_given_up(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, sync_given_up, [row])


async def list_given_up(
    connection: Connection, scope: Scope, region: str, *, before: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return which numbers of phones of a region within the scope were given up, the last first."""
    query = select(sync_given_up).where(visible_in(scope, sync_given_up))
    query = query.where(_g.region.startswith(region, autoescape=True))
    if before is not None:
        query = query.where(_g.id < before)
    return (await connection.execute(query.order_by(_g.id.desc()).limit(limit))).all()
