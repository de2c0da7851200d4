"""How are comments written and read, together with what the outside platform said since?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from dispatch.cases.models import case_reports
from dispatch.dossier.models import case_comments, dossier_looks
from dispatch.intake.models import feed_events
from shared.runtime.db import Connection, among, new_id
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import FeedKind


async def add_version(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, case_comments, [row])


async def versions_of(connection: Connection, case_id: UUID, comment_id: UUID) -> Sequence[Row[Any]]:
    """Return the versions of one comment of a case, the oldest first; the caller holds the case."""
    c = case_comments.c
    query = select(case_comments).where(c.case_id == case_id, c.comment_id == comment_id)
    return (await connection.execute(query.order_by(c.version))).all()


async def page_of(
    connection: Connection, case_id: UUID, audiences: Collection[str], *, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return all versions of the next comments for these audiences, the oldest first."""
    c = case_comments.c
    first = select(c.comment_id).where(c.case_id == case_id, c.version == 1, among(c.audience, audiences))
    if after is not None:
        first = first.where(c.comment_id > after)
    query = select(case_comments).where(c.comment_id.in_(first.order_by(c.comment_id).limit(limit)))
    return (await connection.execute(query.order_by(c.comment_id, c.version))).all()


async def sayings_of(connection: Connection, case_id: UUID, *, after: UUID | None, limit: int) -> list[Row[Any]]:
    """Return what outside platforms said of a case's orders after they came, the oldest first."""
    e = feed_events.c
    query = (
        select(e.id, e.kind, e.source, e.occurred_at, e.sealed_text)
        .join(case_reports, case_reports.c.report_id == e.report_id)
        .where(case_reports.c.case_id == case_id, e.kind != str(FeedKind.CREATED), e.sealed_text.is_not(None))
    )
    if after is not None:
        query = query.where(e.id > after)
    rows: Any = (await connection.execute(query.order_by(e.id).limit(limit))).all()
    return list(rows)


async def log_look(
    connection: Connection,
    case_id: UUID,
    what: str,
    *,
    by: str,
    purpose: str,
    at: datetime,
    attachment_id: UUID | None = None,
) -> None:
    look = {"id": new_id(), "case_id": case_id, "what": what, "attachment_id": attachment_id}
    await insert_rows(connection, dossier_looks, [look | {"person_id": by, "purpose": purpose, "at": at}])
