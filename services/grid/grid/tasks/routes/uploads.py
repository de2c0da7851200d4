"""Over which doors does a phone send a photo, part by part, and go on after the signal was lost?

A small subset of the tus protocol (tus.io, 1.0): `HEAD` for the offset, `PATCH` with `Upload-Offset`, `DELETE`. It
begins otherwise, under an id of the phone's own, and the whole is proved by its SHA-256.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response, status

from grid.tasks.routes.access import CanWorkTasks
from grid.tasks.schemas.photos import UploadGiven, UploadSeen
from grid.tasks.service import photos
from grid.tasks.service.photos import Progress
from shared.files import Limits
from shared.runtime.app import Held, Now, Runtime, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.store import store_of

router = APIRouter(tags=["tasks 任务"], route_class=IdempotentRoute)

OffsetGiven = Annotated[int, Header(alias="Upload-Offset", ge=0, le=2**31 - 1)]
RAW_BODY = {"requestBody": {"required": True, "content": {"application/offset+octet-stream": {}}}}


def limits_of(held: Runtime) -> Limits:
    store = held.settings.store
    return Limits(store.most_bytes, store.most_pixels, store.most_seconds)


def _headers(progress: Progress) -> dict[str, str]:
    headers = {"Upload-Offset": str(progress.received), "Upload-Length": str(progress.length)}
    return headers | {"Cache-Control": "no-store"}


@router.post("/tasks/{task_id}/uploads", status_code=status.HTTP_201_CREATED, summary="I am about to send a photo")
async def begin(
    task_id: UUID, body: UploadGiven, who: CanWorkTasks, work: Work, held: Held, now: Now, response: Response
) -> UploadSeen:
    progress = await photos.begin(work, who.scope, task_id, body.read(), limits=limits_of(held), now=now)
    response.headers["Location"] = f"/uploads/{progress.id}"
    return UploadSeen.model_validate(progress)


@router.head("/uploads/{upload_id}", summary="How far an upload is", response_class=Response)
async def offset(upload_id: UUID, who: CanWorkTasks, work: Work) -> Response:
    return Response(headers=_headers(await photos.show_upload(work, who.scope, upload_id)))


@router.get("/uploads/{upload_id}", summary="How far an upload is, and which photo came of it")
async def upload(upload_id: UUID, who: CanWorkTasks, work: Work) -> UploadSeen:
    return UploadSeen.model_validate(await photos.show_upload(work, who.scope, upload_id))


@router.patch(
    "/uploads/{upload_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="The next part, at its offset; with the last one the whole is checked",
    response_class=Response,
    openapi_extra=RAW_BODY,
)
async def append(
    upload_id: UUID, offset: OffsetGiven, request: Request, who: CanWorkTasks, work: Work, held: Held, now: Now
) -> Response:
    part = await request.body()
    progress = await photos.append(
        work, store_of(held), who.scope, upload_id, offset=offset, part=part, limits=limits_of(held), now=now
    )
    return Response(status_code=status.HTTP_204_NO_CONTENT, headers=_headers(progress))


@router.delete("/uploads/{upload_id}", status_code=status.HTTP_204_NO_CONTENT, summary="I begin anew: forget this one")
async def drop(upload_id: UUID, who: CanWorkTasks, work: Work) -> None:
    await photos.drop(work, who.scope, upload_id)
