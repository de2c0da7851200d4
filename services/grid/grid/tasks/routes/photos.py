"""Over which doors are a task's photos looked at?"""

from uuid import UUID

from fastapi import APIRouter, Response

from grid.tasks.routes.access import CanReadTasks
from grid.tasks.schemas.photos import PhotoList, PhotoSeen
from grid.tasks.service import photos
from shared.runtime.app import Held, Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.store import HANDED_OUT, store_of
from shared.runtime.text import Line

router = APIRouter(prefix="/tasks/{task_id}/photos", tags=["tasks 任务"], route_class=IdempotentRoute)


@router.get("", summary="The photos of a task, the oldest first")
async def list_photos(task_id: UUID, who: CanReadTasks, work: Work) -> PhotoList:
    rows = await photos.list_photos(work, who.scope, task_id)
    return PhotoList(items=[PhotoSeen.model_validate(row) for row in rows])


@router.get("/{photo_id}", summary="A photo; each look is logged", response_class=Response)
async def open_photo(
    task_id: UUID, photo_id: UUID, purpose: Line, who: CanReadTasks, work: Work, held: Held, now: Now
) -> Response:
    store = store_of(held)
    kind, content = await photos.open_photo(work, store, who.scope, task_id, photo_id, purpose=purpose, now=now)
    return Response(content, media_type=kind, headers=HANDED_OUT)
