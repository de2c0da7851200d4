"""How does a command call the platform's services as one of its people, and what if a service is away for a moment?"""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Self

import httpx
from tenacity import AsyncRetrying, RetryError, retry_if_exception_type, stop_after_delay, wait_exponential

from onefour.refusals import StillRefused

# A token of the embedded stack lives 12 h; a simulation may run for days.
_RENEW_AFTER_S: Final = 6 * 3600
_AWAY: Final = frozenset({429, 502, 503, 504})
_TIMEOUT_S: Final = 30
# What a path of dispatch begins with when it is the registers' (docs/decisions/0020): they have a process of their own.
REGISTERS: Final = frozenset(
    (
        *("adoption", "assessment", "duties", "exchange", "organisation", "party", "powers", "regions"),
        *("resources", "sheets", "training", "workdays"),
    )
)


@dataclass(frozen=True, slots=True)
class Actor:
    """As whom a call is made; `scope` is a prefix of region codes."""

    role: str
    scope: str
    person_id: str | None = None
    unit: str | None = None


TokenOf = Callable[[Actor], str]


class Away(Exception):
    """The service did not answer, or said that it cannot now."""


class Gateway:
    """The services' addresses and a wallet of tokens. Use `async with`: it holds connections.

    Where `urls` has a "dispatch-registers", what is asked of dispatch about a register is asked there.
    """

    def __init__(
        self,
        urls: Mapping[str, str],
        token_of: TokenOf,
        connections: int = 32,
        *,
        patience_s: float = 60,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._urls = urls
        self._token_of = token_of
        self._tokens: dict[Actor, tuple[float, str]] = {}
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._transport = transport
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_S, limits=limits, trust_env=False, transport=transport)
        self._patience_s = patience_s

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def ask(
        self,
        service: str,
        method: str,
        path: str,
        *,
        actor: Actor,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = _TIMEOUT_S,
        params: Mapping[str, Any] | None = None,
        key: str | None = None,
    ) -> httpx.Response:
        """Return the answer, whatever its status; asks again while the service is away. Raises StillRefused.

        `key`: the same key and body get the same answer and have their effect once, however often they are sent.
        """
        given = {name: value for name, value in (params or {}).items() if value is not None}
        # httpx would drop the query of a path that has one when `params` is an empty mapping.
        request: dict[str, Any] = {"json": json, "content": content, "params": given or None, "timeout": timeout_s}

        once = {"Idempotency-Key": key} if key else {}

        async def attempt() -> httpx.Response:
            known = {**(headers or {}), **self.headers(actor), **once}
            return await self._http.request(method, self._url_of(service, path) + path, headers=known, **request)

        return await while_away(attempt, what=f"{service} {method} {path}", patience_s=self._patience_s)

    def _url_of(self, service: str, path: str) -> str:
        if service == "dispatch" and path.removeprefix("/").partition("/")[0].partition("?")[0] in REGISTERS:
            return self._urls.get("dispatch-registers", self._urls[service])
        return self._urls[service]

    @asynccontextmanager
    async def client(self, service: str, actor: Actor) -> AsyncIterator[httpx.AsyncClient]:
        """Give a plain client of one service with the actor's token; it asks once."""
        base = self._urls[service]
        options: dict[str, Any] = {"timeout": _TIMEOUT_S, "trust_env": False, "transport": self._transport}
        async with httpx.AsyncClient(base_url=base, headers=self.headers(actor), **options) as http:
            yield http

    def headers(self, actor: Actor) -> dict[str, str]:
        """Return the header with the actor's token, made when there is none or it grew old."""
        made_at, token = self._tokens.get(actor, (0.0, ""))
        if not token or time.monotonic() - made_at > _RENEW_AFTER_S:
            token = self._token_of(actor)
            self._tokens[actor] = (time.monotonic(), token)
        return {"Authorization": f"Bearer {token}"}


async def while_away(attempt: Callable[[], Any], *, what: str, patience_s: float) -> httpx.Response:
    """Return the answer of `attempt`, tried again while the other side is away. Raises StillRefused."""
    try:
        async for trying in AsyncRetrying(
            retry=retry_if_exception_type((Away, httpx.TransportError)),
            wait=wait_exponential(multiplier=0.2, max=3),
            stop=stop_after_delay(patience_s),
        ):
            with trying:
                answer: httpx.Response = await attempt()
                if answer.status_code in _AWAY:
                    raise Away(f"{answer.status_code} {answer.text[:200]}")
                return answer
    except RetryError as given_up:
        last = given_up.last_attempt.exception()
        raise StillRefused(
            f"无应答 {what}: no answer within {patience_s:.0f} s ({type(last).__name__}: {last})"
        ) from last
    raise AssertionError("AsyncRetrying returns or raises")
