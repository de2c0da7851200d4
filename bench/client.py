"""How is load made without the maker being the bottleneck? Ready-made requests over kept connections, parsed barely."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length: "


class BadAnswer(RuntimeError):
    """The service answered a measured request with something else than a 2xx; the figure would mean nothing."""


class Connection(asyncio.Protocol):
    """One kept HTTP/1.1 connection, one request at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None

    @classmethod
    async def open(cls, url: str) -> "Connection":
        place = urlsplit(url)
        _, connection = await asyncio.get_running_loop().create_connection(cls, place.hostname or "", place.port or 80)
        return connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no asyncio.Transport by class.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(HEAD_END)
        if end < 0:
            return
        start = self._received.lower().find(LENGTH, 0, end) + len(LENGTH)
        length = int(self._received[start : self._received.find(b"\r\n", start)])
        if len(self._received) >= end + len(HEAD_END) + length and self._answer is not None:
            self._answer.set_result(self._received)
            self._received, self._answer = b"", None

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionError("the service closed the connection"))

    async def ask(self, request: bytes) -> bytes:
        """Send a whole request and return the body of its answer. Raises BadAnswer."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        answer = await self._answer
        head, _, body = answer.partition(HEAD_END)
        if not head.startswith(b"HTTP/1.1 2"):
            raise BadAnswer(f"{head.splitlines()[0].decode()}: {body[:500].decode(errors='replace')}")
        return body

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def getting(url: str, path: str, token: str) -> bytes:
    """Return a whole request that reads `path`."""
    return f"GET {path} HTTP/1.1\r\nhost: {urlsplit(url).netloc}\r\nauthorization: Bearer {token}\r\n\r\n".encode()


def posting(url: str, path: str, token: str, body: Mapping[str, Any]) -> bytes:
    """Return a whole request that posts `body` as JSON."""
    raw = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {urlsplit(url).netloc}\r\nauthorization: Bearer {token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw


@dataclass(slots=True)
class Taken:
    """How long each request took (seconds), and all of them together."""

    seconds: list[float] = field(default_factory=list)
    lasted: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.lasted

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


async def saturate(url: str, requests: Iterator[bytes], *, connections: int, seconds: float = float("inf")) -> Taken:
    """Send as fast as `connections` take it, until `seconds` are over or the requests are."""
    taken = Taken()
    began = time.perf_counter()

    async def work() -> None:
        connection = await Connection.open(url)
        while time.perf_counter() - began < seconds and (request := next(requests, None)) is not None:
            sent = time.perf_counter()
            await connection.ask(request)
            taken.seconds.append(time.perf_counter() - sent)
        connection.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    taken.lasted = time.perf_counter() - began
    return taken


async def send_each(
    url: str, requests: Sequence[tuple[str, bytes]], *, connections: int, rate: float | None = None
) -> list[tuple[str, float]]:
    """Send named requests, so many a second or as fast as `connections` take them; return each one's name and seconds.

    At a rate a request counts from when it was due, not from when it left.
    """
    waiting, answered = iter(enumerate(requests)), list[tuple[str, float]]()
    began = time.perf_counter()

    async def work() -> None:
        connection = await Connection.open(url)
        for number, (name, request) in waiting:
            due = began + number / rate if rate else time.perf_counter()
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await connection.ask(request)
            answered.append((name, time.perf_counter() - due))
        connection.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    return answered


async def offer(url: str, requests: Sequence[bytes], *, rate: float, connections: int) -> Taken:
    """Send at a fixed rate, whatever the answers do; a request counts from when it was due, not from when it left."""
    taken = Taken()
    began = time.perf_counter()
    waiting = iter(enumerate(requests))

    async def work() -> None:
        connection = await Connection.open(url)
        for number, request in waiting:
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await connection.ask(request)
            taken.seconds.append(time.perf_counter() - due)
        connection.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    taken.lasted = time.perf_counter() - began
    return taken
