"""What does `make run` play once the stack is ready? One small township, or a file over all townships of Taicang."""

import asyncio
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Final

import httpx
from tqdm import tqdm

from onefour.audit import audit
from onefour.demo_feed import SOURCE, demo_events
from onefour.demo_power import give_power
from onefour.installation import Installation
from onefour.refusals import StillRefused
from onefour.register import children_of
from onefour.replay import Pace
from onefour.shown import Choice, replay_file, send, simulate
from onefour.simulation import Simulation
from onefour.townships import build_townships
from onefour.welcome import TOWN
from shared.clock import utc_now

COUNTY: Final = "320585"
SCATTER_SEED: Final = 1
# A newcomer should see work come and go, not a finished list.
_DEMO_RATE: Final = 0.5
_AUDIT_SETTLE_S: Final = 60.0


def play(installation: Installation, feed: Path | None) -> None:
    """Play until there is nothing left to play; SIGTERM (the stack stops) ends it cleanly."""
    asyncio.run(_until_told(_play_file(installation, feed) if feed else _play_demo(installation)))


async def _until_told(playing: Coroutine[None, None, None]) -> None:
    task = asyncio.ensure_future(playing)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await asyncio.wait({task})
    if not task.cancelled():
        task.result()


async def _play_demo(installation: Installation) -> None:
    async with installation.gateway() as gateway:
        _say(
            f"演示 demo: 合成乡镇 a synthetic township {TOWN}, 自编诉求 made-up messages, 模拟网格员 simulated workers"
        )
        (township,) = await build_townships(gateway, [TOWN])
        try:
            await give_power(gateway, TOWN)
        except StillRefused as refused:
            _say(f"  演示权力未能赋予 the officers cannot punish: {refused}")
        tally = await send(installation, SOURCE, demo_events(township, utc_now()), Pace(), "演示诉求 messages")
        _say(*tally.lines())
        score = await Simulation(gateway, TOWN, rate=_DEMO_RATE).play(until_idle=False)
        _say(*score.lines())


async def _play_file(installation: Installation, feed: Path) -> None:
    codes = [region.code for region in children_of(COUNTY)]
    async with installation.gateway() as gateway:
        _say(f"演示 demo: 太仓 {len(codes)} 个合成乡镇 synthetic townships, {feed}")
        await build_townships(gateway, codes)
        places = feed.parent / "places.csv"
        choice = Choice(feed, SOURCE, places if places.is_file() else None, SCATTER_SEED)
        tally = await replay_file(installation, choice)
        _say(*tally.lines())
        if tally.interrupted:
            return
        score = await simulate(gateway, COUNTY, until_idle=True)
        _say(*score.lines())
        if not score.interrupted:
            await _report(installation)


async def _report(installation: Installation) -> None:
    stack = installation.require_stack()
    findings = await audit(installation.database_urls("ONEFOUR_AUDIT_URL_"), settle_s=_AUDIT_SETTLE_S)
    _say("审计 audit:", *findings.lines())
    async with httpx.AsyncClient(trust_env=False) as http:
        count = (await http.get(f"{stack.receiver}/{SOURCE}/count")).json()
    _say(f"  热线收到回复 replies at the receiver {count['distinct']:,} (重复 repeated {count['repeated']:,})")
    _say("平台继续运行 the stack keeps running; Ctrl-C 停止 stops it")


def _say(*lines: str) -> None:
    for line in lines:
        tqdm.write(line)
