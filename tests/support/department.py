"""What does a department do with what is pushed to it in tests? It checks the signature, keeps it, and can be ill."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from standardwebhooks import Webhook

from embedded.ports import free_port
from tests.support.issuer import serving


@dataclass(slots=True)
class Department:
    """`secret` is what the department read of the platform; `taken` by message id, in the order of arrival."""

    url: str
    secret: str = ""
    ill: bool = False
    calls: int = 0
    # Of each call that was taken, repetitions as well.
    ids: list[str] = field(default_factory=list)
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)

    def rows(self, grant: str) -> list[dict[str, Any]]:
        return [row for body in self.taken.values() if body["grant"] == grant for row in body["rows"]]

    def numbers(self, grant: str) -> list[int]:
        return [body["number"] for body in self.taken.values() if body["grant"] == grant]

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/changes")
        async def take(request: Request) -> Response:
            self.calls += 1
            if self.ill:
                return Response(status_code=500)
            body = Webhook(self.secret).verify(await request.body(), dict(request.headers))
            self.ids.append(request.headers["webhook-id"])
            self.taken[request.headers["webhook-id"]] = body
            return Response(status_code=204)

        return app


@asynccontextmanager
async def running_department() -> AsyncIterator[Department]:
    port = free_port()
    department = Department(f"http://127.0.0.1:{port}/changes")
    async with serving(department.app(), port):
        yield department
