"""How are versions of rule books proposed, decided, and written for cases to run by?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, select, text, update

from dispatch.cases.domain.rulebooks import ROWS, Body, Book
from dispatch.cases.models import case_rule_proposals, clock_policies, source_rules, workflows
from shared.runtime.db import Connection, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

_TABLES: Mapping[Book, Table] = {
    Book.WORKFLOWS: workflows,
    Book.CLOCKS: clock_policies,
    Book.SOURCES: source_rules,
}


async def hold_books(connection: Connection) -> None:
    """Let nobody else propose or decide until the transaction ends; who reads waits for nobody."""
    await connection.execute(text("LOCK TABLE case_rule_proposals IN SHARE ROW EXCLUSIVE MODE"))


async def draw_up(connection: Connection, row: dict[str, Any]) -> UUID | None:
    """Keep an open proposal in the place of its region's open one about the same book; return which it replaces."""
    c = case_rule_proposals.c
    mine = (c.book == row["book"]) & (c.region == row["region"]) & (c.state == "open")
    done = {"state": "replaced", "decided_by": row["proposed_by"], "decided_at": row["proposed_at"]}
    gone = await connection.execute(update(case_rule_proposals).where(mine).values(done).returning(c.id))
    replaced: UUID | None = gone.scalar_one_or_none()
    await insert_rows(connection, case_rule_proposals, [row | {"state": "open"}])
    return replaced


def proposal_row(book: Book, body: Body, *, by: str, region: str, at: datetime, **more: Any) -> dict[str, Any]:
    given = {"id": new_id(), "book": str(book), "region": region, "body": dict(body)}
    return given | {"proposed_by": by, "proposed_at": at} | more


async def find(connection: Connection, scope: Scope, proposal_id: UUID) -> Row[Any] | None:
    mine = (case_rule_proposals.c.id == proposal_id) & visible_in(scope, case_rule_proposals)
    return (await connection.execute(select(case_rule_proposals).where(mine))).one_or_none()


async def decide(
    connection: Connection, proposal_id: UUID, state: str, *, by: str, at: datetime, **more: Any
) -> Row[Any]:
    done = update(case_rule_proposals).where(case_rule_proposals.c.id == proposal_id)
    values = {"state": state, "decided_by": by, "decided_at": at} | more
    decided: Row[Any] = (await connection.execute(done.values(values).returning(case_rule_proposals))).one()
    return decided


async def list_proposals(
    connection: Connection, scope: Scope, *, book: Book | None, state: str | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return what was proposed, the newest first, without the bodies."""
    c = case_rule_proposals.c
    query = select(*(column for column in c if column.name != "body")).where(visible_in(scope, case_rule_proposals))
    if book is not None:
        query = query.where(c.book == str(book))
    if state is not None:
        query = query.where(c.state == state)
    if after is not None:
        query = query.where(c.id < after)
    return (await connection.execute(query.order_by(c.id.desc()).limit(limit))).all()


async def confirmed_as(connection: Connection, book: Book, version: int) -> Row[Any] | None:
    """Return the proposal that became a version, None for what the platform brought with it."""
    c = case_rule_proposals.c
    query = select(case_rule_proposals).where(c.book == str(book), c.version == version)
    return (await connection.execute(query)).one_or_none()


async def body_of(connection: Connection, book: Book, version: int) -> dict[str, Any] | None:
    """Return what a version says, None where there is no such version."""
    table = _TABLES[book]
    rows = (await connection.execute(select(table).where(table.c.version == version))).mappings().all()
    if not rows:
        return None
    if book is Book.WORKFLOWS:
        return dict(rows[0]["definition"])
    names = [column.name for column in table.c if column.name != "version"]
    keys = [column.name for column in table.primary_key if column.name != "version"]
    said = [{name: row[name] for name in names} for row in rows]
    return {ROWS[book]: sorted(said, key=lambda row: [str(row[key]) for key in keys])}


async def versions_of(connection: Connection, book: Book) -> list[int]:
    table = _TABLES[book]
    return list((await connection.execute(select(table.c.version).distinct())).scalars())


async def write_version(connection: Connection, book: Book, version: int, body: Body, *, at: datetime) -> None:
    """Write a confirmed version where cases read it."""
    if book is Book.WORKFLOWS:
        await insert_rows(connection, workflows, [{"version": version, "definition": dict(body), "loaded_at": at}])
        return
    await insert_rows(connection, _TABLES[book], [{"version": version, **row} for row in body[ROWS[book]]])
