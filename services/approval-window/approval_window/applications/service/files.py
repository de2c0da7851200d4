"""How does a file come to a material of an application, and who looks at it? First the object, then its row."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.authority import ApplicationNotFound
from approval_window.applications.domain.files import (
    FileNotFound,
    Given,
    Limits,
    newest_round,
    next_round,
    refusal_of,
    require_material,
    require_said,
    require_size,
    standing_of,
)
from approval_window.applications.domain.materials import HandedIn, MaterialState, materials_of, missing_of
from approval_window.applications.domain.states import ApplicationAction, ApplicationState
from approval_window.applications.repository import applications as repository
from approval_window.applications.repository import files
from shared.files import AttachmentRefused, FileType
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.documents import look_through
from shared.runtime.objects import Objects, sweep
from shared.runtime.scope import Scope

from .acting import Asked, Taken, item_of, put_down, take_up
from .admission import accept
from .receiving import Look, get_application

FOLDER = "material-files"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file of a material, and its application as it is now; `repeated`: it stood there already."""

    id: UUID
    application: Row[Any]
    repeated: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file that was looked through and lies in the store."""

    object: str
    media_type: FileType
    pages: int | None
    content: bytes
    given_sha256: bytes
    name: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it is read: `content` is what was kept of it."""

    media_type: str
    name: str | None
    content: bytes


async def upload(
    work: UnitOfWork, objects: Objects, scope: Scope, asked: Asked, given: Given, limits: Limits
) -> Uploaded:
    """Keep a file for a material; what was wanted is handed in by it, for all applications of the same form at once.

    The same file again, while it stands, is the first. Raises what `take_up` and `accept` raise, MaterialUnknown,
    TooManyFiles, StoreUnavailable, and what `domain.files` says of the file.
    """
    require_size(given.data, limits)
    held = await files.lock_with_bundle(work.connection, scope, asked.application_id)
    row = held.pop(asked.application_id, None)
    if row is None:
        raise ApplicationNotFound("no such application", application=str(asked.application_id))
    digest = sha256(given.data).digest()
    there = await _standing(work, row.id, given.material, digest)
    if there is not None:
        return Uploaded(there.id, row, repeated=True)
    taken = await take_up(work, scope, asked, ApplicationAction.UPLOAD)
    material = require_material(materials_of(taken.item.materials), given.material)
    said = require_said(given, material)
    others = await _others(work, scope, list(held.values()), given.material, said, digest, asked.now)
    rounds = [await _round(work, one, given, limits) for one in (taken, *others)]
    kept = await _keep(work, objects, given, said, limits, digest)
    for one, place in zip(others, rounds[1:], strict=True):
        await _take(work, scope, one, given.material, kept, place)
    file_id = await _take(work, scope, taken, given.material, kept, rounds[0])
    return Uploaded(file_id, await get_application(work, scope, application_id=row.id), repeated=False)


async def _standing(work: UnitOfWork, application_id: UUID, material: str, digest: bytes) -> Row[Any] | None:
    standing = standing_of(await files.files_of(work.connection, application_id, material))
    return next((one for one in standing if bytes(one.given_sha256) == digest), None)


async def _others(
    work: UnitOfWork,
    scope: Scope,
    rows: Sequence[Row[Any]],
    material: str,
    said: FileType,
    digest: bytes,
    now: datetime,
) -> list[Taken]:
    """Return the other applications of the form that ask for the material and take such a file, held for the step."""
    found: list[Taken] = []
    for row in rows:
        asked = materials_of((await item_of(work, row)).materials).get(material)
        wanted = asked is not None and (not asked.file_types or said in asked.file_types)
        if wanted and await _standing(work, row.id, material, digest) is None:
            found.append(await take_up(work, scope, Asked(row.id, row.version, now), ApplicationAction.UPLOAD))
    return found


async def _round(work: UnitOfWork, taken: Taken, given: Given, limits: Limits) -> int:
    there = await files.files_of(work.connection, taken.row.id, given.material)
    return next_round(there, beside=given.beside, most=limits.of_a_material)


