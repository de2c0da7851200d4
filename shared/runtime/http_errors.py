"""How does a refusal look over HTTP? As a problem (RFC 9457) with a stable code; one table maps the kinds."""

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unavailable
from shared.runtime.auth import Unauthenticated
from shared.runtime.db import is_unavailable

log = structlog.get_logger()

STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (Unauthenticated, 401),
    (Invalid, 422),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Unavailable, 503),
)
HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "2"}}


def problem(status: int, code: str, detail: str, **facts: object) -> JSONResponse:
    """Return the answer for a refusal; `facts` become members of the problem, and never take the place of its own."""
    own = {"type": f"urn:onefour:{code}", "title": code, "status": status, "detail": detail}
    body = own | jsonable_encoder(facts) | own
    return JSONResponse(body, status, media_type="application/problem+json", headers=HEADERS.get(status))


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal: that of its kind, or its own where it has one (401, 413)."""
    own = getattr(refusal, "status", None)
    return own or next((status for kind, status in STATUS if isinstance(refusal, kind)), 400)


def field_errors(errors: Sequence[Any], *, skip: int = 0) -> list[dict[str, str]]:
    """Return where each error is and what is wrong, without the value itself, which may be personal."""
    return [
        {"field": ".".join(str(part) for part in error["loc"][skip:]), "code": error["type"], "message": error["msg"]}
        for error in errors
    ]


def add_handlers(app: FastAPI) -> None:
    """Make every refusal and every failure of `app` a problem."""

    async def refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Refusal)
        answer = problem(status_of(error), error.code, str(error), **error.facts)
        # What a client's library obeys by itself: when to ask again.
        answer.headers.update(getattr(error, "headers", {}))
        return answer

    async def malformed(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return problem(422, "invalid", "the request does not fit", errors=field_errors(error.errors()))

    async def http_error(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return problem(error.status_code, f"http-{error.status_code}", str(error.detail))

    async def failed(request: Request, error: Exception) -> JSONResponse:
        if is_unavailable(error):
            return problem(503, "database-unavailable", "the database cannot be reached, try again")
        path = request.scope["route"].path if "route" in request.scope else ""
        log.error("http.failed", path=path, request_id=getattr(request.state, "request_id", ""), exc_info=error)
        return problem(500, "internal", "something went wrong here; the request left nothing behind")

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(Exception, failed)
