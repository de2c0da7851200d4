"""How many cases a second are led from dispatched to closed by four calls, and does it stay so with more rows?"""

import asyncio
import json
import time
from typing import Any

from bench.arrivals import Arrivals
from bench.client import Connection, Taken, posting
from embedded.short_lived import RunningStack
from embedded.tokens import issue_token

CONNECTIONS = 8
# (action, more of the body, who): who handled a case does not verify it.
STEPS: tuple[tuple[str, dict[str, str], int], ...] = (
    ("accept", {}, 0),
    ("feed-back", {"result": "solved"}, 0),
    ("verify", {}, 1),
    ("close", {}, 1),
)


def two_clerks(running: RunningStack) -> list[str]:
    """Return the tokens of two dispatchers of the province."""
    return [issue_token(running.stack, role="dispatcher", scope="32", person_id=f"p-bench-{n}") for n in (1, 2)]


async def measure_cycles(
    running: RunningStack, arrivals: Arrivals, count: int, connections: int = CONNECTIONS
) -> dict[str, Any]:
    """Lead `count` cases to their end over HTTP; return cases a second and the time of a call beside the rows."""
    rows = await arrivals.dispatch.fetchval("SELECT count(*) FROM cases")
    found = await arrivals.dispatch.fetch(
        "SELECT id, version FROM cases WHERE state = 'dispatched' AND task_id IS NOT NULL ORDER BY id DESC LIMIT $1",
        count,
    )
    clerks = two_clerks(running)
    url, waiting = running.stack.services["dispatch"], iter(found)
    taken = Taken()
    began = time.perf_counter()

    async def work() -> None:
        connection = await Connection.open(url)
        for case in waiting:
            version = case["version"]
            for action, more, who in STEPS:
                body = {"action": action, "version": version, **more}
                sent = time.perf_counter()
                answer = await connection.ask(posting(url, f"/cases/{case['id']}/actions", clerks[who], body))
                taken.seconds.append(time.perf_counter() - sent)
                version = json.loads(answer)["version"]
        connection.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    lasted = time.perf_counter() - began
    return {
        "rows": rows,
        "cases_a_second": round(len(found) / lasted, 1),
        "calls_a_second": round(4 * len(found) / lasted),
        "p50_ms": round(taken.percentile_ms(0.5), 1),
        "p99_ms": round(taken.percentile_ms(0.99), 1),
    }
