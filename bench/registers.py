"""Does a big bulk at the registers stop what comes in? `python -m bench.registers`: the same load three times.

Calls at a fixed rate, cases led through one after the other, and a burst that is drained: while nothing else is done,
while one file of `SHEET_MB` after the other is tried out at the registers' own process, and while the same is asked of
the API, which is what every process did before the registers had one. All the while a subscription is compared.
Tried out (`dry_run`): it costs what it costs, and the next round finds the same rows. `SHEET_MB=4` is a shorter run.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any, Final

import httpx
import uvloop

from bench.arrivals import Arrivals
from bench.client import offer
from bench.door import push_in_bulk, warm_up
from bench.lifecycle import measure_cycles
from bench.many import fill_up
from bench.orders import COUNTY, Orders, check_orders
from bench.processes import machine
from bench.report import keep_as
from embedded.ports import free_port
from embedded.short_lived import RunningStack, running_stack
from embedded.tokens import issue_token
from onefour.gateway import Actor, Gateway
from onefour.installation import Installation
from onefour.register import children_of
from onefour.townships import build_townships
from shared.clock import utc_now

SHEET_MB: Final = float(os.environ.get("SHEET_MB", "19"))
MOST_LINES: Final = 100_000
RATE, SECONDS, BURST, CYCLES, CASES = 20, 20, 2_000, 40, 10_000
# What may become of a figure while the registers are busy: p99 of calls, and the rate of the flow, against quiet.
SLOWEST, LEAST = 5.0, 0.4
CHANGES: Final = b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"


async def measure() -> dict[str, Any]:
    """Return the figures of the three rounds and their ratios to the quiet one."""
    figures: dict[str, Any] = {"machine": machine(), "sheet_mb": SHEET_MB}
    async with running_stack() as running, Arrivals.of(running) as arrivals, taking_changes() as address:
        async with Installation({}, running.stack).gateway() as gateway:
            townships = await build_townships(gateway, [region.code for region in children_of(COUNTY)])
            await check_orders(gateway)
            orders = Orders(townships, running.stack)
            await warm_up(running.stack.services["dispatch"], orders)
            await arrivals.drained()
            await fill_up(arrivals.dispatch, CASES)
            await _subscribe(gateway, address)
        sheet = _sheet(orders)
        for name, at in (("quiet", ""), ("registers", "dispatch-registers"), ("api", "dispatch")):
            async with filling(running, at, sheet) as filled:
                figures[name] = await _round(running, arrivals, orders)
            figures[name]["sheets_s"] = filled
            figures[name]["pushed"] = await arrivals.dispatch.fetchval("SELECT count(*) FROM exchange_deliveries")
            print(f"  {name}: {figures[name]}", file=sys.stderr, flush=True)
    for name in ("registers", "api"):
        figures[f"{name}_to_quiet"] = {
            what: round(figures[name][what] / value, 2)
            for what, value in figures["quiet"].items()
            if what not in {"sheets_s", "pushed"}
        }
    return figures


async def _round(running: RunningStack, arrivals: Arrivals, orders: Orders) -> dict[str, Any]:
    """Return how long calls and case actions took, how late workers saw them, and how fast a burst went through."""
    url = running.stack.services["dispatch"]
    ready, since = list(islice(orders.singles(), RATE * SECONDS)), utc_now()
    door, cycles = await asyncio.gather(
        offer(url, ready, rate=RATE, connections=8), measure_cycles(running, arrivals, CYCLES, connections=1)
    )
    await arrivals.drained()
    delays = await arrivals.delays(since)
    began = time.perf_counter()
    await push_in_bulk(url, orders, BURST, 500)
    await arrivals.drained()
    return {
        "door_p50_ms": round(door.percentile_ms(0.5), 1),
        "door_p99_ms": round(door.percentile_ms(0.99), 1),
        "action_p50_ms": cycles["p50_ms"],
        "action_p99_ms": cycles["p99_ms"],
        "delay_p99_ms": delays["p99_ms"],
        "flow_a_second": round(BURST / (time.perf_counter() - began)),
    }


def _sheet(orders: Orders) -> bytes:
    """Return a file of persons of the county's townships, as big as it may be."""
    towns = sorted({region for region, _ in orders.cells})
    head = "id,region,name,roles,valid_from,post\n"
    lines: Iterator[str] = (
        f"p-sheet-{number},{towns[number % len(towns)]},测试,trainee,2026-01-01,{'岗' * 44}{number}\n"
        for number in range(MOST_LINES)
    )
    parts, size = [head.encode()], 0
    for line in lines:
        parts.append(line.encode())
        size += len(parts[-1])
        if size > SHEET_MB * 1024 * 1024:
            break
    return b"".join(parts)


