"""When does a service act by itself? Each timer finds what is due, and calls a use case with `now`.

Whatever a round fails at, the next one is tried: a process with doors must not close them because one of its timers
met a row that nobody had thought of. The figure of failed rounds and the log say so.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from shared.clock import Clock
from shared.errors import Refusal
from shared.runtime import metrics
from shared.runtime.db import Database, UnitOfWork

log = structlog.get_logger()

Due = Callable[[UnitOfWork, datetime], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Timer:
    """`due` deals with one batch of what is due (safe beside other replicas) and returns how many; 0 ends the round."""

    name: str
    every_seconds: float
    due: Due


@dataclass(frozen=True, slots=True)
class Errand:
    """Work that lies between transactions (a delivery over HTTP): `run` deals with one batch and returns how many."""

    name: str
    every_seconds: float
    run: Callable[[], Awaitable[int]]


def _note_failure(event: str, name: str, error: Exception) -> None:
    metrics.timer_runs.labels(name, "failed").inc()
    if isinstance(error, Refusal | DBAPIError | OSError):
        log.warning(event, name=name, error=getattr(error, "code", type(error).__name__))
    else:
        # A fault of ours: where it lies must stand in the log.
        log.error(event, name=name, error=type(error).__name__, exc_info=error)


async def run_errand(errand: Errand) -> None:
    """Run `errand` until cancelled; what failed is tried again at the next round."""
    while True:
        done = 0
        try:
            done = await errand.run()
            metrics.timer_runs.labels(errand.name, "done").inc()
        except Exception as error:  # noqa: BLE001 - as the module says
            _note_failure("errand.failed", errand.name, error)
        if not done:
            await asyncio.sleep(errand.every_seconds)


async def run_timer(timer: Timer, database: Database, clock: Clock) -> None:
    """Run `timer` until cancelled; a failed round is tried again at the next."""
    while True:
        try:
            await run_round(timer, database, clock)
            metrics.timer_runs.labels(timer.name, "done").inc()
        except Exception as error:  # noqa: BLE001 - as the module says
            _note_failure("timer.failed", timer.name, error)
        await asyncio.sleep(timer.every_seconds)


async def run_round(timer: Timer, database: Database, clock: Clock) -> int:
    """Deal with all that is due now, batch by batch, each in a transaction of its own; return how many."""
    total = 0
    while True:
        async with database.begin() as work:
            done = await timer.due(work, clock())
        if not done:
            return total
        total += done
