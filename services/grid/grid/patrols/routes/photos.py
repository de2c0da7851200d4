"""Over which doors do photos of workers' own reports come, and are they looked at?

An upload begins here, before its report or after it, and goes on as a task's does: `/uploads/{upload_id}`.
"""

from uuid import UUID

from fastapi import APIRouter, Response, status

from grid.patrols.routes.access import CanRead, CanReport
from grid.patrols.schemas.reports import SightingPhoto
from grid.patrols.service import photos as service
from grid.tasks.routes.uploads import limits_of
from grid.tasks.schemas.photos import PhotoList, PhotoSeen, UploadSeen
from shared.runtime.app import Held, Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.store import HANDED_OUT, store_of
from shared.runtime.text import Line

router = APIRouter(prefix="/patrol-reports", tags=["patrols 巡查走访"], route_class=IdempotentRoute)


@router.post("/uploads", status_code=status.HTTP_201_CREATED, summary="I am about to send a photo of what I report")
async def begin(
    body: SightingPhoto, who: CanReport, work: Work, held: Held, now: Now, response: Response
) -> UploadSeen:
    progress = await service.begin(work, who.scope, body.sighting_id, body.read(), limits=limits_of(held), now=now)
    response.headers["Location"] = f"/uploads/{progress.id}"
    return UploadSeen.model_validate(progress)


@router.get("/{report_id}/photos", summary="The photos of a report, the oldest first")
async def list_photos(report_id: UUID, who: CanRead, work: Work) -> PhotoList:
    rows = await service.list_photos(work, who.scope, report_id)
    return PhotoList(items=[PhotoSeen.model_validate(row) for row in rows])


@router.get("/{report_id}/photos/{photo_id}", summary="A photo; each look is logged", response_class=Response)
async def open_photo(
    report_id: UUID, photo_id: UUID, purpose: Line, who: CanRead, work: Work, held: Held, now: Now
) -> Response:
    store = store_of(held)
    kind, content = await service.open_photo(work, store, who.scope, report_id, photo_id, purpose=purpose, now=now)
    return Response(content, media_type=kind, headers=HANDED_OUT)
