"""How good is the detector of returns, by a truth that only the simulator knows? Found in time, false alarms, speed.

To judge it, the readings are taken straight into the state of blocks, packed and unpacked with every batch as a
consumer keeps them. How fast it is, is measured from the topic to the disk (`vacancy_topic`).
"""

import asyncio
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grid.vacancy.domain.readings import take
from grid.vacancy.domain.state import fresh, pack, unpack
from grid.vacancy.domain.watches import block_size
from onefour.meters.world import Arrived, Truth, World, WorldPlan, simulate
from onefour.vacancy_topic import measure_topic

# Midnight in Shanghai at which a simulated winter begins.
BEGINS_S = 1_767_196_800
INTERVALS_A_BATCH = 12
HOUR_S = 3600
DAY = 24.0
HALFWAY = 2


@dataclass(slots=True)
class Run:
    """What the detector said: home → the hours, from the first midnight, at which it raised an alarm."""

    alarms: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    readings: int = 0
    seconds: float = 0.0
    memory_kb: list[int] = field(default_factory=list)


def detect(world: World) -> Run:
    """Give all readings to the detector in the order of their arrival."""
    run, plan = Run(), world.plan
    size = block_size(plan.homes)
    kept = [pack(fresh(min(size, plan.homes - start))) for start in range(0, plan.homes, size)]
    waiting: list[Arrived] = []
    for step, arrived in enumerate(world.arrivals(), 1):
        waiting.append(arrived)
        if step % INTERVALS_A_BATCH == 0 or step == plan.days * plan.per_day:
            began = time.perf_counter()
            hours = (step - len(waiting)) * DAY / plan.per_day, step * DAY / plan.per_day
            _take(run, kept, waiting, hours, size)
            run.seconds += time.perf_counter() - began
            run.memory_kb.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
            waiting = []
    return run


def _take(run: Run, kept: list[bytes], waiting: Sequence[Arrived], hours: tuple[float, float], size: int) -> None:
    homes = np.concatenate([one.homes for one in waiting])
    at = np.concatenate([one.seconds for one in waiting]) + BEGINS_S
    wh = np.rint(np.concatenate([one.kwh for one in waiting]) * 1000).astype(np.int64)
    run.readings += len(homes)
    for number in range(len(kept)):
        mine = homes // size == number
        block = unpack(kept[number])
        taken = take(block, homes[mine] % size, at[mine], wh[mine])
        kept[number] = pack(block)
        for alarms in taken.alarms:
            for home, hour in zip(alarms.homes, alarms.hours, strict=True):
                # With the first reading of the next hour; of an hour before these, with one of them: say, the last.
                over = int(hour) + 1 - BEGINS_S / HOUR_S
                run.alarms[number * size + int(home)].append(over if over >= hours[0] else hours[1])


def judged(run: Run, truth: Truth) -> dict[str, Any]:
    """Return the share of returns found within a day, and of alarms where nobody had returned before."""
    found = sum(
        any(at < alarm <= at + DAY for alarm in run.alarms.get(home, ())) for home, at in truth.returned_at.items()
    )
    total = sum(map(len, run.alarms.values()))
    right = sum(alarm > truth.returned_at.get(home, np.inf) for home, alarms in run.alarms.items() for alarm in alarms)
    return {
        "returns": len(truth.returned_at),
        "found_within_a_day": round(found / max(len(truth.returned_at), 1), 4),
        "alarms": total,
        "false_share": round((total - right) / max(total, 1), 4),
    }


def figures(plan: WorldPlan, topic_days: float = 0) -> dict[str, Any]:
    """Simulate, detect and judge one world; send its first `topic_days` through the topic of a platform of its own.

    Raises StackError where that does not start.
    """
    world = simulate(plan)
    run = detect(world)
    grown = run.memory_kb[-1] - run.memory_kb[len(run.memory_kb) // HALFWAY]
    speed = {"readings": run.readings, "detector_readings_per_second": round(run.readings / run.seconds)}
    world_had = {
        "visits": len(world.truth.visits),
        "thefts": len(world.truth.thefts),
        "frost_hours": world.truth.frost_hours,
    }
    found = {"seed": plan.seed} | judged(run, world.truth) | speed | {"memory_grown_kb": grown} | world_had
    if topic_days:
        # How the platform starts is no figure.
        with redirect_stdout(sys.stderr):
            found |= asyncio.run(measure_topic(world, BEGINS_S, topic_days))
    return found
