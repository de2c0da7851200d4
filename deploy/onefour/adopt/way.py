"""As whom does a command that takes a township in call the services, and what if one of them says no?"""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from onefour.gateway import Actor, Gateway
from onefour.refusals import StillRefused

_OK: Final = range(200, 300)
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class Way:
    """A gateway with the two persons of the county's org office, and its administrator for grid and window."""

    gateway: Gateway
    first: Actor
    second: Actor
    admin: Actor

    @classmethod
    def of(cls, gateway: Gateway, county: str, draws_up: str, confirms: str) -> "Way":
        first, second = (Actor("org-office", county, person) for person in (draws_up, confirms))
        return cls(gateway, first, second, Actor("admin", county, draws_up))

    async def read(self, path: str, *, service: str = "dispatch", actor: Actor | None = None, **params: Any) -> Any:
        """Return what a service shows. Raises StillRefused."""
        answer = await self.gateway.ask(service, "GET", path, actor=actor or self.first, params=params)
        return required(answer).json()

    async def find(self, path: str, **params: Any) -> Any:
        """Return what the centre shows, None where there is no such thing. Raises StillRefused."""
        answer = await self.gateway.ask("dispatch", "GET", path, actor=self.first, params=params)
        return None if answer.status_code == _NOT_FOUND else required(answer).json()

    async def pages(self, path: str, **params: Any) -> AsyncIterator[dict[str, Any]]:
        """Yield what all pages of a list of the centre show."""
        after = None
        while True:
            page = await self.read(path, **params, limit=200, after=after)
            for item in page["items"]:
                yield item
            after = page["next"]
            if after is None:
                return

    async def send(self, method: str, path: str, body: Any, *, actor: Actor | None = None) -> Any:
        """Send to the centre; return its answer. Raises StillRefused."""
        answer = await self.gateway.ask("dispatch", method, path, actor=actor or self.first, json=body)
        return required(answer).json()

    async def by_two(self, path: str, body: Mapping[str, Any], confirm: str, *, method: str = "POST") -> None:
        """Let the first person draw up and the second confirm; `{}` in `confirm` is the draft's id.

        A run that was stopped in between finds the draft again by the key of its body. Raises StillRefused.
        """
        said = json.dumps(body, sort_keys=True, ensure_ascii=False)
        key = f"adopt:{hashlib.sha256(f'{path} {said}'.encode()).hexdigest()}"
        for once in (key, None):
            drawn = await self.gateway.ask("dispatch", method, path, actor=self.first, json=body, key=once)
            done = required(drawn).json()["id"]
            answer = await self.gateway.ask("dispatch", "POST", confirm.format(done), actor=self.second)
            # The draft of an earlier run, decided then, and overtaken since: it is drawn up anew.
            if once is None or not _is_decided(answer):
                required(answer)
                return


def required(answer: httpx.Response) -> httpx.Response:
    """Return the answer. Raises StillRefused where it is a refusal, with its code and what explains it."""
    if answer.status_code in _OK:
        return answer
    request = answer.request
    raise StillRefused(f"{request.method} {request.url.path}: {answer.status_code} {answer.text[:1000]}")


def _is_decided(answer: httpx.Response) -> bool:
    if answer.status_code != httpx.codes.CONFLICT:
        return False
    return str(answer.json().get("title", "")).endswith("-is-decided")
