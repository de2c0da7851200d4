"""Which photos does a task have, which are on their way, and who looked at them?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, and_, delete, func, select, update

from grid.tasks.domain.rules import Moment
from grid.tasks.domain.uploads import Subject
from grid.tasks.models import task_photo_looks, task_photos, task_uploads, upload_parts
from shared.runtime.db import Connection, among, new_id
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


def _of(subject: Subject, table: Table, by: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a photo, or an upload, is of a subject; phones may give the same id to two reports."""
    if subject.task_id is not None:
        return table.c.task_id == subject.task_id
    return and_(table.c.sighting_id == subject.sighting_id, by == subject.by)


def _photos(subject: Subject) -> ColumnElement[bool]:
    return _of(subject, task_photos, task_photos.c.by)


async def hold_sighting(connection: Connection, subject: Subject) -> None:
    """Hold the photos of a worker's own report, also one that is not there yet, until the transaction ends."""
    key = func.hashtextextended(f"grid.sighting-photos:{subject.by}:{subject.sighting_id}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))


async def moments_of(connection: Connection, subject: Subject) -> set[Moment]:
    """Return the moments of which a subject has photos; the caller sees the subject."""
    query = select(task_photos.c.moment).distinct().where(_photos(subject))
    return {Moment(moment) for moment in (await connection.execute(query)).scalars()}


async def photos_of(connection: Connection, subject: Subject) -> Sequence[Row[Any]]:
    """Return a subject's photos, the oldest first; the caller sees the subject."""
    query = select(task_photos).where(_photos(subject)).order_by(task_photos.c.id)
    return (await connection.execute(query)).all()


async def same_photo(connection: Connection, subject: Subject, sha256: bytes) -> UUID | None:
    query = select(task_photos.c.id).where(_photos(subject), task_photos.c.given_sha256 == sha256)
    return (await connection.execute(query)).scalar_one_or_none()


async def count_photos(connection: Connection, subject: Subject) -> int:
    query = select(func.count()).select_from(task_photos).where(_photos(subject))
    return int((await connection.execute(query)).scalar_one())


async def bind_photos(connection: Connection, subject: Subject) -> None:
    """Let the photos of a report, and those on their way, belong to it now that it is there; its place is held.

    The uploads first: whoever ends one meanwhile is waited for, and his photo is seen by the second statement.
    """
    for table, by in ((task_uploads, task_uploads.c.worker_id), (task_photos, task_photos.c.by)):
        await connection.execute(update(table).where(_of(subject, table, by)).values(report_id=subject.report_id))


async def add_photo(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, task_photos, [row])


async def kept_among(connection: Connection, objects: Iterable[str]) -> set[str]:
    """Return which of these objects belong to a photo."""
    query = select(task_photos.c.object).where(among(task_photos.c.object, objects))
    return set((await connection.execute(query)).scalars())


async def log_photo_look(connection: Connection, photo_id: UUID, *, by: str, at: datetime, purpose: str) -> None:
    look = {"id": new_id(), "photo_id": photo_id, "by": by, "at": at, "purpose": purpose}
    await insert_rows(connection, task_photo_looks, [look])


# -------------------------------------------------------------------------------------------------------------- uploads
async def begin_upload(connection: Connection, row: dict[str, Any]) -> bool:
    """Save a new upload; tell whether its id was new."""
    return bool(await insert_rows(connection, task_uploads, [row], skip_known=True, returning="id"))


async def upload_by_id(connection: Connection, upload_id: UUID) -> Row[Any] | None:
    """Return an upload by the id that a phone made, whosever it is: two never share one."""
    return (await connection.execute(select(task_uploads).where(task_uploads.c.id == upload_id))).one_or_none()


async def find_upload(connection: Connection, scope: Scope, upload_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """Return an upload of who asks (and hold its row, with `lock`)."""
    u = task_uploads.c
    query = select(task_uploads).where(u.id == upload_id, u.worker_id == scope.person_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def add_part(
    connection: Connection, upload_id: UUID, *, start: int, sealed: bytes, received: int, now: datetime
) -> None:
    await insert_rows(connection, upload_parts, [{"upload_id": upload_id, "start": start, "sealed": sealed}])
    changed = update(task_uploads).where(task_uploads.c.id == upload_id)
    await connection.execute(changed.values(received=received, touched_at=now))


async def parts_of(connection: Connection, upload_id: UUID) -> Sequence[Row[Any]]:
    query = select(upload_parts).where(upload_parts.c.upload_id == upload_id).order_by(upload_parts.c.start)
    return (await connection.execute(query)).all()


async def end_upload(connection: Connection, upload_id: UUID, *, photo_id: UUID, now: datetime) -> None:
    """Let an upload be over: its parts go, the photo stays."""
    await connection.execute(delete(upload_parts).where(upload_parts.c.upload_id == upload_id))
    changed = update(task_uploads).where(task_uploads.c.id == upload_id)
    await connection.execute(changed.values(received=task_uploads.c.length, photo_id=photo_id, touched_at=now))


async def drop_upload(connection: Connection, upload_id: UUID) -> None:
    await connection.execute(delete(task_uploads).where(task_uploads.c.id == upload_id))


async def drop_stale(connection: Connection, before: datetime) -> int:
    """Forget uploads that never came to their end, and photos whose report never came; return how many."""
    u, p = task_uploads.c, task_photos.c
    no_report = and_(p.sighting_id.is_not(None), p.report_id.is_(None), p.at < before)
    never_reported = and_(u.sighting_id.is_not(None), u.report_id.is_(None), u.touched_at < before)
    unended = await connection.execute(delete(task_uploads).where(u.photo_id.is_(None), u.touched_at < before))
    await connection.execute(delete(task_uploads).where(never_reported))
    photos = await connection.execute(delete(task_photos).where(no_report, ~_is_uploaded()))
    return unended.rowcount + photos.rowcount


def _is_uploaded() -> ColumnElement[bool]:
    return select(task_uploads.c.id).where(task_uploads.c.photo_id == task_photos.c.id).exists()
