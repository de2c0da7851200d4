"""How does a worker's phone behave that is sometimes without signal? It keeps what he does, and sends it later."""

import itertools
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from shared.clock import utc_now
from shared.runtime.db import new_id

_numbers = itertools.count(1)


@dataclass
class Phone:
    """A phone of one worker; `wrong` is how far its clock is ahead."""

    client: httpx.AsyncClient
    wrong: timedelta = timedelta(0)
    device_id: str = field(default_factory=lambda: f"d-{next(_numbers)}-{new_id()}")
    kept: list[dict[str, Any]] = field(default_factory=list)
    clocks: Counter[str] = field(default_factory=Counter)

    def does(self, kind: str, subject: UUID | str, *, ago: float = 0, **body: Any) -> dict[str, Any]:
        """Note that he did something, `ago` minutes before now."""
        self.clocks[str(subject)] += 1
        item = {
            "client_id": str(new_id()),
            "subject": str(subject),
            "clock": self.clocks[str(subject)],
            "kind": kind,
            "device_at": (utc_now() + self.wrong - timedelta(minutes=ago)).isoformat(),
            "body": body,
        }
        self.kept.append(item)
        return item

    async def sends(self, *items: dict[str, Any]) -> Any:
        """Send these items, or all that are kept; return the answer's body."""
        sent_at = (utc_now() + self.wrong).isoformat()
        body = {"device_id": self.device_id, "sent_at": sent_at, "items": list(items) or self.kept}
        answer = await self.client.post("/sync", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def outcomes(self, *items: dict[str, Any]) -> list[str]:
        return [item["outcome"] for item in (await self.sends(*items))["items"]]

    async def asks(self, token: str | None = None, **more: Any) -> Any:
        """Ask what changed since a token."""
        asked = more | ({"since": token} if token else {})
        answer = await self.client.get("/sync", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()
