"""How does a file of a material come in, and out again?"""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Header, Query, Request, Response, status

from approval_window.applications.domain.files import Given, Limits
from approval_window.applications.schemas.shown import FileTaken
from approval_window.applications.service import files as service
from approval_window.applications.service.acting import Asked
from approval_window.applications.service.receiving import Look
from shared.runtime.app import Held, Now, Runtime, Work
from shared.runtime.bodies import Serial
from shared.runtime.store import HANDED_OUT, store_of
from shared.runtime.text import Code, Line

from .doors import CanRead, CanReceive, new_router

router = new_router()

# The most that any installation may allow a file; what it does allow is a setting.
PATH, MOST_BYTES = "/applications/*/materials/*/files", 64 * 1024 * 1024
RAW_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {}}}}
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}, "description": "The file"}}

Declared = Annotated[str, Header(alias="Content-Type", max_length=200)]


def _limits(held: Runtime) -> Limits:
    store = held.settings.store
    return Limits(store.most_bytes, store.most_pixels, store.most_seconds, store.most_pages, store.most_of_a_material)


@router.post(
    "/{application_id}/materials/{material}/files",
    status_code=status.HTTP_201_CREATED,
    summary="Hand a file in for a material: the body is the file; `beside`: it replaces none of those that stand",
    openapi_extra=RAW_BODY,
)
async def upload(
    application_id: UUID,
    material: Code,
    version: Annotated[Serial, Query()],
    request: Request,
    who: CanReceive,
    work: Work,
    held: Held,
    now: Now,
    name: Annotated[Line | None, Query()] = None,
    beside: bool = False,
    content_type: Declared = "",
) -> FileTaken:
    given = Given(material, await request.body(), content_type, name, beside)
    step = Asked(application_id, version, now)
    done = await service.upload(work, store_of(held), who.scope, step, given, _limits(held))
    row = done.application
    return FileTaken(id=done.id, repeated=done.repeated, version=row.version, state=row.state)


@router.get(
    "/{application_id}/files/{file_id}",
    summary="A file of an application; the look is logged",
    response_class=Response,
    responses=_FILE,
)
async def open_file(
    application_id: UUID,
    file_id: UUID,
    who: CanRead,
    work: Work,
    held: Held,
    now: Now,
    purpose: Annotated[Line, Query()],
) -> Response:
    look = Look(who.person_id, purpose, now)
    opened = await service.open_file(work, store_of(held), who.scope, application_id, file_id, look)
    shown_as = quote(opened.name or str(file_id), safe="")
    headers = HANDED_OUT | {"Content-Disposition": f"attachment; filename*=UTF-8''{shown_as}"}
    return Response(opened.content, media_type=opened.media_type, headers=headers)
