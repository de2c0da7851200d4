"""How many feed events a second become committed tasks in workers' inboxes, at what delay and at which cost?"""

import asyncio
import time
from collections.abc import Mapping
from itertools import islice
from typing import Any

from bench.arrivals import Arrivals
from bench.client import offer
from bench.door import push_in_bulk
from bench.orders import Orders
from bench.plan import BenchPlan
from bench.processes import between, cpu_seconds
from embedded.short_lived import RunningStack
from shared.clock import utc_now


async def measure_burst(running: RunningStack, arrivals: Arrivals, orders: Orders, plan: BenchPlan) -> dict[str, Any]:
    """Push a burst in bulk and wait until the last task is in its inbox."""
    url = running.stack.services["dispatch"]
    before, cpu = await arrivals.count(), cpu_seconds(running.pids)
    began = time.perf_counter()
    accepted = await push_in_bulk(url, orders, plan.events, plan.bulk)
    absorbed = time.perf_counter() - began
    # Counting costs what is counted: seldom while much is on its way.
    after = await arrivals.drained(every_s=max(0.1, plan.events / 50_000))
    lasted = time.perf_counter() - began
    return {
        "events": plan.events,
        "accepted_a_second": round(accepted),
        "absorbed_s": round(absorbed, 1),
        "drained_s": round(lasted, 1),
        "events_a_second": round((after.reports - before.reports) / lasted),
        "tasks": after.tasks - before.tasks,
        "joined": plan.events - (after.given - before.given),
        "cpu_us_an_event": between(cpu, cpu_seconds(running.pids), plan.events),
    }


async def measure_delay(
    running: RunningStack, arrivals: Arrivals, orders: Orders, plan: BenchPlan
) -> Mapping[str, Any]:
    """Offer single orders at a steady rate; return how long each took to be in its worker's inbox."""
    ready = list(islice(orders.singles(), plan.delay_rate * plan.delay_s))
    since = utc_now()
    await offer(running.stack.services["dispatch"], ready, rate=plan.delay_rate, connections=8)
    await asyncio.sleep(1)
    await arrivals.drained()
    return {"cases_a_second": plan.delay_rate, **await arrivals.delays(since)}
