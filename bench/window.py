"""How many applications a second does the window receive, each with number and receipt, and how long do they take?"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from bench.client import posting, saturate
from bench.door import MOST_A_SECOND
from bench.processes import machine
from bench.report import keep_as
from embedded.short_lived import RunningStack, running_stack
from embedded.tokens import issue_token
from onefour.installation import Installation
from onefour.register import children_of
from onefour.townships import build_townships

COUNTY, ITEM = "320585", "rural-homestead"
CONNECTIONS = (8, 64)
WARM = 300
# GB 11643.
_WEIGHTS, _CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


def applicants() -> Iterator[dict[str, str]]:
    """Return people, each once, with made-up numbers whose check digits hold."""
    for day in range(20_000):
        born = (date(1950, 1, 1) + timedelta(days=day)).strftime("%Y%m%d")
        for serial in range(1, 1000):
            digits = f"320585{born}{serial:03d}"
            check = _CHECKS[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]
            yield {"kind": "person", "name": "测试", "number": digits + check}


async def measure_window(seconds: int) -> dict[str, Any]:
    """Post applications of one clerk a township for `seconds` at 8 and at 64 connections; return rates and delays."""
    async with running_stack() as running:
        regions = await _towns(running)
        url, people = running.stack.services["approval-window"], applicants()
        ready = _requests(running, url, regions, people)
        await saturate(url, iter(list(islice(ready, WARM))), connections=8)
        figures: dict[str, Any] = {}
        for connections in CONNECTIONS:
            requests = iter(list(islice(ready, MOST_A_SECOND * seconds)))
            taken = await saturate(url, requests, connections=connections, seconds=seconds)
            figures[f"received_{connections}_connections"] = {
                "applications_a_second": round(taken.rate),
                "p50_ms": round(taken.percentile_ms(0.5), 1),
                "p99_ms": round(taken.percentile_ms(0.99), 1),
            }
    keep_as(figures | {"machine": machine()}, "window")
    return figures


async def _towns(running: RunningStack) -> list[str]:
    async with Installation({}, running.stack).gateway() as gateway:
        regions = [region.code for region in children_of(COUNTY)]
        await build_townships(gateway, regions)
    return regions


def _requests(running: RunningStack, url: str, regions: list[str], people: Iterator[dict[str, str]]) -> Iterator[bytes]:
    tokens = [issue_token(running.stack, role="clerk", scope=one, person_id=f"p-{one}-c01") for one in regions]
    for n, person in enumerate(people):
        place = n % len(regions)
        body = {"item": ITEM, "region": regions[place], "applicant": person}
        yield posting(url, "/applications", tokens[place], body)
