"""How does what is told come to a person while he looks, without a query a second for each who looks?"""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from dispatch.notices.repository import inbox as repository
from shared.runtime.db import Database
from shared.runtime.scope import Scope
from shared.runtime.stopping import beats

LOOK_SECONDS = 0.5
PAGE = 100
# Then the client comes again by itself, with the number it had last and a token that still holds.
LIFE_SECONDS = 600
KEPT = "notices.pulse"


class Pulse:
    """The number of the newest telling, asked once for all who look at one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = asyncio.Lock()
        self._asked_at = -1e9
        self._newest = 0

    async def newest(self) -> int:
        async with self._lock:
            if time.monotonic() - self._asked_at >= LOOK_SECONDS:
                async with self._database.begin() as work:
                    self._newest = await repository.newest_number(work.connection)
                self._asked_at = time.monotonic()
            return self._newest


def pulse_of(kept: dict[str, Any], database: Database) -> Pulse:
    """Return the one pulse of a process; `kept` is what the process keeps in memory."""
    pulse: Pulse = kept.setdefault(KEPT, Pulse(database))
    return pulse


async def follow(database: Database, pulse: Pulse, scope: Scope, last: int | None) -> AsyncIterator[Any]:
    """Yield what the caller is told after the number `last` (None: from now on), in order, until the process stops.

    No transaction is open while nothing comes. Numbers become visible in their order, so that none is missed.
    """
    seen = await pulse.newest() if last is None else last
    async for _ in beats(LOOK_SECONDS, LIFE_SECONDS):
        newest = await pulse.newest()
        while newest > seen:
            async with database.begin() as work:
                rows = await repository.told_since(work.connection, scope, seen, PAGE)
            for row in rows:
                yield row
            seen = rows[-1].seq if len(rows) == PAGE else newest
