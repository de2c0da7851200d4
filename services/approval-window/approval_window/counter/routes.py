"""How does a browser get the clerk's page? Without a token: there is nothing of a citizen in it."""

from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi.responses import RedirectResponse

from . import service
from .domain import HEADERS

router = APIRouter(prefix="/counter", include_in_schema=False)


@router.get("")
async def open_() -> RedirectResponse:
    return RedirectResponse("counter/", status_code=308)


@router.get("/{name:path}")
async def read(name: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    found = service.find_file(name)
    headers = HEADERS | {"ETag": found.tag}
    if if_none_match == found.tag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)
