"""What does the hotline do with what we tell it in tests? It checks the signature, keeps it, and can be ill."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from standardwebhooks import Webhook

from embedded.ports import free_port
from tests.support.issuer import serving
from tests.support.platform import FEED_SECRET


@dataclass(slots=True)
class Hotline:
    url: str
    ill: bool = False
    # By the ids of messages: all that was said, and of it the replies.
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    replies: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: int = 0

    def reply_to(self, external_id: str) -> dict[str, Any] | None:
        return next((body for body in self.replies.values() if body["external_id"] == external_id), None)

    def told_of(self, external_id: str) -> list[str]:
        """Return the kinds of what was said of an order, in the order in which it came."""
        return [str(body["kind"]) for body in self.messages.values() if body["external_id"] == external_id]

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/replies")
        async def take(request: Request) -> Response:
            self.calls += 1
            body = Webhook(FEED_SECRET).verify(await request.body(), dict(request.headers))
            if self.ill:
                return Response(status_code=500)
            self.messages[request.headers["webhook-id"]] = body
            if body["kind"] == "replied":
                self.replies[request.headers["webhook-id"]] = body
            return Response(status_code=204)

        return app


@asynccontextmanager
async def running_hotline() -> AsyncIterator[Hotline]:
    port = free_port()
    hotline = Hotline(f"http://127.0.0.1:{port}/replies")
    async with serving(hotline.app(), port):
        yield hotline
