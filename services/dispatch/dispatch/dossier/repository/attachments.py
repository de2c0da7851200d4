"""How are attachments noted and found, and which objects of the store belong to none?"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from dispatch.dossier.models import attachments
from shared.runtime.db import Connection, among
from shared.runtime.sets import insert_rows


async def add_attachment(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, attachments, [row])


async def same_file(connection: Connection, case_id: UUID, digest: bytes) -> Row[Any] | None:
    """Return the attachment of a case that the same file became before."""
    c = attachments.c
    query = select(attachments).where(c.case_id == case_id, c.given_sha256 == digest)
    return (await connection.execute(query)).one_or_none()


async def count_of(connection: Connection, case_id: UUID) -> int:
    query = select(func.count()).select_from(attachments).where(attachments.c.case_id == case_id)
    return int((await connection.execute(query)).scalar_one())


async def list_of(connection: Connection, case_id: UUID, audiences: Collection[str]) -> Sequence[Row[Any]]:
    """Return the attachments of a case for these audiences, the oldest first; the caller sees the case."""
    c = attachments.c
    query = select(attachments).where(c.case_id == case_id, among(c.audience, audiences)).order_by(c.id)
    return (await connection.execute(query)).all()


async def ids_of(connection: Connection, case_id: UUID, among_these: Collection[UUID]) -> set[UUID]:
    """Return which of these ids name attachments of a case."""
    c = attachments.c
    query = select(c.id).where(c.case_id == case_id, among(c.id, among_these))
    return set((await connection.execute(query)).scalars())


async def kept_among(connection: Connection, objects: Iterable[str]) -> set[str]:
    """Return which of these objects belong to an attachment."""
    query = select(attachments.c.object).where(among(attachments.c.object, objects))
    return set((await connection.execute(query)).scalars())
