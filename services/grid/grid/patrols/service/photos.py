"""How do photos come to a worker's own report, also before it, and who looks at them? The parts come as a task's do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.patrols.domain.reports import ReportNotFound, matter_of
from grid.patrols.repository import reports as repository
from grid.tasks.domain.rules import check_photos
from grid.tasks.domain.uploads import Announced, Subject
from grid.tasks.repository import photos as kept
from grid.tasks.repository.rules import rule_for
from grid.tasks.service.photos import Progress, begin_of, open_one
from shared.files import Limits
from shared.runtime.db import UnitOfWork
from shared.runtime.objects import Objects
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import Category


async def begin(
    work: UnitOfWork, scope: Scope, sighting_id: UUID, announced: Announced, *, limits: Limits, now: datetime
) -> Progress:
    """Begin an upload for the report that the asking worker's phone sends, or has sent, as `sighting_id`.

    Raises AttachmentTooLarge, TooManyPhotos, UploadIdReused.
    """
    subject = Subject(scope.person_id, sighting_id=sighting_id)
    await kept.hold_sighting(work.connection, subject)
    sent = await repository.find_sent(work.connection, scope, sighting_id)
    subject = Subject(scope.person_id, sighting_id=sighting_id, report_id=sent.id if sent else None)
    return await begin_of(work, subject, announced, limits=limits, now=now)


async def bind(work: UnitOfWork, report: Row[Any]) -> None:
    """Let what was photographed belong to a report that is new. Where it says that something was settled, the photos
    that the rule of its matter asks for must be there. Raises PhotosMissing.
    """
    subject = Subject(report.worker_id, sighting_id=report.client_id, report_id=report.id)
    await kept.hold_sighting(work.connection, subject)
    if report.solved_result is not None:
        matter = matter_of(Category(scheme=report.scheme, code=report.code))
        rule = await rule_for(work.connection, report.cell or report.region, matter)
        check_photos(rule, await kept.moments_of(work.connection, subject))
    await kept.bind_photos(work.connection, subject)


async def list_photos(work: UnitOfWork, scope: Scope, report_id: UUID) -> Sequence[Row[Any]]:
    """Return the photos of a report; where its case hides, its author's alone see them. Raises ReportNotFound."""
    report = await repository.find_shown(work.connection, scope, report_id)
    if report is None:
        raise ReportNotFound("no such report", report=report_id)
    return await kept.photos_of(work.connection, Subject(report.worker_id, sighting_id=report.client_id))


async def open_photo(
    work: UnitOfWork, objects: Objects, scope: Scope, report_id: UUID, photo_id: UUID, *, purpose: str, now: datetime
) -> tuple[str, bytes]:
    """Return the media type and the bytes of a photo; the look is logged. Raises ReportNotFound, PhotoNotFound."""
    rows = await list_photos(work, scope, report_id)
    return await open_one(work, objects, rows, photo_id, by=scope.person_id, purpose=purpose, now=now)
