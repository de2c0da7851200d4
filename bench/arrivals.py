"""What has arrived where? Counted in the databases, as `onefour audit` does it."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from embedded.short_lived import RunningStack

LOOK_EVERY_S = 0.1
STILL_S = 30.0


class NotDrained(RuntimeError):
    """Nothing has moved for a while though something is missing."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of each; `tasks` are in the workers' inbox."""

    reports: int
    decided: int
    given: int
    tasks: int

    @property
    def is_drained(self) -> bool:
        return self.reports == self.decided and self.given == self.tasks


class Arrivals:
    """Looks into the databases of the centre and of the grid."""

    def __init__(self, dispatch: asyncpg.Connection, grid: asyncpg.Connection) -> None:
        self.dispatch = dispatch
        self.grid = grid

    @classmethod
    @asynccontextmanager
    async def of(cls, running: RunningStack) -> AsyncIterator["Arrivals"]:
        dispatch, grid = await running.connect("dispatch"), await running.connect("grid")
        try:
            yield cls(dispatch, grid)
        finally:
            await dispatch.close()
            await grid.close()

    async def count(self) -> Count:
        reports, decided, given = await self.dispatch.fetchrow(
            "SELECT (SELECT count(*) FROM reports), (SELECT count(*) FROM triage_decisions),"
            " (SELECT count(*) FROM tasks WHERE executor = 'grid')"
        )
        return Count(reports, decided, given, await self.grid.fetchval("SELECT count(*) FROM tasks"))

    async def drained(self, *, every_s: float = LOOK_EVERY_S) -> Count:
        """Wait until every report is decided and every task is in its inbox. Raises NotDrained."""
        last, moved = await self.count(), time.monotonic()
        while not last.is_drained:
            await asyncio.sleep(every_s)
            now = await self.count()
            if now != last:
                last, moved = now, time.monotonic()
            if time.monotonic() - moved > STILL_S:
                raise NotDrained(f"nothing moved for {STILL_S:.0f} s: {last}")
        return last

    async def delays(self, since: Any) -> Mapping[str, float]:
        """Return percentiles of the time from accepted to committed in the inbox, in ms, of tasks since a moment."""
        received = await self.dispatch.fetch(
            "SELECT t.id, min(r.received_at) AS at FROM tasks t JOIN case_reports c USING (case_id)"
            " JOIN reports r ON r.id = c.report_id WHERE r.received_at >= $1 GROUP BY t.id",
            since,
        )
        accepted = {row["id"]: row["at"] for row in received}
        arrived = await self.grid.fetch("SELECT id, received_at FROM tasks WHERE received_at >= $1", since)
        waits = sorted(
            (row["received_at"] - accepted[row["id"]]).total_seconds() * 1000
            for row in arrived
            if row["id"] in accepted
        )
        if not waits:
            raise NotDrained("no task arrived while the delay was measured")
        return {
            f"p{share}_ms": round(waits[min(len(waits) - 1, len(waits) * share // 100)], 1) for share in (50, 90, 99)
        }
