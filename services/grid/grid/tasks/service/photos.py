"""How does a photo come to a task, part by part, and who looks at it? First the object, then its row."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.tasks.domain.states import OPEN, IllegalStep
from grid.tasks.domain.steps import TaskNotFound
from grid.tasks.domain.uploads import (
    Announced,
    PhotoNotFound,
    Subject,
    TooManyPhotos,
    UploadDamaged,
    UploadIdReused,
    UploadNotFound,
    decide_part,
)
from grid.tasks.repository import photos as repository
from grid.tasks.repository.tasks import find_task
from shared.files import AttachmentTooLarge, Limits, Unfit, refuse
from shared.runtime.contents import checked
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.objects import Objects, sweep
from shared.runtime.scope import Scope

FOLDER = "task-photos"
MOST_PHOTOS = 30


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload is; `photo_id` once it is whole."""

    id: UUID
    received: int
    length: int
    photo_id: UUID | None


def _progress(row: Row[Any]) -> Progress:
    return Progress(row.id, row.received, row.length, row.photo_id)


async def begin(
    work: UnitOfWork, scope: Scope, task_id: UUID, announced: Announced, *, limits: Limits, now: datetime
) -> Progress:
    """Begin an upload for an open task; the same again goes on where it was. A photo that is there needs no sending.

    Raises TaskNotFound, IllegalStep, AttachmentTooLarge, TooManyPhotos, UploadIdReused.
    """
    task = await find_task(work.connection, scope, task_id, lock=True)
    if task is None:
        raise TaskNotFound("no such task", task=task_id)
    known = await repository.upload_by_id(work.connection, announced.id)
    if known is None and task.state not in OPEN:
        raise IllegalStep("the task is over", state=task.state, possible=[])
    return await begin_of(work, Subject(scope.person_id, task_id), announced, limits=limits, now=now)


async def begin_of(
    work: UnitOfWork, subject: Subject, announced: Announced, *, limits: Limits, now: datetime
) -> Progress:
    """Begin an upload of a photo of what the caller holds. Raises AttachmentTooLarge, TooManyPhotos, UploadIdReused."""
    if announced.length > limits.bytes:
        raise AttachmentTooLarge("the file is too large", limit_bytes=limits.bytes)
    known = await repository.upload_by_id(work.connection, announced.id)
    if known is None:
        if await repository.count_photos(work.connection, subject) >= MOST_PHOTOS:
            raise TooManyPhotos("there are as many as there may be", most=MOST_PHOTOS)
        await repository.begin_upload(work.connection, _row(subject, announced, now=now))
        there = await repository.same_photo(work.connection, subject, announced.sha256)
        if there is not None:
            await repository.end_upload(work.connection, announced.id, photo_id=there, now=now)
        known = await repository.upload_by_id(work.connection, announced.id)
    assert known is not None
    said = (subject.task_id, subject.sighting_id, subject.by, announced.length, announced.sha256)
    if (known.task_id, known.sighting_id, known.worker_id, known.length, bytes(known.sha256)) != said:
        raise UploadIdReused("this id belongs to another upload")
    return _progress(known)


def _subject(upload: Row[Any]) -> Subject:
    return Subject(upload.worker_id, upload.task_id, upload.sighting_id, upload.report_id)


def _row(subject: Subject, announced: Announced, *, now: datetime) -> dict[str, Any]:
    return {
        "id": announced.id,
        "task_id": subject.task_id,
        "sighting_id": subject.sighting_id,
        "report_id": subject.report_id,
        "worker_id": subject.by,
        "moment": str(announced.moment),
        "length": announced.length,
        "received": 0,
        "sha256": announced.sha256,
        "begun_at": now,
        "touched_at": now,
    }


async def show_upload(work: UnitOfWork, scope: Scope, upload_id: UUID) -> Progress:
    """Return how far an upload of who asks is. Raises UploadNotFound."""
    return _progress(await _found(work, scope, upload_id, lock=False))


