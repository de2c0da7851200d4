"""How many reports a second does the door take, one by one and in bulk, and how long does each take?"""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from bench.client import Taken, offer, saturate
from bench.orders import Orders
from bench.plan import BenchPlan

CONNECTIONS = (8, 64)
# More than the door takes in a second: requests are made before the clock starts.
MOST_A_SECOND = 3_000
BULK_CONNECTIONS = 4


async def warm_up(url: str, orders: Orders) -> None:
    """Let every connection, statement and cache be made before anything is measured."""
    await saturate(url, iter(list(islice(orders.singles(), 500))), connections=64)
    await saturate(url, iter([orders.bulk(500) for _ in range(4)]), connections=2)


async def measure_door(url: str, orders: Orders, plan: BenchPlan) -> Mapping[str, Any]:
    """Return rate and percentiles of signed single posts: as fast as possible, then at a fixed rate (open loop)."""
    figures: dict[str, Any] = {}
    for connections in CONNECTIONS:
        ready = iter(list(islice(orders.singles(), MOST_A_SECOND * plan.door_s)))
        taken = await saturate(url, ready, connections=connections, seconds=plan.door_s)
        figures[f"saturated_{connections}_connections"] = _figures(taken)
    ready_list = list(islice(orders.singles(), plan.door_rate * plan.door_s))
    offered = await offer(url, ready_list, rate=plan.door_rate, connections=CONNECTIONS[-1])
    figures["open_loop"] = {"offered_a_second": plan.door_rate, **_figures(offered)}
    return figures


async def push_in_bulk(url: str, orders: Orders, count: int, size: int) -> float:
    """Push `count` orders, `size` to a request; return how many a second were accepted and on disk."""
    sizes = [size] * (count // size) + ([count % size] if count % size else [])
    ready = iter([orders.bulk(one) for one in sizes])
    taken = await saturate(url, ready, connections=BULK_CONNECTIONS)
    return count / taken.lasted


def _figures(taken: Taken) -> dict[str, float]:
    return {
        "requests_a_second": round(taken.rate),
        "p50_ms": round(taken.percentile_ms(0.5), 1),
        "p99_ms": round(taken.percentile_ms(0.99), 1),
    }
