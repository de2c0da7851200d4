"""What does an SMS gateway (or a unit's own system) do with our messages in tests? It checks them, and can be down."""

import base64
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from standardwebhooks import Webhook

from embedded.ports import free_port
from tests.support.issuer import serving

GATEWAY_SECRET = "whsec_" + base64.b64encode(b"a secret of the gateway for texts").decode()


@dataclass(slots=True)
class Gateway:
    """Keeps each message under its id; one that comes twice is kept once and counted in `calls`."""

    url: str
    down: bool = False
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    # How often each message came, and what is done when so many have come (before anything is answered).
    times: Counter[str] = field(default_factory=Counter)
    at: dict[int, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    # What it says of messages that it does not have; "" is nothing at all.
    of_others: str = "not-taken"

    def to(self, number: str) -> list[str]:
        return [body["text"] for body in self.messages.values() if body.get("to") == number]

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/messages")
        async def take(request: Request) -> Response:
            given, body, told = request.headers, (await request.body()).decode(), request.headers["webhook-id"]
            # Tests move the platform's clock, which `verify` would compare with the machine's.
            signed_at = datetime.fromtimestamp(int(given["webhook-timestamp"]), UTC)
            assert given["webhook-signature"] == Webhook(GATEWAY_SECRET).sign(told, signed_at, body)
            self.calls.append(told)
            if self.down:
                return Response(status_code=503)
            self.messages[told] = json.loads(body)
            await self._came([told])
            return Response(status_code=202)

        @app.post("/batches")
        async def take_many(request: Request) -> Response:
            listed = (await self._signed(request))["messages"]
            if self.down:
                return Response(status_code=503)
            self.messages |= {one["id"]: one for one in listed}
            await self._came([one["id"] for one in listed])
            return JSONResponse({"results": [{"id": one["id"], "status": "taken"} for one in listed]})

        @app.post("/status")
        async def tell(request: Request) -> Response:
            ids = (await self._signed(request))["ids"]
            if self.down:
                return Response(status_code=503)
            said = [(one, "taken" if one in self.messages else self.of_others) for one in ids]
            return JSONResponse({"results": [{"id": one, "status": status} for one, status in said if status]})

        return app

    async def _came(self, ids: Sequence[str]) -> None:
        before = self.times.total()
        self.times.update(ids)
        for count in [one for one in self.at if before < one <= self.times.total()]:
            await self.at.pop(count)()

    @staticmethod
    async def _signed(request: Request) -> dict[str, Any]:
        given, body = request.headers, (await request.body()).decode()
        signed_at = datetime.fromtimestamp(int(given["webhook-timestamp"]), UTC)
        assert given["webhook-signature"] == Webhook(GATEWAY_SECRET).sign(given["webhook-id"], signed_at, body)
        found: dict[str, Any] = json.loads(body)
        return found


@asynccontextmanager
async def running_gateway() -> AsyncIterator[Gateway]:
    port = free_port()
    gateway = Gateway(f"http://127.0.0.1:{port}/messages")
    async with serving(gateway.app(), port):
        yield gateway
