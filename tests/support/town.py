"""Which town do tests play in? A small synthetic one, built through the real APIs."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from shared.clock import town_day
from tests.support.platform import TOWN, Platform

# Two cells side by side in Liuhe, synthetic.
WEST_CELL, EAST_CELL = f"{TOWN}001001", f"{TOWN}001002"
IN_WEST, IN_EAST = {"lon": 121.255, "lat": 31.505}, {"lon": 121.265, "lat": 31.505}
WORKER, STAND_IN = f"p-{TOWN}-w01", f"p-{TOWN}-w02"
OFFICERS = (f"p-{TOWN}-o01", f"p-{TOWN}-o02")
TEAM = f"u-{TOWN}-enforcement-team"
UNIT_KINDS = ("governance-office", "enforcement-team", "service-centre", "construction-office", "social-affairs")


def _square(west: float, east: float) -> list[list[list[float]]]:
    south, north = 31.50, 31.51
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def cells() -> dict[str, Any]:
    """Return the town's cells as GeoJSON."""
    shapes = ((WEST_CELL, "西网格", 121.25, 121.26, ["浏河新村"]), (EAST_CELL, "东网格", 121.26, 121.27, ["江海苑"]))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": _square(west, east)},
                "properties": {"code": code, "name": name, "kind": "integrated", "place_names": names},
            }
            for code, name, west, east, names in shapes
        ],
    }


def units() -> list[dict[str, Any]]:
    return [
        {"id": f"u-{TOWN}-{kind}", "region": TOWN, "kind": kind, "name": kind, "valid_from": "2026-01-01"}
        for kind in UNIT_KINDS
    ]


def persons() -> list[dict[str, Any]]:
    roles = dict.fromkeys((WORKER, STAND_IN), "worker") | dict.fromkeys(OFFICERS, "officer")
    return [
        {"id": person, "name": f"测试{person[-3:]}", "region": TOWN, "roles": [role], "valid_from": "2026-01-01"}
        for person, role in roles.items()
    ]


async def build_town(platform: Platform) -> None:
    """Build the town through the APIs, and wait until triage knows its cells and workers."""
    dispatch, grid = platform.client("dispatch"), platform.client("grid")
    (await dispatch.put("/organisation/units", json={"units": units()})).raise_for_status()
    (await dispatch.put("/organisation/persons", json={"persons": persons()})).raise_for_status()
    drawn = await grid.put("/cells", params={"region": TOWN, "valid_from": "2026-01-01"}, json=cells())
    assert drawn.is_success, drawn.text
    holders = [
        {"person_id": person, "cell": cell, "role": role, "on_duty": True}
        for cell in (WEST_CELL, EAST_CELL)
        for person, role in ((WORKER, "A"), (STAND_IN, "B"))
    ]

    async def placed() -> bool:
        return (await grid.put("/workers", json={"workers": holders})).is_success

    async def known() -> bool:
        tried = await dispatch.post("/triage/try", json={"event": trial()})
        return tried.is_success and tried.json()["worker_id"] is not None

    await platform.until(placed)
    await platform.until(known)


def trial() -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "external_id": f"try-{town_day(now)}",
        "occurred_at": now.isoformat(),
        "title": "噪音扰民",
        "region": TOWN,
        "position": IN_WEST,
    }


async def do_task(
    platform: Platform,
    task_id: str,
    *,
    worker: str = WORKER,
    result: str = "solved",
    place: dict[str, float] = IN_WEST,
    scope: str = TOWN,
) -> None:
    """Accept, arrive and finish a task as its worker does."""
    phone = platform.client("grid", role="worker", person_id=worker, scope=scope)
    finish = {"result": result, "note": "已处理"}
    for step, more in (("accept", {}), ("arrive", {"position": place}), ("finish", finish)):
        body = {"client_id": str(uuid4()), "at": platform.clock().isoformat(), **more}
        done = await phone.post(f"/tasks/{task_id}/{step}", json=body)
        assert done.is_success, done.text
