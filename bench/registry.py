"""How long does a township's file of people take into the registry, and does its desk wait meanwhile?

From the POST to the verdict on its last line, and to its last record, over HTTP against the grid as a process of its
own, on a real database; first the homes that the people live in. Somebody asks for a page all the while. Then the same
file again, which changes nothing.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bench.processes import cpu_seconds, machine
from bench.report import keep_as
from tests.integration.grid.registry_desk import citizen_number
from tests.integration.grid.registry_files import CSV, sheet
from tests.integration.grid.town import Town, new_town
from tests.support.grid_alone import GridAlone, running_grid
from tests.support.servers import Servers, running_servers

# People of one home, and how many are born on one day; the goal of a whole file.
HOUSEHOLD, A_DAY, GOAL_S = 3, 900, 180
OLDEST = date(1930, 1, 1)
LOOK_EVERY_S, OVER_WITHIN_S = 0.25, 3_600
PAGE = "/registry/records"


async def measure_registry(lines: int) -> dict[str, Any]:
    """Run the servers and the grid; return the figures and write them to `registry.json`."""
    async with running_servers() as servers:
        figures = await measure_on(servers, lines)
    keep_as(figures | {"machine": machine()}, "registry")
    return figures


async def measure_on(servers: Servers, lines: int) -> dict[str, Any]:
    """Bring homes and then `lines` residents in, and these again; return the figures."""
    figures: dict[str, Any] = {"lines": lines, "goal_s": GOAL_S}
    async with running_grid(servers) as grid:
        town = new_town(grid)
        assert (await town.draw()).is_success
        people = sheet(*_people(town, lines))
        files = {"homes": ("home", sheet(*_homes(town, lines))), "residents": ("resident", people)}
        for name, (kind, body) in (files | {"again": ("resident", people)}).items():
            found = await _bring_in(grid, town, kind, body)
            figures |= {f"{name}_{what}": value for what, value in found.items()}
    return figures


def _homes(town: Town, lines: int) -> Iterator[dict[str, Any]]:
    for number in range(-(-lines // HOUSEHOLD)):
        yield {
            "code": f"H{number}",
            "region": town.region,
            "cell": (town.west, town.east)[number % 2],
            "address": f"听海路{number // 200}号{number % 200}室",
        }


def _people(town: Town, lines: int) -> Iterator[dict[str, Any]]:
    for number in range(lines):
        day, serial = divmod(number, A_DAY)
        yield {
            "region": town.region,
            # Where his home lies.
            "cell": (town.west, town.east)[number // HOUSEHOLD % 2],
            "name": f"王{chr(0x4E00 + number % 2_000)}",
            "id_number": citizen_number(OLDEST + timedelta(days=day), serial),
            "phone": f"1{3_000_000_000 + number}",
            "population": "registered",
            "employment": "employed",
            "home_code": f"H{number // HOUSEHOLD}",
        }


async def _bring_in(grid: GridAlone, town: Town, kind: str, body: bytes) -> dict[str, Any]:
    """Return the seconds from the POST to each step of a file, and what the process needed for it."""
    pid = _pid(grid)
    used = cpu_seconds({"grid": pid})["grid"]
    leader, waits = town.client("grid-leader", "lead"), list[float]()
    began = time.monotonic()
    asked = {"kind": kind, "region": town.region}
    answer = await leader.post("/registry/imports", params=asked, content=body, headers={"content-type": CSV})
    assert answer.is_success, answer.text
    figures = {"accepted_s": round(time.monotonic() - began, 2), "mb": round(len(body) / 1e6, 1)}
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(_ask_for_pages(town, waits))
        figures |= await _followed(town, answer.json()["id"], began)
        asking.cancel()
    figures["cpu_s"] = round(cpu_seconds({"grid": pid})["grid"] - used, 1)
    figures |= {"page_p50_ms": round(statistics.median(waits)), "page_worst_ms": round(max(waits))}
    print(f"    {kind}: {figures}", file=sys.stderr, flush=True)
    return figures


def _pid(grid: GridAlone) -> int:
    assert grid.member.child is not None
    return grid.member.child.pid


async def _followed(town: Town, import_id: str, began: float) -> dict[str, Any]:
    """Return when all lines were read, judged and dealt with, in seconds since the POST."""
    leader, at = town.client("grid-leader", "lead"), dict[str, float]()
    while True:
        told = (await leader.get(f"/registry/imports/{import_id}")).json()
        passed = round(time.monotonic() - began, 1)
        if told["state"] != "waiting":
            at.setdefault("read_s", passed)
        if told["state"] in {"taking", "done"}:
            at.setdefault("verdict_s", passed)
        if told["ended_at"]:
            assert told["state"] == "done", told
            return at | {"done_s": passed} | {name: told[name] for name in ("added", "changed", "same", "refused")}
        assert passed < OVER_WITHIN_S, told
        await asyncio.sleep(LOOK_EVERY_S)


async def _ask_for_pages(town: Town, waits: list[float]) -> None:
    """Ask for the registry's first page again and again, as somebody at a desk does."""
    desk, asked = town.client("grid-leader", "desk"), {"kind": "home", "region": town.region}
    while True:
        began = time.monotonic()
        (await desk.get(PAGE, params=asked)).raise_for_status()
        waits.append((time.monotonic() - began) * 1e3)
        await asyncio.sleep(LOOK_EVERY_S)
