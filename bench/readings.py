"""How many readings a second does one process of the grid take, from the topic to the state that is committed?"""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import numpy as np

from bench.stack import RunningStack, running_stack
from grid.vacancy.domain.feed import MOST_READINGS
from grid.vacancy.domain.watches import block_size
from shared.clock import town_day
from shared.runtime.db import new_id
from shared.runtime.kafka import make_producer
from shared.runtime.settings import KafkaSettings
from shared.schemas.topics import POWER_USAGE, feed_topic

REGION = "320585104"
INTERVAL_S = 900
WAIT_S, LONGEST_S = 0.1, 900
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


def messages(homes: int, days: float, now: datetime) -> Iterator[bytes]:
    """Return messages of the topic: every interval all meters, as many readings in each as may be."""
    meters = [f"bench-{number}" for number in range(homes)]
    rng = np.random.default_rng(1)
    total = rng.integers(1_000, 40_000, homes).astype(np.float64)
    steps = int(days * 86_400 / INTERVAL_S)
    for step in range(steps):
        at = int(now.timestamp()) - (steps - step) * INTERVAL_S
        total += rng.integers(0, 2, homes) * 0.01
        for start in range(0, homes, MOST_READINGS):
            some = slice(start, start + MOST_READINGS)
            kwh = [round(one, 2) for one in total[some].tolist()]
            body = {"message_id": str(new_id()), "meters": meters[some], "at": [at] * len(kwh), "kwh": kwh}
            yield json.dumps(body, separators=(",", ":")).encode()


async def measure_readings(homes: int, days: float) -> dict[str, Any]:
    """Start the platform, watch `homes`, send `days` of readings, and wait until the state of all is committed."""
    async with running_stack() as running:
        grid = await running.connect("grid")
        try:
            await _watch(grid, homes)
            return await _measure(running, grid, homes, days)
        finally:
            await grid.close()


async def _watch(grid: asyncpg.Connection, homes: int) -> None:
    watch, today = new_id(), town_day(datetime.now(UTC))
    first, last = today - timedelta(days=40), today + timedelta(days=40)
    await grid.execute(WATCH, watch, REGION, homes, first, last)
    await grid.execute(METERS, watch, REGION, homes, block_size(homes))


async def _measure(running: RunningStack, grid: asyncpg.Connection, homes: int, days: float) -> dict[str, Any]:
    bodies = list(messages(homes, days, datetime.now(UTC)))
    before = _memory_kb(running.pids["grid"])
    producer = make_producer(KafkaSettings(bootstrap=running.stack.kafka, idempotence=False))
    await producer.start()
    began = time.perf_counter()
    try:
        for body in bodies:
            await producer.send(feed_topic(POWER_USAGE), body)
        await producer.flush()
    finally:
        await producer.stop()
    halfway = 0
    while (known := await grid.fetchval(KNOWN)) < len(bodies) and time.perf_counter() - began < LONGEST_S:
        if not halfway and known * 2 > len(bodies):
            halfway = _memory_kb(running.pids["grid"])
        await asyncio.sleep(WAIT_S)
    seconds = time.perf_counter() - began
    readings = homes * int(days * 86_400 / INTERVAL_S)
    return {
        "readings_per_second": round(readings / seconds),
        "readings": readings,
        "messages": len(bodies),
        "committed": known,
        "seconds": round(seconds, 1),
        "memory_kb": {"before": before, "halfway": halfway, "end": _memory_kb(running.pids["grid"])},
    }


def _memory_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
