"""How do tests of the registry work? With synthetic people whose numbers are valid, in a township of their own."""

import itertools
from datetime import date, timedelta
from typing import Any

from grid.main import PROCESS
from shared.runtime.timers import run_round
from tests.integration.grid.town import Town
from tests.support.platform import Platform

_people = itertools.count(1)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PURPOSE = {"purpose": "走访核实"}


def citizen_number(born: date = date(1980, 1, 1), serial: int | None = None, place: str = "320585") -> str:
    """Return a valid citizen's number (GB 11643) that no other test has."""
    number = next(_people) if serial is None else serial
    born += timedelta(days=number // 1000) if serial is None else timedelta(0)
    first = f"{place}{born:%Y%m%d}{number % 1000:03d}"
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True)) % 11]


def phone() -> str:
    return f"139{next(_people):08d}"


def resident(town: Town, **more: Any) -> dict[str, Any]:
    given = {"kind": "resident", "region": town.region, "cell": town.west, "name": "王小明"}
    return given | {"id_number": citizen_number(), "phone": phone()} | more


def home(town: Town, **more: Any) -> dict[str, Any]:
    number = next(_people)
    return {"kind": "home", "region": town.region, "cell": town.west, "address": f"听海路{number}号301室"} | more


async def kept(town: Town, given: dict[str, Any], role: str = "grid-leader") -> dict[str, Any]:
    """Return what the registry answers when a record is added."""
    answer = await town.client(role).post("/registry/records", json=given)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def run_timer(platform: Platform, name: str) -> int:
    """Let one of the grid's timers deal with all that is due now."""
    runtime = platform.apps["grid"].state.runtime
    (timer,) = [one for one in PROCESS.timers(runtime) if one.name == name]
    return await run_round(timer, runtime.database, runtime.clock)
