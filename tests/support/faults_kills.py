"""Which process is killed where, and what figure comes of it? Every process at every named point, and at random."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from shared.runtime.faultpoints import FaultPoint
from tests.support.stack_under_test import Member, StackUnderTest

ANYWHERE = ""
Point = str

# Where each process dies, in turn: the first six kills are one of each process, each at another point; with 32 every
# process has died at every point that it has.
_EVERYWHERE = (
    FaultPoint.PUBLISHED,
    FaultPoint.UNCOMMITTED,
    FaultPoint.EFFECT,
    FaultPoint.AFTER_COMMIT,
    ANYWHERE,
    FaultPoint.BEFORE_COMMIT,
)
POINTS: dict[str, tuple[Point, ...]] = {
    "dispatch-flow": _EVERYWHERE,
    "dispatch": (FaultPoint.AFTER_COMMIT, FaultPoint.BEFORE_COMMIT, ANYWHERE),
    "grid": (FaultPoint.EFFECT, *(point for point in _EVERYWHERE if point is not FaultPoint.EFFECT)),
    "enforcement": (FaultPoint.UNCOMMITTED, *(point for point in _EVERYWHERE if point is not FaultPoint.UNCOMMITTED)),
    "approval-window": (*_EVERYWHERE[5:], *_EVERYWHERE[:5]),
    "dispatch-registers": (ANYWHERE, *(point for point in _EVERYWHERE[1:] if point != ANYWHERE)),
}


def targets() -> Iterator[tuple[str, Point]]:
    """Yield whom to kill where, for ever, every round one of each process that is not through with its points."""
    while True:
        for turn in zip_longest(*POINTS.values()):
            yield from ((name, point) for name, point in zip(POINTS, turn, strict=True) if point is not None)


# A point that is not reached in this time is given up for a kill at that moment.
REACHED_WITHIN_S = 40.0


@dataclass(slots=True)
class Kills:
    """What was done: how often each process died at each point; `missed` points were not reached in time."""

    done: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return self.done.total()

    def lines(self) -> list[str]:
        return [f"  {where:<46}{count:>5}" for where, count in sorted(self.done.items())]


async def kill_often(stack: StackUnderTest, count: int, seed: int) -> Kills:
    """Kill `count` times, one target after the other, every process on its own time; all of them run again after."""
    kills = Kills()
    wanted: dict[str, list[Point]] = {name: [] for name in stack.members}
    for name, point in islice(targets(), count):
        wanted[name].append(point)
    async with asyncio.TaskGroup() as group:
        for name, points in wanted.items():
            chance = random.Random(f"{seed} {name}")
            group.create_task(_kill_in_turn(stack.members[name], points, chance, kills))
    return kills


async def _kill_in_turn(member: Member, points: Sequence[Point], chance: random.Random, kills: Kills) -> None:
    """Let each start of the process be armed with its next end."""
    if points:
        await member.stop()
    for point in points:
        await member.start(fault_point=f"{point}:{chance.randint(1, 4)}" if point else "")
        if point == ANYWHERE:
            await asyncio.sleep(chance.uniform(0.2, 6))
        reached = bool(point) and await member.dies(within_s=REACHED_WITHIN_S)
        assert member.alive or member.was_killed, f"{member.name} ended by itself; its log is {member.log}"
        if not reached:
            await member.kill()
        if point and not reached:
            kills.missed[f"{member.name} {point}"] += 1
        kills.done[f"{member.name} {point if reached else 'anywhere'}"] += 1
    if points:
        await member.start()
