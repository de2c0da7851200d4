"""How does an answer that has no end by itself end when the server is asked to stop? Else the server waits for it."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator


def is_stopping() -> bool:
    """Tell whether the uvicorn that serves this process was asked to stop.

    uvicorn tells the app only when all answers have ended; who handles the signal is the server itself.
    """
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return bool(getattr(server, "should_exit", False))


async def beats(every_seconds: float, life_seconds: float) -> AsyncIterator[None]:
    """Yield again and again, until the server stops or the life of the answer is over."""
    ends = time.monotonic() + life_seconds
    while time.monotonic() < ends and not is_stopping():
        yield
        await asyncio.sleep(every_seconds)