async def append(
    work: UnitOfWork,
    objects: Objects,
    scope: Scope,
    upload_id: UUID,
    *,
    offset: int,
    part: bytes,
    limits: Limits,
    now: datetime,
) -> Progress:
    """Add a part; what came before is harmless. With the last one the whole is checked, and is the subject's photo.

    Where the whole is refused the last part is not kept. Raises UploadNotFound, UploadGap, UploadTooLong,
    UploadDamaged, AttachmentRefused, StoreUnavailable.
    """
    upload = await _found(work, scope, upload_id, lock=True)
    new = decide_part(upload.received, upload.length, offset, part)
    if not new:
        return _progress(upload)
    start, received = upload.received, upload.received + len(new)
    if received < upload.length:
        sealed = work.sealer.seal_bytes(new, about=_about(upload_id, start))
        await repository.add_part(work.connection, upload_id, start=start, sealed=sealed, received=received, now=now)
        return Progress(upload_id, received, upload.length, None)
    earlier = await repository.parts_of(work.connection, upload_id)
    opened = [work.sealer.open_bytes(bytes(row.sealed), about=_about(upload_id, row.start)) for row in earlier]
    whole = b"".join([*opened, new])
    if hashlib.sha256(whole).digest() != bytes(upload.sha256):
        raise UploadDamaged("these are not the bytes that were announced")
    photo_id = await _keep(work, objects, upload, whole, limits, now)
    await repository.end_upload(work.connection, upload_id, photo_id=photo_id, now=now)
    return Progress(upload_id, upload.length, upload.length, photo_id)


def _about(upload_id: UUID, start: int) -> str:
    return f"{upload_id}:{start}"


async def _keep(
    work: UnitOfWork, objects: Objects, upload: Row[Any], whole: bytes, limits: Limits, now: datetime
) -> UUID:
    there = await repository.same_photo(work.connection, _subject(upload), bytes(upload.sha256))
    if there is not None:
        return there
    # Decoding takes a while; the others are answered meanwhile. Where it was taken goes with the rest of its EXIF.
    found = await asyncio.to_thread(checked, whole, limits)
    if not found.media_type.startswith("image/"):
        raise refuse(Unfit.UNKNOWN)
    photo_id = new_id()
    name = f"{FOLDER}/{photo_id}"
    await objects.put(name, work.sealer.seal_bytes(found.content, about=name))
    row = {
        "id": photo_id,
        "task_id": upload.task_id,
        "sighting_id": upload.sighting_id,
        "report_id": upload.report_id,
        "moment": upload.moment,
        "object": name,
        "media_type": str(found.media_type),
        "bytes": len(found.content),
        "given_sha256": bytes(upload.sha256),
        "by": upload.worker_id,
        "at": now,
    }
    await repository.add_photo(work.connection, row)
    return photo_id


async def drop(work: UnitOfWork, scope: Scope, upload_id: UUID) -> None:
    """Forget an upload of who asks; a photo that came of it stays. Raises UploadNotFound."""
    upload = await _found(work, scope, upload_id, lock=True)
    if upload.photo_id is None:
        await repository.drop_upload(work.connection, upload_id)


async def _found(work: UnitOfWork, scope: Scope, upload_id: UUID, *, lock: bool) -> Row[Any]:
    upload = await repository.find_upload(work.connection, scope, upload_id, lock=lock)
    if upload is None:
        raise UploadNotFound("no such upload", upload=upload_id)
    return upload


# --------------------------------------------------------------------------------------------------------------- photos
async def list_photos(work: UnitOfWork, scope: Scope, task_id: UUID) -> Sequence[Row[Any]]:
    """Return the photos of a task. Raises TaskNotFound."""
    if await find_task(work.connection, scope, task_id) is None:
        raise TaskNotFound("no such task", task=task_id)
    return await repository.photos_of(work.connection, Subject(scope.person_id, task_id))


async def open_photo(
    work: UnitOfWork, objects: Objects, scope: Scope, task_id: UUID, photo_id: UUID, *, purpose: str, now: datetime
) -> tuple[str, bytes]:
    """Return the media type and the bytes of a photo; the look is logged. Raises TaskNotFound, PhotoNotFound."""
    rows = await list_photos(work, scope, task_id)
    return await open_one(work, objects, rows, photo_id, by=scope.person_id, purpose=purpose, now=now)


async def open_one(
    work: UnitOfWork,
    objects: Objects,
    rows: Sequence[Row[Any]],
    photo_id: UUID,
    *,
    by: str,
    purpose: str,
    now: datetime,
) -> tuple[str, bytes]:
    """Return the media type and the bytes of one of the photos that the caller sees; the look is logged.

    Raises PhotoNotFound.
    """
    row = next((row for row in rows if row.id == photo_id), None)
    if row is None:
        raise PhotoNotFound("no such photo", photo=photo_id)
    await repository.log_photo_look(work.connection, photo_id, by=by, at=now, purpose=purpose)
    return row.media_type, work.sealer.open_bytes(await objects.get(row.object), about=row.object)


async def sweep_orphans(work: UnitOfWork, objects: Objects, now: datetime, *, kept: timedelta) -> int:
    """Delete objects that no row speaks of, and that are older than any request takes; return how many."""
    known = partial(repository.kept_among, work.connection)
    return await sweep(objects, known, now - kept, under=FOLDER)
