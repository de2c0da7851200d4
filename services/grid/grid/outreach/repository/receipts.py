"""Which receipts came, and who wants no more messages?"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Date, LargeBinary, Row, Select, Uuid, and_, select, union

from grid.outreach.models import outreach_opt_outs, outreach_receipts
from grid.registry.domain.kinds import State
from grid.registry.models import residents
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

OUT, R = outreach_opt_outs.c, residents.c


async def known_receipts(connection: Connection, ids: Iterable[str]) -> set[str]:
    query = select(outreach_receipts.c.receipt_id).where(among(outreach_receipts.c.receipt_id, ids))
    return set((await connection.execute(query)).scalars().all())


async def add_receipts(connection: Connection, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Keep receipts; return the ids of those that had not come before."""
    added = await insert_rows(connection, outreach_receipts, rows, skip_known=True, returning="receipt_id")
    return {row.receipt_id for row in added}


async def add_opt_outs(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, outreach_opt_outs, rows)


async def list_opt_outs(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return who wants no messages, the latest first."""
    query = select(outreach_opt_outs).where(visible_in(scope, outreach_opt_outs))
    if after is not None:
        query = query.where(OUT.id < after)
    return (await connection.execute(query.order_by(OUT.id.desc()).limit(limit))).all()


async def marks_of_residents(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Return the marks of residents' numbers and persons by their ids; of those that have ended, too."""
    query: Select[Any] = select(R.id, R.region, R.phone_mark, R.id_number_mark).where(among(R.id, ids))
    return {row.id: row for row in (await connection.execute(query)).all()}


async def whose_number(connection: Connection, marks: Iterable[bytes]) -> Sequence[Row[Any]]:
    """Return the residents that are reached under a number, the present ones first: ids and marks alone."""
    query: Select[Any] = select(R.id, R.region, R.phone_mark, R.id_number_mark).where(among(R.phone_mark, marks))
    present = R.state == str(State.CURRENT)
    found: Sequence[Row[Any]] = (await connection.execute(query.order_by(present.desc(), R.id))).all()
    return found


async def out_by_mark(connection: Connection, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Return which of the messages go to a number, or to a person, that opted out since he agreed.

    `rows`: {id, mark, since}, one for each mark that a message's number and person may have been given, whatever the
    key. A mark of a number is never one of a person.
    """
    if not rows:
        return set()
    given = arrays(rows, id=Uuid(), mark=LargeBinary(), since=Date())
    since = OUT.out_on >= given.c.since
    # Each by its own index; one by both would find neither.
    queries = [
        select(given.c.id).join(outreach_opt_outs, and_(mark == given.c.mark, since))
        for mark in (OUT.phone_mark, OUT.person_mark)
    ]
    return set((await connection.execute(union(*queries))).scalars().all())
