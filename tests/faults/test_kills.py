"""Is anything lost or doubled when processes are killed, wherever they stand, while everybody goes on working?

`ONEFOUR_FAULTS_KILLS` says how often (default 8; `make faults` takes 20), `ONEFOUR_FAULTS_SEED` varies the chances.
"""

import os
import time
from collections.abc import AsyncIterator, Callable

import pytest

from tests.support.faults_desk import COUNTED, reshaping, unreadable_photos
from tests.support.faults_kills import Kills, kill_often
from tests.support.faults_load import Promises, living
from tests.support.faults_poison import check_set_aside, poisoning
from tests.support.faults_verdict import Verdict, judge_at_last, read
from tests.support.servers import ON_APACHE
from tests.support.stack_under_test import StackUnderTest, running_stack
from tests.support.town import build_town

KILLS = int(os.environ.get("ONEFOUR_FAULTS_KILLS", "8"))
SEED = int(os.environ.get("ONEFOUR_FAULTS_SEED", "1"))
SETTLE_S = 180

# Longer than the others by their nature; a shared machine may be five times as slow.
pytestmark = pytest.mark.timeout(600 + 60 * KILLS)


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[StackUnderTest]:
    async with running_stack() as running:
        await build_town(running)
        yield running


async def test_no_kill_loses_or_doubles_anything(
    stack: StackUnderTest, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()
    async with (
        living(stack, SEED) as promises,
        reshaping(stack, promises, SEED),
        poisoning(stack.log.settings, SEED) as thrown,
    ):
        kills = await kill_often(stack, KILLS, SEED)
        await stack.until(lambda: answered_all_the_way(stack, promises), SETTLE_S)
    verdict = await judge_at_last(stack.audited, promises, stack.hotline, within_s=SETTLE_S)
    await check_set_aside(verdict, stack.audited, thrown)
    verdict.lost += await unreadable_photos(stack, promises)
    record_property("figure", figure(kills, promises, verdict, time.monotonic() - began))

    assert kills.count == KILLS
    assert verdict.clean, verdict


async def answered_all_the_way(stack: StackUnderTest, promises: Promises) -> bool:
    """Tell whether work is done to its end again: finished by grid and team, verified, closed and told; and whether
    the desk has merged, given back, split, returned, suspended, resumed and kept photos, and something was escalated.
    """
    ends = {path.split("/")[1] for path in promises.finished}
    reshaped = set(promises.steps.values())
    escalated = await read(stack.audited["dispatch"], "SELECT 1 FROM case_history WHERE action = 'overdue' LIMIT 1")
    answered = ends == {"tasks", "clues"} and bool(stack.hotline.replies)
    return answered and reshaped >= COUNTED and bool(escalated) and bool(promises.photos)


def figure(kills: Kills, promises: Promises, verdict: Verdict, seconds: float) -> str:
    """Return what the run found. With 0 of N seen, the rate is below 3/N with a confidence of 95 % (rule of three)."""
    bound = f"95 % bound 3/{kills.count} = {3 / kills.count:.1%}" if verdict.clean else "see above"
    promised = f"{len(promises.reports)} orders, {len(promises.follow_ups)} follow-ups, {len(promises.appeals)} appeals"
    lines = [
        f"lost {len(verdict.lost)}, doubled {len(verdict.doubled)} of {kills.count} kills ({bound})",
        f"on {'Apache Kafka' if ON_APACHE else 'the embedded broker'}, seed {SEED}, {seconds:.0f} s",
        f"promised: {promised}, {len(promises.finished)} tasks and clues finished, {len(promises.photos)} photos kept",
        *([f"written straight into the feed's topic: {len(promises.written)}"] if promises.written else []),
        f"clients met: {dict(promises.counts)}",
        f"audit: {verdict.figures}",
        *kills.lines(),
        *(f"  not reached in time: {where} × {count}" for where, count in kills.missed.items()),
    ]
    return "\n".join(lines)
