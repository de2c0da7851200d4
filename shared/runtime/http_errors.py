"""How does a refusal look over HTTP? As a problem (RFC 9457) with a stable code; one table maps the kinds.

`detail` is English, for a log; `message` is Chinese, for a person. Both stand in what a problem says of a field, too,
and each row that it names by a code has a `message`.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unavailable, said_of
from shared.runtime.auth import Unauthenticated
from shared.runtime.db import DatabaseUnavailable, is_unavailable
from shared.wording import FAILED, field_message, status_message

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


def problem(status: int, code: str, detail: str, said: str, /, **facts: object) -> JSONResponse:
    """Return the answer for a refusal; `facts` become members of the problem, and never take the place of its own."""
    own = {"type": f"urn:onefour:{code}", "title": code, "status": status, "detail": detail, "message": said}
    told = {name: _rows_told(fact) for name, fact in jsonable_encoder(facts).items()}
    body = own | told | own
    return JSONResponse(body, status, media_type="application/problem+json", headers=HEADERS.get(status))


def _rows_told(fact: object) -> object:
    """Return a list of rows with what the code of each says in Chinese; any other fact as it is."""
    if not isinstance(fact, list):
        return fact
    return [_row_told(row) if isinstance(row, dict) else row for row in fact]


def _row_told(row: dict[str, object]) -> dict[str, object]:
    said = said_of(str(row.get("code")))
    return {"message": said} | row if said else row


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal: that of its kind, or its own where it has one (401, 413)."""
    own = getattr(refusal, "status", None)
    return own or next((status for kind, status in STATUS if isinstance(refusal, kind)), 400)


def field_errors(errors: Sequence[Any], *, skip: int = 0) -> list[dict[str, str]]:
    """Return where each error is and what is wrong, without the value itself, which may be personal."""
    return [
        {
            "field": ".".join(str(part) for part in error["loc"][skip:]),
            "code": error["type"],
            "detail": error["msg"],
            "message": field_message(error["type"], error.get("ctx", {})),
        }
        for error in errors
    ]


def add_handlers(app: FastAPI) -> None:
    """Make every refusal and every failure of `app` a problem."""

    async def refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Refusal)
        answer = problem(status_of(error), error.code, str(error), error.said, **error.facts)
        # What a client's library obeys by itself: when to ask again.
        answer.headers.update(getattr(error, "headers", {}))
        return answer

    async def malformed(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return problem(422, "invalid", "the request does not fit", Invalid.said, errors=field_errors(error.errors()))

    async def http_error(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return problem(
            error.status_code, f"http-{error.status_code}", str(error.detail), status_message(error.status_code)
        )

    async def failed(request: Request, error: Exception) -> JSONResponse:
        if is_unavailable(error):
            away = DatabaseUnavailable
            return problem(503, away.code, "the database cannot be reached, try again", away.said)
        path = request.scope["route"].path if "route" in request.scope else ""
        log.error("http.failed", path=path, request_id=getattr(request.state, "request_id", ""), exc_info=error)
        return problem(500, "internal", "something went wrong here; the request left nothing behind", FAILED)

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(Exception, failed)