async def _keep(
    work: UnitOfWork, objects: Objects, given: Given, said: FileType, limits: Limits, digest: bytes
) -> _Kept:
    # Decoding takes a while; the others are answered meanwhile.
    content, pages = await asyncio.to_thread(_look_through, given.data, said, limits)
    name = f"{FOLDER}/{new_id()}"
    await objects.put(name, work.sealer.seal_bytes(content, about=name))
    return _Kept(name, said, pages, content, digest, given.name)


def _look_through(data: bytes, said: FileType, limits: Limits) -> tuple[bytes, int | None]:
    """Return what is kept of a file, and how many pages a document has."""
    try:
        return look_through(data, said, limits, limits.pages)
    except AttachmentRefused as refused:
        raise refusal_of(str(refused.facts["reason"]), refused.facts) from None


async def _take(work: UnitOfWork, scope: Scope, taken: Taken, material: str, kept: _Kept, place: int) -> UUID:
    """Let a file be one of an application's; with the last that its notice named it is accepted."""
    row, file_id = taken.row, new_id()
    await files.add_files(work.connection, [_row(work, taken, kept, file_id) | {"material": material, "round": place}])
    states = await repository.materials_of(work.connection, row.id)
    wanted = states.get(material) is not MaterialState.HANDED_IN
    brought = {material: MaterialState.HANDED_IN} if wanted else {}
    await repository.keep_materials(work.connection, row.id, brought, HandedIn(), taken.now, taken.by)
    missing = missing_of(materials_of(taken.item.materials), states | brought)
    said = {"material": material, "file": str(file_id), "round": place, "sha256": sha256(kept.content).hexdigest()}
    facts = said | {"media_type": kept.media_type, "materials": list(brought), "missing": missing}
    saved = await put_down(work, taken, facts=facts)
    if taken.leads_to is ApplicationState.CORRECTING and not missing:
        await accept(work, scope, Asked(row.id, saved.version, taken.now))
    return file_id


def _row(work: UnitOfWork, taken: Taken, kept: _Kept, file_id: UUID) -> dict[str, Any]:
    return {
        "id": file_id,
        "application_id": taken.row.id,
        "object": kept.object,
        "media_type": kept.media_type,
        "bytes": len(kept.content),
        "pages": kept.pages,
        "sha256": sha256(kept.content).digest(),
        "given_sha256": kept.given_sha256,
        "sealed_name": work.sealer.seal(kept.name, about=str(file_id)) if kept.name else None,
        "by": taken.by,
        "at": taken.now,
    }


async def list_files(work: UnitOfWork, application_id: UUID) -> list[dict[str, Any]]:
    """Return what is told of the files of an application that the caller sees, the oldest first; not their names."""
    rows = await files.files_of(work.connection, application_id)
    return [_told(row, [one for one in rows if one.material == row.material]) for row in rows]


def _told(row: Row[Any], of_material: Sequence[Row[Any]]) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("id", "material", "media_type", "bytes", "pages", "by", "at")}
    return told | {"sha256": row.sha256.hex(), "stands": row.round == newest_round(of_material)}


async def open_file(
    work: UnitOfWork, objects: Objects, scope: Scope, application_id: UUID, file_id: UUID, look: Look
) -> Opened:
    """Return a file of an application; the look is logged.

    Raises ApplicationNotFound, FileNotFound, StoreUnavailable.
    """
    row = await get_application(work, scope, application_id=application_id)
    found = next((one for one in await files.files_of(work.connection, row.id) if one.id == file_id), None)
    if found is None:
        raise FileNotFound("no such file", file=str(file_id))
    kept = {"at": look.at, "by": look.by, "purpose": look.purpose, "what": f"file {file_id}"}
    await repository.add_look(work.connection, kept | {"id": new_id(), "application_id": row.id})
    name = work.sealer.open(found.sealed_name, about=str(found.id)) if found.sealed_name is not None else None
    content = work.sealer.open_bytes(await objects.get(found.object), about=found.object)
    return Opened(found.media_type, name, content)


async def sweep_orphans(work: UnitOfWork, objects: Objects, now: datetime, *, kept: timedelta) -> int:
    """Delete objects that no row speaks of, and that are older than any request takes; return how many."""
    known = partial(files.kept_among, work.connection)
    return await sweep(objects, known, now - kept, under=FOLDER)
