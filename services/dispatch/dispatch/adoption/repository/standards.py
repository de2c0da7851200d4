"""How are standards and their drafts read and written?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from dispatch.adoption.domain.standards import Standing
from dispatch.adoption.models import adoption_drafts, adoption_history, adoption_standards
from shared.runtime.db import Connection, new_id
from shared.runtime.sets import insert_rows


async def hold(connection: Connection, subject: str) -> None:
    """Let one change of a subject happen after the other."""
    key = func.hashtextextended(f"adoption:{subject}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))


async def add_first(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the versions that come with the product, where there are none."""
    await connection.execute(insert(adoption_standards).on_conflict_do_nothing(), [dict(row) for row in rows])


async def standings_of(connection: Connection, kind: str) -> list[Standing]:
    columns = adoption_standards.c
    query = select(columns.version, columns.valid_from, columns.valid_to).where(columns.type == kind)
    return [Standing(row.version, row.valid_from, row.valid_to) for row in await connection.execute(query)]


async def add_standard(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, adoption_standards, [dict(row)])


async def end_standard(connection: Connection, kind: str, version: int, valid_to: date) -> None:
    mine = (adoption_standards.c.type == kind) & (adoption_standards.c.version == version)
    await connection.execute(update(adoption_standards).where(mine).values(valid_to=valid_to))


async def find_standard(connection: Connection, kind: str, version: int) -> Row[Any] | None:
    mine = (adoption_standards.c.type == kind) & (adoption_standards.c.version == version)
    return (await connection.execute(select(adoption_standards).where(mine))).one_or_none()


async def standard_on(connection: Connection, kind: str, on: date) -> Row[Any] | None:
    """Return the standard of a type that holds on a day."""
    mine = (adoption_standards.c.type == kind) & adoption_standards.c.valid.contains(on)
    return (await connection.execute(select(adoption_standards).where(mine))).one_or_none()


async def list_standards(connection: Connection, kind: str | None, on: date) -> Sequence[Row[Any]]:
    """Return the standards that hold on a day, by type: three at most."""
    query = select(adoption_standards).where(adoption_standards.c.valid.contains(on))
    if kind is not None:
        query = query.where(adoption_standards.c.type == kind)
    return (await connection.execute(query.order_by(adoption_standards.c.type))).all()


async def add_draft(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, adoption_drafts, [dict(row)])


async def find_draft(connection: Connection, draft_id: UUID) -> Row[Any] | None:
    return (await connection.execute(select(adoption_drafts).where(adoption_drafts.c.id == draft_id))).one_or_none()


async def lock_draft(connection: Connection, draft_id: UUID) -> Row[Any] | None:
    query = select(adoption_drafts).where(adoption_drafts.c.id == draft_id).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def decide_draft(connection: Connection, draft_id: UUID, state: str) -> None:
    await connection.execute(update(adoption_drafts).where(adoption_drafts.c.id == draft_id).values(state=state))


async def add_history(
    connection: Connection, subject: str, step: str, facts: Mapping[str, object], *, by: str, at: datetime
) -> None:
    row = {"id": new_id(), "subject": subject, "step": str(step), "by": by, "at": at, "facts": dict(facts)}
    await insert_rows(connection, adoption_history, [row])


async def history_of(connection: Connection, subject: str) -> Sequence[Row[Any]]:
    query = select(adoption_history).where(adoption_history.c.subject == subject).order_by(adoption_history.c.id)
    return (await connection.execute(query)).all()
