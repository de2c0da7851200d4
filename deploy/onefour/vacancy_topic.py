"""How many readings a second does one process of the grid take, from the topic to the state that is committed?"""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import numpy as np

from embedded.short_lived import RunningStack, running_stack
from grid.vacancy.domain.feed import MOST_READINGS
from grid.vacancy.domain.watches import block_size
from onefour.meters.world import World
from shared.clock import town_day
from shared.runtime.db import new_id
from shared.runtime.kafka import make_producer
from shared.runtime.settings import KafkaSettings
from shared.schemas.topics import POWER_USAGE, feed_topic

REGION = "320585104"
WAIT_S, STANDSTILL_S = 0.1, 120
# Some are read twice or late: less than a message may hold.
METERS_A_GROUP = 4_500
WATCH = """
INSERT INTO vacancy_watches (id, version, state, region, purpose, approval, homes, starts_on, ends_on, proposed_by,
                             proposed_at, approved_by, approved_at)
VALUES ($1, 2, 'approved', $2, '性能测试', '性能测试', $3, $4, $5, 'bench-one', now(), 'bench-two', now())
"""
METERS = """
INSERT INTO vacancy_meters (meter, watch_id, home_id, region, block, place)
SELECT 'bench-' || number, $1, gen_random_uuid(), $2, number / $4, number % $4 FROM generate_series(0, $3 - 1) AS number
"""
KNOWN = "SELECT count(*) FROM inbox WHERE consumer = 'grid.vacancy'"
FOUND = "SELECT count(*) FROM vacancy_findings"


@dataclass(frozen=True, slots=True)
class _Message:
    """`key`: the same for all messages of a meter, which so stay in their order."""

    key: bytes
    readings: int
    body: bytes


def messages(world: World, begins_s: int, days: float) -> Iterator[_Message]:
    """Return what the utility would write, each interval as it arrives; as many readings in a message as may be."""
    names = [f"bench-{number}" for number in range(world.plan.homes)]
    for step, arrived in enumerate(world.arrivals()):
        if step >= days * world.plan.per_day:
            return
        group = arrived.homes // METERS_A_GROUP
        for number in np.unique(group).tolist():
            mine = np.flatnonzero(group == number)
            for start in range(0, len(mine), MOST_READINGS):
                some = mine[start : start + MOST_READINGS]
                meters = [names[home] for home in arrived.homes[some].tolist()]
                at, kwh = (arrived.seconds[some] + begins_s).tolist(), arrived.kwh[some].round(2).tolist()
                body = {"message_id": str(new_id()), "meters": meters, "at": at, "kwh": kwh}
                yield _Message(str(number).encode(), len(meters), json.dumps(body, separators=(",", ":")).encode())


async def measure_topic(world: World, begins_s: int, days: float) -> dict[str, Any]:
    """Start the platform, watch the world's homes, send its first `days`, and wait until the state of all is committed.

    Raises StackError where the platform does not start.
    """
    async with running_stack() as running:
        grid = await running.connect("grid")
        try:
            await _watch(grid, world.plan.homes, town_day(datetime.fromtimestamp(begins_s, UTC)))
            return await _measure(running, grid, world, begins_s, days)
        finally:
            await grid.close()


async def _watch(grid: asyncpg.Connection, homes: int, first: date) -> None:
    watch, last = new_id(), town_day(datetime.now(UTC)) + timedelta(days=40)
    await grid.execute(WATCH, watch, REGION, homes, first, last)
    await grid.execute(METERS, watch, REGION, homes, block_size(homes))


async def _measure(
    running: RunningStack, grid: asyncpg.Connection, world: World, begins_s: int, days: float
) -> dict[str, Any]:
    # Made before the clock runs: what the utility takes for it is not ours.
    made = list(messages(world, begins_s, days))
    before = _memory_kb(running.pids["grid"])
    producer = make_producer(KafkaSettings(bootstrap=running.stack.kafka, idempotence=False))
    await producer.start()
    began = time.perf_counter()
    try:
        for one in made:
            await producer.send(feed_topic(POWER_USAGE), one.body, key=one.key)
        await producer.flush()
    finally:
        await producer.stop()
    halfway = await _committed(grid, len(made) // 2, running.pids["grid"])
    end = await _committed(grid, len(made), running.pids["grid"])
    seconds = time.perf_counter() - began
    readings = sum(one.readings for one in made)
    return {
        "readings_per_second": round(readings / seconds),
        "readings_through_topic": readings,
        "messages": len(made),
        "findings_kept": await grid.fetchval(FOUND),
        "memory_kb": {"before": before, "halfway": halfway, "end": end},
    }


async def _committed(grid: asyncpg.Connection, messages: int, pid: int) -> int:
    """Return the memory of the process (kB) when so many messages are committed. Raises TimeoutError if it stops."""
    known, since = -1, time.perf_counter()
    while (now_known := await grid.fetchval(KNOWN)) < messages:
        if now_known > known:
            known, since = now_known, time.perf_counter()
        if time.perf_counter() - since > STANDSTILL_S:
            raise TimeoutError(f"{known} of {messages} messages were taken, and then no more")
        await asyncio.sleep(WAIT_S)
    return _memory_kb(pid)


def _memory_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
