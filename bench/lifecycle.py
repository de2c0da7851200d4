"""How many cases a second are led from dispatched to closed by four calls, and does it stay so with more rows?"""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from bench.arrivals import Arrivals
from bench.client import Connection, Taken
from bench.stack import RunningStack
from embedded.tokens import issue_token

CONNECTIONS = 8
# (action, more of the body, who): who handled a case does not verify it.
STEPS: tuple[tuple[str, dict[str, str], int], ...] = (
    ("accept", {}, 0),
    ("feed-back", {"result": "solved"}, 0),
    ("verify", {}, 1),
    ("close", {}, 1),
)


async def measure_cycles(
    running: RunningStack, arrivals: Arrivals, count: int, connections: int = CONNECTIONS
) -> dict[str, Any]:
    """Lead `count` cases to their end over HTTP; return cases a second and the time of a call beside the rows."""
    rows = await arrivals.dispatch.fetchval("SELECT count(*) FROM cases")
    found = await arrivals.dispatch.fetch(
        "SELECT id, version FROM cases WHERE state = 'dispatched' ORDER BY id DESC LIMIT $1", count
    )
    clerks = [
        issue_token(running.stack, role="dispatcher", scope="32", person_id=f"p-bench-{number}") for number in (1, 2)
    ]
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
                answer = await connection.ask(_request(url, clerks[who], case["id"], body))
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


def _request(url: str, token: str, case: UUID, body: dict[str, Any]) -> bytes:
    raw = json.dumps(body).encode()
    head = (
        f"POST /cases/{case}/actions HTTP/1.1\r\nhost: {urlsplit(url).netloc}\r\nauthorization: Bearer {token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw


async def fill_up(arrivals: Arrivals, wanted: int) -> None:
    """Copy closed cases with their histories and clocks, under new ids, until there are `wanted` rows of cases."""
    connection = arrivals.dispatch
    missing = wanted - await connection.fetchval("SELECT count(*) FROM cases")
    if missing <= 0:
        return
    await connection.execute(
        "CREATE TEMP TABLE model AS SELECT id, row_number() OVER () - 1 AS n"
        " FROM cases WHERE state <> 'closed' LIMIT 5000;"
        "CREATE TEMP TABLE copied (old uuid, new uuid, n bigint)"
    )
    await connection.execute(
        "INSERT INTO copied SELECT m.id, gen_random_uuid(), g.n FROM generate_series(1, $1::bigint) AS g(n)"
        " JOIN model m ON m.n = g.n % (SELECT count(*) FROM model)",
        missing,
    )
    for table, key, changed in (
        ("cases", "id", {"id": "new", "number": "'copy-' || n", "state": "'closed'", "closed_at": "now()"}),
        ("case_history", "case_id", {"case_id": "new"}),
        ("case_clocks", "case_id", {"id": "gen_random_uuid()", "case_id": "new", "stopped_at": "now()"}),
    ):
        await _copy(connection, table, key, changed)
    await connection.execute("DROP TABLE model, copied; ANALYZE cases; ANALYZE case_history; ANALYZE case_clocks")


async def _copy(connection: Any, table: str, key: str, changed: dict[str, str]) -> None:
    names = [
        row["column_name"]
        for row in await connection.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public'",
            table,
        )
    ]
    chosen = ", ".join(changed.get(name, f't."{name}"') for name in names)
    into = ", ".join(f'"{name}"' for name in names)
    await connection.execute(
        f"INSERT INTO {table} ({into}) SELECT {chosen} FROM {table} t JOIN copied ON old = t.{key}"
    )
