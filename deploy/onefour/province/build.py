"""How is a province built: is there a stack, what is loaded, and what stands in the databases afterwards?"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from embedded.errors import NoStack
from embedded.home import Home
from embedded.stack import Stack
from embedded.stack import load as load_stack
from onefour.installation import Installation
from onefour.province.count import count
from onefour.province.load import load, stages
from onefour.province.places import townships_of
from onefour.province.scale import share
from onefour.refusals import CommandRefused

_START_WITHIN_S: Final = 180
_LOOK_EVERY_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Built:
    """`seconds`: from the command to the last row, the start of a stack included; `counted` in the databases."""

    seconds: float
    counted: dict[str, int]
    started_stack: bool

    def as_json(self) -> dict[str, Any]:
        return {"seconds": round(self.seconds, 1)} | self.counted

    def lines(self) -> list[str]:
        lines = [f"  {name}".ljust(28) + f"{number:>12,}" for name, number in self.counted.items()]
        return [*lines, f"  {'seconds'.ljust(26)}{self.seconds:>12,.1f}"]


def build(counties: Collection[str], *, seed: int) -> Built:
    """Build the province, or the share of some counties, in the stack of this folder; start one if none runs.

    What was started stays: `make stop` ends it. Raises CommandRefused, StillRefused.
    """
    began = time.monotonic()
    places = townships_of(counties)
    scale = share(len(places), sum(place.synthetic for place in places))
    total = sum(portion.rows for stage in stages(places, scale, seed) for portion in stage.portions)
    installation, started = Installation.here(), False
    if installation.stack is None:
        installation, started = _start(Path.cwd()), True
    asyncio.run(_load(installation, total, places, scale, seed))
    seconds = time.monotonic() - began
    counted = asyncio.run(count(installation.database_urls("ONEFOUR_AUDIT_URL_")))
    return Built(seconds, counted, started)


async def _load(installation: Installation, total: int, places: Any, scale: Any, seed: int) -> None:
    async with installation.gateway() as gateway:
        await load(gateway, stages(places, scale, seed), total=total)


def _start(root: Path) -> Installation:
    """Start the embedded stack of `root`, which outlives this command. Raises CommandRefused."""
    home = Home(root)
    home.prepare()
    with home.log_of("run").open("ab") as log:
        process = subprocess.Popen(
            (sys.executable, "-m", "onefour", "run", "--alone"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=root,
            start_new_session=True,
        )
    print(f"启动 starting the stack (log: {home.log_of('run')}) …", file=sys.stderr)
    deadline = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if _is_ready(root):
            return Installation.here()
        time.sleep(_LOOK_EVERY_S)
    raise CommandRefused(f"未能启动 the stack did not start: see {home.log_of('run')}")


def _is_ready(root: Path) -> bool:
    try:
        stack: Stack = load_stack(root)
        urls = [*stack.services.values(), stack.issuer]
        return all(httpx.get(f"{url}/readyz", timeout=2, trust_env=False).is_success for url in urls)
    except (NoStack, httpx.HTTPError):
        return False
