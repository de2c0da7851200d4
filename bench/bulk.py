"""How long does one step take with as many cases as a request may name, each with its own result?"""

import json
import time
from typing import Any

from bench.arrivals import Arrivals
from bench.client import Connection, posting
from bench.door import push_in_bulk
from bench.lifecycle import STEPS, two_clerks
from bench.orders import Orders
from bench.plan import BenchPlan
from embedded.short_lived import RunningStack

_OPEN = "SELECT id, version FROM cases WHERE state = 'dispatched' AND task_id IS NOT NULL ORDER BY id DESC LIMIT $1"


async def measure_bulk(running: RunningStack, arrivals: Arrivals, orders: Orders, plan: BenchPlan) -> dict[str, Any]:
    """Push orders until `plan.together` cases are open, and lead all of them to their end by one request a step.

    Returns how many cases, the seconds of each request, and how many cases each refused.
    """
    url = running.stack.services["dispatch"]
    while len(found := await arrivals.dispatch.fetch(_OPEN, plan.together)) < plan.together:
        await push_in_bulk(url, orders, plan.together - len(found), plan.bulk)
        await arrivals.drained()
    clerks = two_clerks(running)
    cases = [{"id": str(row["id"]), "version": row["version"]} for row in found]
    connection = await Connection.open(url)
    steps: list[dict[str, Any]] = []
    for action, more, who in STEPS:
        body = {"action": action, "cases": cases, **more}
        sent = time.perf_counter()
        answer = json.loads(await connection.ask(posting(url, "/cases/actions", clerks[who], body)))
        steps.append({"action": action, "seconds": round(time.perf_counter() - sent, 1), "refused": answer["refused"]})
        cases = [{"id": one["id"], "version": one["version"]} for one in answer["results"] if one["done"]]
    connection.close()
    return {"cases": len(found), "steps": steps}
