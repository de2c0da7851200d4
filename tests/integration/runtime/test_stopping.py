"""Does an answer without an end end when the server is asked to stop? Else it is waited for until it is killed."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator

import httpx
from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent

from embedded.ports import free_port
from shared.runtime.stopping import beats

PATIENCE_SECONDS = 8


def endless() -> FastAPI:
    """Return an app whose one answer goes on until the server stops."""
    app = FastAPI()

    @app.get("/", response_class=EventSourceResponse)
    async def follow() -> AsyncIterator[ServerSentEvent]:
        async for _ in beats(0.05, 600):
            yield ServerSentEvent(data="on")

    return app


async def test_a_stream_ends_when_its_server_is_asked_to_stop() -> None:
    port = free_port()
    argv = ("-m", "uvicorn", "tests.integration.runtime.test_stopping:endless", "--factory", "--port", str(port))
    server = await asyncio.create_subprocess_exec(sys.executable, *argv, "--log-level", "warning")
    try:
        async with asyncio.timeout(PATIENCE_SECONDS * 3), httpx.AsyncClient(timeout=20) as client:
            async with client.stream("GET", await up(client, f"http://127.0.0.1:{port}/")) as answer:
                async for _ in answer.aiter_lines():
                    server.send_signal(signal.SIGTERM)
            await server.wait()
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()


async def test_a_stream_ends_when_its_life_is_over() -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert len([None async for _ in beats(0.01, 0.05)]) < PATIENCE_SECONDS


async def up(client: httpx.AsyncClient, url: str) -> str:
    """Wait until somebody answers at an address; return it."""
    async with asyncio.timeout(PATIENCE_SECONDS * 2):
        while True:
            try:
                await client.get(f"{url}docs")
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
            else:
                return url
