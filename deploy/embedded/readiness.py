"""When is a part ready, and is it really ours that answers?"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from embedded.child import POLL_S, Child
from embedded.settings import LOCAL

READY_WITHIN_S = 60.0
ANSWER_WITHIN_S = 5.0
Probe = Callable[[], Awaitable[bool]]


async def until_ready(child: Child, probe: Probe, *, within_s: float = READY_WITHIN_S) -> float:
    """Ask `probe` until it says yes; return the seconds since the start of `child`.

    The child's own life is checked before and after each answer: another process may answer in its place.
    Raises PartFailed when the child ends or the time is up.
    """
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if child.exit_code is not None:
            raise child.failure(f"启动失败 ended with exit code {child.exit_code} before it was ready")
        if await probe() and child.exit_code is None:
            return time.monotonic() - child.started
        await asyncio.sleep(POLL_S)
    raise child.failure(f"未就绪 not ready after {within_s:.0f} s")


def http_probe(url: str) -> Probe:
    """Return a probe that is content with a 200 of `url` (plain http, past any proxy of the environment)."""
    parts = urlsplit(url)

    def is_ok() -> bool:
        connection = HTTPConnection(parts.hostname or LOCAL, parts.port, timeout=ANSWER_WITHIN_S)
        try:
            connection.request("GET", parts.path)
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    async def probe() -> bool:
        return await asyncio.to_thread(is_ok)

    return probe


async def listens(port: int, host: str = LOCAL) -> bool:
    """Say whether anything accepts a connection there."""
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
