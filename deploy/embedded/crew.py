"""How are parts that start and stop together kept alive?"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence

from embedded.child import Child, death_prefix
from embedded.errors import PartFailed
from embedded.home import Home
from embedded.parts import Part
from embedded.progress import Say, ready
from embedded.readiness import http_probe, until_ready

STOP_WITHIN_S = 10.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 10.0
# A part that lived so long did not fail at once: its next pause is short again.
STEADY_AFTER_S = 30.0


def pauses() -> Iterator[float]:
    """Yield the seconds to wait before each next try."""
    pause = FIRST_PAUSE_S
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE_S)


class Crew:
    """Some parts of the plan and their processes."""

    def __init__(self, parts: Sequence[Part], home: Home, say: Say, on_spawn: Callable[[Child], None]) -> None:
        self._parts = parts
        self._home = home
        self._say = say
        self._on_spawn = on_spawn
        self._children: dict[str, Child] = {}

    async def start(self) -> None:
        """Start all at once and wait until all are ready. Raises PartFailed for the first that is not."""
        for part in self._parts:
            self._spawn(part)
        waits = [asyncio.create_task(self._until_ready(part)) for part in self._parts]
        try:
            await asyncio.gather(*waits)
        finally:
            for wait in waits:
                wait.cancel()

    async def keep(self) -> None:
        """Start every part again that ends, for ever."""
        async with asyncio.TaskGroup() as group:
            for part in self._parts:
                group.create_task(self._keep(part))

    async def stop(self) -> None:
        """End all at once, politely for STOP_WITHIN_S."""
        await asyncio.gather(*(child.end(patience_s=STOP_WITHIN_S) for child in self._children.values()))
        self._children.clear()

    async def _keep(self, part: Part) -> None:
        waiting = pauses()
        while True:
            child = self._children[part.name]
            code = await child.exited()
            if time.monotonic() - child.started > STEADY_AFTER_S:
                waiting = pauses()
            pause = next(waiting)
            self._say(
                f"  {part.name} 已退出 exited with code {code}; {pause:g} s 后重启 starting it again ({child.log})"
            )
            await asyncio.sleep(pause)
            self._spawn(part)
            try:
                await self._until_ready(part)
            except PartFailed as failure:
                self._say(f"  {failure}")

    async def _until_ready(self, part: Part) -> None:
        seconds = await until_ready(self._children[part.name], http_probe(part.ready_url))
        self._say(ready(part.name, seconds))

    def _spawn(self, part: Part) -> None:
        child = Child.spawn(
            part.name,
            part.argv,
            log=self._home.log_of(part.name),
            environment={**os.environ, **part.environment},
            cwd=self._home.root,
            death_prefix=death_prefix("TERM"),
        )
        self._children[part.name] = child
        self._on_spawn(child)