@asynccontextmanager
async def filling(running: RunningStack, at: str, sheet: bytes) -> AsyncIterator[list[float]]:
    """Try the sheet out again and again at one process; give how long each took. The last one is waited for."""
    taken: list[float] = []
    over = asyncio.Event()
    token = issue_token(running.stack, role="admin", scope="32", person_id="p-bench-admin")

    async def fill() -> None:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
        async with httpx.AsyncClient(timeout=600, trust_env=False, headers=headers) as http:
            while not over.is_set():
                began = time.perf_counter()
                answer = await http.post(f"{running.stack.services[at]}/sheets/persons?dry_run=true", content=sheet)
                answer.raise_for_status()
                taken.append(round(time.perf_counter() - began, 1))

    work = asyncio.create_task(fill()) if at else None
    # Not measured: the first second, in which the file is only sent.
    await asyncio.sleep(1)
    try:
        yield taken
    finally:
        over.set()
        if work is not None:
            await work


@asynccontextmanager
async def taking_changes() -> AsyncIterator[str]:
    """Give an address that takes whatever is pushed to it."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]
        await reader.readexactly(int(length))
        writer.write(CHANGES)
        await writer.drain()
        writer.close()

    port = free_port()
    async with await asyncio.start_server(take, "127.0.0.1", port):
        yield f"http://127.0.0.1:{port}/changes"


async def _subscribe(gateway: Gateway, address: str) -> None:
    """Let a department of the county be told of its cases, looked at without a pause."""
    columns = ("number", "region", "matter", "state", "opened_on", "closed_on", "days")
    office, bureau = "u-bench-data", "u-bench-bureau"
    first, second = (Actor("org-office", COUNTY, f"p-bench-{n}", office) for n in (1, 2))
    department = Actor("department", COUNTY, "p-bench-dep", bureau)
    units = [
        {"id": one, "region": COUNTY, "kind": kind, "name": kind, "valid_from": "2026-01-01"}
        for one, kind in ((office, "data-office"), (bureau, "governance-office"))
    ]
    shared = {
        "code": "cases-by-matter",
        "name": "cases",
        "owner": office,
        "sharing": "unconditional",
        "columns": [{"name": name, "meaning": name, "sensitivity": "internal"} for name in columns],
        "refresh_minutes": 0,
    }
    about = {"region": COUNTY, "valid_from": "2026-01-01", "adopted_by": "数发1号", "sets": [shared]}
    asked = {
        "set_code": "cases-by-matter",
        "mode": "subscription",
        "purpose": "压测",
        "legal_basis": "职责",
        "columns": list(columns),
        "region": COUNTY,
        "fields": ["environment", "city-management"],
        "since": "2026-01-01",
        "until": "2026-12-31",
        "last_day": "2027-03-31",
    }
    await _told(gateway, "PUT", "/organisation/units", Actor("admin", "32", "p-bench-admin"), {"units": units})
    draft = await _told(gateway, "POST", "/exchange/drafts", first, about)
    await _told(gateway, "POST", f"/exchange/drafts/{draft['id']}/publish", second)
    await _told(gateway, "PUT", f"/exchange/receivers/{bureau}", first, {"url": address})
    granted = await _told(gateway, "POST", "/exchange/requests", department, asked)
    assert granted["state"] == "granted", granted


async def _told(gateway: Gateway, method: str, path: str, actor: Actor, body: Any = None) -> Any:
    answer = await gateway.ask("dispatch", method, path, actor=actor, json=body)
    assert answer.is_success, f"{path}: {answer.text}"
    return answer.json() if answer.content else None


def main() -> int:
    """Print and keep the figures; 1 where the registers hold up the rest more than they may."""
    figures = uvloop.run(measure())
    for name in ("quiet", "registers", "api", "registers_to_quiet", "api_to_quiet"):
        print(f"{name:20}{figures[name]}")
    print(keep_as(figures, "registers"))
    ratio = figures["registers_to_quiet"]
    slow = [what for what in ("door_p99_ms", "action_p99_ms", "delay_p99_ms") if ratio[what] > SLOWEST]
    return 1 if slow or ratio["flow_a_second"] < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
