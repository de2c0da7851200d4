"""How is counted what a recipient is told in one run, and what stands in a digest?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from dispatch.cases.models import case_clocks, cases
from dispatch.cases.repository.sight import seen_by
from dispatch.supervision.models import supervision_digest_items, supervision_digests
from shared.runtime.db import Connection, among
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

_d, _i = supervision_digests.c, supervision_digest_items.c
_KEY = (_d.to_kind, _d.to_id, _d.to_region, _d.what, _d.urgent)


async def count(connection: Connection, rows: Sequence[dict[str, Any]]) -> dict[Any, tuple[UUID, int]]:
    """Add what recipients are told now (`told`, rows in the order of their keys); return (id, all of this run) by key.

    Each row is held until the transaction ends, so that two replicas count one after the other.
    """
    given = insert(supervision_digests).values(list(rows))
    counted = given.on_conflict_do_update(
        index_elements=_KEY, index_where=_d.closed_at.is_(None), set_={"told": _d.told + given.excluded.told}
    ).returning(_d.id, _d.told, *_KEY)
    return {tuple(row[2:]): (row.id, row.told) for row in (await connection.execute(counted)).all()}


async def add_items(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, supervision_digest_items, rows, skip_known=True)


async def close_open(connection: Connection, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """End the open rows, of which those that only counted go; return all, each with how many cases it lists."""
    mine = select(_d.id).where(_d.closed_at.is_(None)).order_by(_d.id).limit(limit).with_for_update(skip_locked=True)
    ids = list((await connection.execute(mine)).scalars())
    items = select(func.count(_i.case_id.distinct())).where(_i.digest_id == _d.id).scalar_subquery()
    oldest = select(func.min(_i.due_at)).where(_i.digest_id == _d.id).scalar_subquery()
    query = select(supervision_digests, items.label("listed"), oldest.label("oldest_due_at")).where(among(_d.id, ids))
    rows = (await connection.execute(query.order_by(_d.id))).all()
    is_empty = ~exists().where(_i.digest_id == _d.id)
    await connection.execute(delete(supervision_digests).where(among(_d.id, ids), is_empty))
    await connection.execute(update(supervision_digests).where(among(_d.id, ids)).values(closed_at=now))
    return rows


async def find(connection: Connection, digest_id: UUID) -> Row[Any] | None:
    query = select(supervision_digests).where(_d.id == digest_id, _d.closed_at.is_not(None))
    return (await connection.execute(query)).one_or_none()


async def items(
    connection: Connection, scope: Scope, digest_id: UUID, *, after: UUID | None, limit: int
) -> Sequence[Any]:
    """Return the clocks of a digest that the caller may know of, the first due first; `after`: the last clock's id."""
    shown = (_i.case_id, _i.clock_id, _i.due_at, _i.stage, cases.c.number, cases.c.region, cases.c.state)
    query = (
        select(*shown, case_clocks.c.kind, case_clocks.c.stopped_at)
        .join(cases, cases.c.id == _i.case_id)
        .join(case_clocks, case_clocks.c.id == _i.clock_id)
        .where(_i.digest_id == digest_id, seen_by(scope))
    )
    if after is not None:
        last = select(_i.due_at).where(_i.digest_id == digest_id, _i.clock_id == after).limit(1).scalar_subquery()
        query = query.where((_i.due_at > last) | ((_i.due_at == last) & (_i.clock_id > after)))
    return (await connection.execute(query.order_by(_i.due_at, _i.clock_id).limit(limit))).all()
