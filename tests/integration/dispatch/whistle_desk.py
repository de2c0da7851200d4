"""How do tests blow whistles? As a township, the units that it calls, and the county do."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from tests.integration.dispatch.desk import dispatcher, rows
from tests.support import duties
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWNSHIP, OTHER_TOWNSHIP = "321181", "321181100", "321181101"
WATER, FIRE = f"u-{COUNTY}-water", f"u-{COUNTY}-fire"
OFFICE, FOREIGN = f"u-{TOWNSHIP}-governance", "u-321182-foreign"
MATTER = "M0202"


async def built(town: Platform) -> Platform:
    """A county with two departments, a township with an office, and a department of another county."""
    await duties.units(
        town,
        (WATER, COUNTY, "water-bureau"),
        (FIRE, COUNTY, "fire-brigade"),
        (OFFICE, TOWNSHIP, "governance-office"),
        (FOREIGN, "321182", "water-bureau"),
    )
    return town


def caller(platform: Platform, person: str = "p-caller") -> httpx.AsyncClient:
    return dispatcher(platform, TOWNSHIP, person)


def county(platform: Platform, person: str = "p-county") -> httpx.AsyncClient:
    return dispatcher(platform, COUNTY, person)


def of_unit(platform: Platform, unit: str | None, role: str = "department") -> httpx.AsyncClient:
    scope = TOWNSHIP if unit and TOWNSHIP in unit else COUNTY
    return platform.client("dispatch", role=role, scope=scope, person_id=f"p-of-{unit}", unit=unit)


def in_hours(platform: Platform, hours: float) -> str:
    return (platform.clock() + timedelta(hours=hours)).isoformat()


def whistle(platform: Platform, *units: str, **given: Any) -> dict[str, Any]:
    usual = {
        "units": list(units),
        "matter": MATTER,
        "reason": "building-falls",
        "place": "浏河路1号",
        "text": "王五家楼板塌了",
        "come_by": in_hours(platform, 2),
        "urgency": "urgent",
    }
    return usual | given


async def blown(platform: Platform, *units: str, **given: Any) -> str:
    answer = await caller(platform).post("/whistles", json=whistle(platform, *units, **given))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def seen(client: httpx.AsyncClient, whistle_id: str) -> dict[str, Any]:
    answer = await client.get(f"/whistles/{whistle_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def call_of(platform: Platform, whistle_id: str, unit: str) -> dict[str, Any]:
    shown = await seen(caller(platform), whistle_id)
    return dict(next(call for call in shown["calls"] if call["unit"] == unit))


async def told(platform: Platform, whistle_id: str) -> set[tuple[str, str]]:
    """Return (what, to whom) of all that was told about a whistle."""
    query = "SELECT what, to_id FROM notices WHERE facts->>'whistle' = :id"
    return {(row.what, row.to_id) for row in await rows(platform, query, id=str(UUID(whistle_id)))}


async def said(platform: Platform, unit: str, whistle_id: str, what: str, body: Any = None) -> dict[str, Any]:
    """Let a unit say something of a whistle."""
    answer = await of_unit(platform, unit).post(f"/whistles/{whistle_id}/{what}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def ruled(client: httpx.AsyncClient, whistle_id: str, unit: str, ruling: str, **more: Any) -> httpx.Response:
    body = {"ruling": ruling, "document": "丹指〔2026〕3号"} | more
    return await client.post(f"/whistles/{whistle_id}/calls/{unit}/ruling", json=body)


async def passed(platform: Platform, whistle_id: str, unit: str, state: str) -> dict[str, Any]:
    """Let the term of a call be over; return the call once the timer has found it."""
    past = "UPDATE whistle_calls SET due_at = now() - interval '1 minute' WHERE unit = :unit AND due_at IS NOT NULL"
    query = f"{past} AND whistle_id = CAST(:id AS uuid) RETURNING id"
    assert await rows(platform, query, unit=unit, id=whistle_id)

    async def look() -> dict[str, Any] | None:
        call = await call_of(platform, whistle_id, unit)
        return call if call["state"] == state else None

    return dict(await platform.until(look, 30))


async def at_county(platform: Platform) -> set[tuple[str, str]]:
    answer = await county(platform).get("/whistles/at-county", params={"limit": 200})
    assert answer.status_code == 200, answer.text
    return {(one["whistle_id"], one["unit"]) for one in answer.json()["items"]}
