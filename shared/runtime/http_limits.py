"""What is done to every HTTP request before a route sees it? Its size is bounded, it is named, timed and counted."""

import time
from collections.abc import Mapping
from fnmatch import fnmatchcase

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.runtime import metrics
from shared.runtime.db import new_id
from shared.runtime.http_errors import problem
from shared.wording import status_message

QUIET = {"/livez", "/readyz", "/metrics"}


class BodyLimit:
    """Answers 413 to a body over `limit` bytes, announced or not, before it is read into memory.

    `larger`: paths that begin so may have bodies of another size; files come in there. `*` stands for any part.
    """

    def __init__(self, app: ASGIApp, limit: int, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._limit = limit
        self._larger = larger or {}

    def _limit_of(self, path: str) -> int:
        larger = (limit for start, limit in self._larger.items() if fnmatchcase(path, f"{start}*"))
        return next(larger, self._limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit:
            await self._refuse(limit, scope, receive, send)
            return
        kept: list[Message] = []
        size = 0
        while True:
            message = await receive()
            kept.append(message)
            size += len(message.get("body", b""))
            if size > limit:
                await self._refuse(limit, scope, receive, send)
                return
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                break

        async def replay() -> Message:
            return kept.pop(0) if kept else await receive()

        await self._app(scope, replay, send)

    async def _refuse(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        answer = problem(413, "body-too-large", "the body is too large", status_message(413), limit_bytes=limit)
        await answer(scope, receive, send)


class Observe:
    """Gives a request its id (kept from the caller where it has one), and times and counts it by route."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in QUIET:
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id = given if given.isalnum() and len(given) <= 64 else new_id().hex  # noqa: PLR2004
        # For the handler of failures, which runs outside this middleware.
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, note)
            finally:
                route = getattr(scope.get("route"), "path", "unknown")
                metrics.http_requests.labels(self._service, scope["method"], route, status).inc()
                metrics.http_seconds.labels(self._service, route).observe(time.perf_counter() - started)
