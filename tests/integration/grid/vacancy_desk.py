"""How do tests watch empty homes? A watch that runs, and readings of meters whose homes are empty or lived in."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from grid.vacancy.consumers import decode_power
from grid.vacancy.service.intake import take_readings
from shared.clock import town_day
from shared.runtime.db import new_id
from tests.integration.grid.registry_desk import home, kept
from tests.integration.grid.town import Town, now

HOUR = 3600
QUARTER = 900


class Record:
    """What a decoder reads of a message of the broker's."""

    topic = "feed.power-usage.v1"

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.value = json.dumps(body).encode()


async def homes_of(town: Town, count: int) -> list[dict[str, Any]]:
    """Return homes of the registry with meters of their own, as a watch names them."""
    found = [await kept(town, home(town)) for _ in range(count)]
    return [{"home_id": one["id"], "meter": f"{town.region}-{number}"} for number, one in enumerate(found)]


def proposal(town: Town, homes: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    today = town_day(town.platform.clock())
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=30)).isoformat()}
    asked = {"purpose": "返乡人员核查", "approval": "浏政发〔2026〕1号", "region": town.region, "homes": list(homes)}
    return asked | days | more


async def proposed(town: Town, homes: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    answer = await town.client("grid-leader", "chen").post("/vacancy/watches", json=proposal(town, homes, **more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def running(town: Town, homes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a watch that another person has approved."""
    watch = await proposed(town, homes)
    decided = await town.client("leader", "zhou").post(f"/vacancy/watches/{watch['id']}/decision", json={"grant": True})
    assert decided.status_code == 200, decided.text
    found: dict[str, Any] = decided.json()
    return found


def message(rows: Sequence[tuple[Any, Any, Any]], **more: Any) -> dict[str, Any]:
    meters, at, kwh = ([row[column] for row in rows] for column in range(3))
    return {"message_id": str(new_id()), "meters": meters, "at": at, "kwh": kwh} | more


def readings(meter: str, start: int, days: float, lived_in_from: float | None = None) -> list[tuple[str, int, float]]:
    """Return readings every quarter of an hour: a standing load of 20 W, and people from a day on."""
    rows, total = [], 1000.0
    for step in range(int(days * 96)):
        at = start + step * QUARTER
        lived = lived_in_from is not None and step / 96 >= lived_in_from
        hour = (at / HOUR + 8) % 24
        people = 0.08 + (0.5 + 0.3 * math.sin(step) if 6 < hour < 9 or 17 < hour < 23 else 0)
        total += (0.02 + (people if lived else 0)) / 4
        rows.append((meter, at, round(total, 2)))
    return rows


def this_hour() -> int:
    """Return the second at which this hour began."""
    return int(now().timestamp() // HOUR * HOUR)


async def tell(town: Town, rows: Sequence[tuple[Any, Any, Any]], days_later: float = 0) -> None:
    """Hand readings to the grid as messages of one batch, without the broker, some days from now."""
    later = town.platform.clock() + timedelta(days=days_later)
    bodies = [message(rows[start : start + 5000]) for start in range(0, len(rows), 5000)]
    events = [decode_power(Record(body)).event for body in bodies]
    async with town.platform.database("grid").begin() as work:
        await take_readings(work, events, later)
