"""How does the whole platform run for a moment, to be measured? All its processes, on free ports, in its own folder."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from embedded.errors import StackError
from embedded.parts import plan_of
from embedded.ports import free_port
from embedded.run_file import RunFile, part_pids
from embedded.settings import StackSettings
from embedded.stack import Stack
from embedded.supervisor import Supervisor


@dataclass(frozen=True, slots=True)
class RunningStack:
    """The addresses of a stack that runs, and the process of each part."""

    stack: Stack
    pids: Mapping[str, int]

    async def connect(self, database: str) -> asyncpg.Connection:
        """Return a connection to a service's database, for counting what arrived."""
        return await asyncpg.connect(plain_url(self.stack.databases[database]), ssl=False)


def plain_url(url: str) -> str:
    """Return a URL of SQLAlchemy as asyncpg itself reads it."""
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)


@asynccontextmanager
async def running_stack() -> AsyncIterator[RunningStack]:
    """Start all that `make run` starts and leave nothing behind. Raises StackError where a part does not start."""
    # Short-lived and beside the system's: PostgreSQL's user must be able to reach it.
    with tempfile.TemporaryDirectory(prefix="onefour-short-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103 - once, before anything runs
        root = Path(folder)
        plan = plan_of(root, settings=_free_settings())
        with RunFile(plan.home).held() as run_file:
            supervisor = Supervisor(plan, run_file)
            ready = asyncio.Event()
            loop = asyncio.get_running_loop()

            def on_ready(_: Stack) -> None:
                loop.call_soon_threadsafe(ready.set)

            life = asyncio.create_task(supervisor.live(on_ready))
            try:
                await _until(ready, life)
                yield RunningStack(plan.stack, part_pids(plan.home))
            finally:
                life.cancel()
                await asyncio.gather(life, return_exceptions=True)
                await supervisor.stop()


async def _until(ready: asyncio.Event, life: asyncio.Task[None]) -> None:
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({waiting, life}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if life.done():
        life.result()
        raise StackError("the stack ended before it was ready")


def _free_settings() -> StackSettings:
    names = [name for name in StackSettings.model_fields if name.endswith("_port")]
    ports = {free_port() for _ in range(4 * len(names))}
    # Large enough that no restart of the in-memory broker falls into a measurement.
    return StackSettings.model_validate({"broker_memory_limit_mb": 4096, **dict(zip(names, ports, strict=False))})
