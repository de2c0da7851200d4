"""How are the versions of replies read and written? Their texts are sealed, and opened for who may read them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from dispatch.orders.domain.documents import REPLACEABLE, Document, DocumentState
from dispatch.orders.models import order_documents
from shared.runtime.db import Connection, UnitOfWork, among
from shared.runtime.sets import insert_rows

d = order_documents.c


def to_document(row: Row[Any]) -> Document:
    return Document(
        row.report_id,
        row.version,
        DocumentState(row.state),
        row.unit,
        row.drafted_by,
        row.drafted_at,
        row.checked_by,
        row.sent_at,
    )


def about(report_id: UUID, version: int) -> str:
    """Return what the text of a version is bound to."""
    return f"{report_id}:{version}"


def open_text(work: UnitOfWork, row: Row[Any]) -> str:
    return work.sealer.open(row.sealed_text, about=about(row.report_id, row.version))


async def add_document(connection: Connection, row: dict[str, Any]) -> None:
    """Write a version; one that is under way, or approved and not sent, has had its time."""
    earlier = and_(d.report_id == row["report_id"], d.state.in_([str(state) for state in sorted(REPLACEABLE)]))
    replaced = {"state": str(DocumentState.REPLACED)}
    await connection.execute(update(order_documents).where(earlier).values(replaced))
    await insert_rows(connection, order_documents, [row])


async def save_document(connection: Connection, report_id: UUID, version: int, values: Mapping[str, Any]) -> None:
    this = and_(d.report_id == report_id, d.version == version)
    await connection.execute(update(order_documents).where(this).values(values))


async def documents_of(connection: Connection, report_id: UUID) -> list[Row[Any]]:
    """Return the versions of an order's reply, the newest last."""
    query = select(order_documents).where(d.report_id == report_id).order_by(d.version)
    return list((await connection.execute(query)).all())


async def newest_of(work: UnitOfWork, report_ids: Sequence[UUID]) -> tuple[dict[UUID, Document], dict[UUID, str]]:
    """Return the newest version of each order's reply, and the texts of those that are approved."""
    query = select(order_documents).where(among(d.report_id, report_ids)).order_by(d.report_id, d.version.desc())
    rows = (await work.connection.execute(query.ext(distinct_on(d.report_id)))).all() if report_ids else []
    texts = {row.report_id: open_text(work, row) for row in rows if row.state == DocumentState.APPROVED}
    return {row.report_id: to_document(row) for row in rows}, texts


async def note_sent(connection: Connection, report_ids: Iterable[UUID], now: datetime) -> None:
    approved = and_(among(d.report_id, report_ids), d.state == str(DocumentState.APPROVED))
    sent = {"state": str(DocumentState.SENT), "sent_at": now}
    await connection.execute(update(order_documents).where(approved).values(sent))
