"""How does a photo or a sound come into a case, and out again? First the object, then its row: no row without it."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.cases.repository import reading
from dispatch.dossier.domain.attachments import (
    AttachmentNotFound,
    Limits,
    TooManyAttachments,
)
from dispatch.dossier.domain.comments import Audience, Seat, readable_to, require_audience
from dispatch.dossier.repository import attachments as repository
from dispatch.dossier.repository.comments import log_look
from dispatch.dossier.service.comments import hold_case
from shared.files import AttachmentTooLarge, Checked
from shared.runtime.contents import checked
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.objects import Objects, sweep
from shared.runtime.scope import Scope

FOLDER = "attachments"
ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class File:
    """What somebody sends; its name is kept sealed, and nothing is concluded from it."""

    data: bytes
    name: str | None
    audience: Audience


@dataclass(frozen=True, slots=True)
class Opened:
    """An attachment as it is read: `content` is what was kept of the file."""

    media_type: str
    name: str | None
    content: bytes


async def attach(
    work: UnitOfWork,
    objects: Objects,
    scope: Scope,
    case_id: UUID,
    file: File,
    *,
    seat: Seat,
    limits: Limits,
    now: datetime,
) -> tuple[UUID, bool]:
    """Keep a file in a case; return its id, and whether the case had it already.

    Raises CaseNotFound, NotForTheUnit, AttachmentTooLarge, AttachmentRefused, TooManyAttachments, StoreUnavailable.
    """
    require_audience(seat, file.audience)
    if len(file.data) > limits.bytes:
        raise AttachmentTooLarge("the file is too large", limit_bytes=limits.bytes)
    await hold_case(work, scope, case_id)
    digest = hashlib.sha256(file.data).digest()
    known = await repository.same_file(work.connection, case_id, digest)
    if known is not None:
        return known.id, True
    if await repository.count_of(work.connection, case_id) >= limits.of_a_case:
        raise TooManyAttachments("the case has as many as it may have", most=limits.of_a_case)
    # Decoding takes a while; the others are answered meanwhile.
    found = await asyncio.to_thread(checked, file.data, limits)
    return await _keep(work, objects, scope, case_id, file, found, digest, now), False


async def _keep(
    work: UnitOfWork,
    objects: Objects,
    scope: Scope,
    case_id: UUID,
    file: File,
    found: Checked,
    digest: bytes,
    now: datetime,
) -> UUID:
    attachment_id = new_id()
    name = f"{FOLDER}/{attachment_id}"
    await objects.put(name, work.sealer.seal_bytes(found.content, about=name))
    row = {
        "id": attachment_id,
        "case_id": case_id,
        "object": name,
        "media_type": str(found.media_type),
        "bytes": len(found.content),
        "given_sha256": digest,
        "audience": str(file.audience),
        "sealed_name": work.sealer.seal(file.name, about=str(attachment_id)) if file.name else None,
        "by": scope.person_id,
        "at": now,
    }
    await repository.add_attachment(work.connection, row)
    return attachment_id


async def list_attachments(work: UnitOfWork, scope: Scope, case_id: UUID, *, seat: Seat) -> list[Row[Any]]:
    """Return what a case holds, for who sits there. Raises CaseNotFound."""
    if await reading.find_case(work.connection, scope, case_id) is None:
        raise CaseNotFound("no such case", case=str(case_id))
    return list(await repository.list_of(work.connection, case_id, [str(one) for one in readable_to(seat)]))


async def open_attachment(
    work: UnitOfWork,
    objects: Objects,
    scope: Scope,
    case_id: UUID,
    attachment_id: UUID,
    *,
    seat: Seat,
    purpose: str,
    now: datetime,
) -> Opened:
    """Return an attachment, and log the look. Raises CaseNotFound, AttachmentNotFound, StoreUnavailable."""
    rows = {row.id: row for row in await list_attachments(work, scope, case_id, seat=seat)}
    row = rows.get(attachment_id)
    if row is None:
        raise AttachmentNotFound("no such attachment", attachment=str(attachment_id))
    await log_look(
        work.connection,
        case_id,
        ATTACHMENT,
        by=scope.person_id,
        purpose=purpose,
        at=now,
        attachment_id=attachment_id,
    )
    content = work.sealer.open_bytes(await objects.get(row.object), about=row.object)
    name = work.sealer.open(row.sealed_name, about=str(row.id)) if row.sealed_name is not None else None
    return Opened(row.media_type, name, content)


async def sweep_orphans(work: UnitOfWork, objects: Objects, now: datetime, *, kept: timedelta) -> int:
    """Delete objects that no row speaks of, and that are older than any request takes; return how many."""
    known = partial(repository.kept_among, work.connection)
    return await sweep(objects, known, now - kept, under=FOLDER)
