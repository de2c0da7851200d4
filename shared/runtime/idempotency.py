"""What happens when a client sends a request again? `Idempotency-Key`: same body, same answer, and effects once.

The answer is kept, sealed, in the transaction of what it answers (draft-ietf-httpapi-idempotency-key-header-07). One
that says `Cache-Control: no-store` is kept nowhere: sent again, it happens again.
"""

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import func, select

from shared.clock import utc_now
from shared.errors import Conflict, Invalid
from shared.runtime.db import UnitOfWork
from shared.runtime.sets import insert_rows
from shared.runtime.tables import idempotency_keys

HEADER = "Idempotency-Key"
MAX_KEY_CHARACTERS = 200
# What is sealed begins with the length of its key's name, and no text with a sign of so little.
FIRST_OF_TEXT = 32


class KeyReused(Invalid):
    code = "idempotency.other-request"
    said = "该幂等键已用于另一请求"


class KeyMalformed(Invalid):
    code = "idempotency.malformed-key"
    said = "幂等键须为1至200个英文字符"


class StillInFlight(Conflict):
    code = "idempotency.in-flight"
    said = "相同请求正在处理，请稍后再试"


class AlreadyAnswered(Exception):
    """The request was answered before; `response` is that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


class IdempotentRoute(APIRoute):
    """A route whose unit of work also keeps the answer, where the request names a key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await handle(request)
            except AlreadyAnswered as before:
                return before.response
            # The unit of work is still open here: it ends when the handler's function scope does.
            work: UnitOfWork | None = getattr(request.state, "keyed_work", None)
            if work is not None and "no-store" not in response.headers.get("Cache-Control", ""):
                await _keep_answer(work, request, response)
            return response

        return answer


async def claim_key(work: UnitOfWork, request: Request, subject: str) -> None:
    """Claim the request's key, if it has one, for this unit of work.

    Raises AlreadyAnswered, KeyReused (422), StillInFlight (409) or KeyMalformed (422).
    """
    key = request.headers.get(HEADER)
    if key is None or request.method in {"GET", "HEAD"}:
        return
    if not 0 < len(key) <= MAX_KEY_CHARACTERS or not key.isascii():
        raise KeyMalformed("an idempotency key has 1 to 200 ASCII characters", limit=MAX_KEY_CHARACTERS)
    lock = func.pg_try_advisory_xact_lock(func.hashtextextended(f"{subject}\n{key}", 0))
    if not (await work.connection.execute(select(lock))).scalar_one():
        raise StillInFlight("a request under this key is being answered, try again")
    kept = idempotency_keys.c
    found = (
        await work.connection.execute(select(idempotency_keys).where(kept.subject == subject, kept.key == key))
    ).one_or_none()
    digest = await _request_hash(request)
    if found is not None:
        if bytes(found.request_hash) != digest:
            raise KeyReused("this key belongs to another request")
        headers = {"Idempotency-Replayed": "true"}
        body = _opened(work, bytes(found.body), subject, key)
        raise AlreadyAnswered(Response(body, found.status, headers, media_type=found.content_type))
    request.state.keyed_work = work
    request.state.keyed_subject = subject


async def _request_hash(request: Request) -> bytes:
    start = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(start + await request.body()).digest()


def _about(subject: str, key: str) -> str:
    return f"idempotency\n{subject}\n{key}"


def _opened(work: UnitOfWork, kept: bytes, subject: str, key: str) -> bytes:
    """Return an answer; one that was kept before answers were sealed begins like text, and no sealed one does."""
    return work.sealer.open_bytes(kept, about=_about(subject, key)) if kept and kept[0] < FIRST_OF_TEXT else kept


def _sealed(work: UnitOfWork, request: Request, answer: bytes) -> bytes:
    """Seal an answer: it may hold a receipt's code, or what somebody may look at only with a purpose."""
    about = _about(request.state.keyed_subject, request.headers[HEADER])
    return work.sealer.seal_bytes(answer, about=about) if answer else answer


async def _keep_answer(work: UnitOfWork, request: Request, response: Response) -> None:
    row = {
        "subject": request.state.keyed_subject,
        "key": request.headers[HEADER],
        "request_hash": await _request_hash(request),
        "status": response.status_code,
        "content_type": response.media_type or response.headers.get("content-type", "application/json"),
        "body": _sealed(work, request, bytes(response.body)),
        "answered_at": utc_now(),
    }
    await insert_rows(work.connection, idempotency_keys, [row])
