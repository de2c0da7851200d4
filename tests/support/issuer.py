"""Who issues the tests' tokens? A real issuer over HTTP, whose keys can be rotated."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from embedded.ports import free_port


class TestIssuer:
    """Signs tokens with its newest key and publishes all of them."""

    __test__ = False

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys: list[ECKey] = []
        self.rotate()

    def rotate(self, *, forget_old: bool = False) -> None:
        if forget_old:
            self.keys.clear()
        self.keys.append(ECKey.generate_key("P-256", {"kid": f"k{time.monotonic_ns()}", "use": "sig"}))

    def token(self, **claims: Any) -> str:
        """Return a token; `claims` add to or replace the usual ones, None leaves one out."""
        now = int(time.time())
        usual = {
            "iss": self.url,
            "aud": "onefour",
            "sub": "p-test",
            "iat": now,
            "exp": now + 3600,
            "roles": ["admin"],
            "scope_region": "32",
            "unit": None,
        }
        payload = {name: value for name, value in (usual | claims).items() if value is not None or name == "unit"}
        key = self.keys[-1]
        return jwt.encode({"alg": "ES256", "kid": key.kid}, payload, key)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def discovery() -> dict[str, str]:
            return {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/jwks.json",
                "token_endpoint": f"{self.url}/token",
            }

        @app.get("/jwks.json")
        async def jwks() -> dict[str, Any]:
            return dict(KeySet(list[Any](self.keys)).as_dict(private=False))

        @app.post("/token")
        async def token(request: Request) -> dict[str, Any]:
            client = parse_qs((await request.body()).decode())["client_id"][0]
            issued = self.token(sub=f"service:{client}", roles=["service"])
            return {"access_token": issued, "token_type": "Bearer", "expires_in": 3600}

        return app


@asynccontextmanager
async def serving(app: Any, port: int) -> AsyncIterator[None]:
    """Serve an ASGI app on the loop of the test."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="on"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def running_issuer() -> AsyncIterator[TestIssuer]:
    port = free_port()
    issuer = TestIssuer(f"http://127.0.0.1:{port}")
    async with serving(issuer.app(), port):
        yield issuer
