"""How do tests bring Party organisations, members and resolutions in? Through the APIs, in a county of their own."""

from typing import Any
from uuid import uuid4

import httpx

from shared.clock import town_day, utc_now
from tests.support.platform import Platform

COUNTY = "320281"
TOWNSHIP = f"{COUNTY}001"
# The first is led by a branch of its own, the second by none; the third is for who shows it elsewhere.
CELLS = (f"{TOWNSHIP}001001", f"{TOWNSHIP}001002", f"{TOWNSHIP}001003")
COUNTY_COMMITTEE, COMMITTEE = f"pc-{COUNTY}", f"pc-{TOWNSHIP}"
OFFICE = f"u-{TOWNSHIP}-construction-office"
START = "2026-01-01"
SIDES = ((120.25, 120.26), (120.26, 120.27), (120.27, 120.28))


def office(platform: Platform, scope: str = COUNTY, person: str = "p-party-1") -> httpx.AsyncClient:
    return platform.client("dispatch", role="party-office", scope=scope, person_id=person)


def leader(platform: Platform, scope: str = COUNTY, person: str = "p-secretary") -> httpx.AsyncClient:
    return platform.client("dispatch", role="leader", scope=scope, person_id=person)


def organisation(org: str, kind: str, region: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    usual = {"id": org, "kind": kind, "region": region, "name": f"{org}党组织", "parent": parent, "valid_from": START}
    return usual | more


def committee(region: str, org: str = "", parent: str | None = None, **more: Any) -> dict[str, Any]:
    """Return the committee of a county or a township, of nine members."""
    kind = "county-committee" if len(region) == 6 else "township-committee"
    return organisation(org or f"pc-{region}", kind, region, parent, **({"seats": 9} | more))


def branch(org: str, *cells: str, parent: str = COMMITTEE, region: str = TOWNSHIP, **more: Any) -> dict[str, Any]:
    return organisation(org, "branch", region, parent, cells=[{"cell": cell} for cell in cells], **more)


def member(person: str, branch_id: str, **more: Any) -> dict[str, Any]:
    return {"person_id": person, "branch": branch_id, "valid_from": START} | more


async def put(platform: Platform, *rows: dict[str, Any], scope: str = COUNTY) -> httpx.Response:
    return await office(platform, scope).put("/party/organisations", json={"organisations": list(rows)})


async def put_members(platform: Platform, *rows: dict[str, Any], scope: str = COUNTY) -> httpx.Response:
    return await office(platform, scope).put("/party/members", json={"members": list(rows)})


async def committees(platform: Platform, county: str = COUNTY, *townships: str) -> None:
    """Let a county and some of its townships have committees."""
    below = [committee(one, parent=f"pc-{county}") for one in townships]
    done = await put(platform, committee(county), *below, scope=county)
    assert done.status_code == 200, done.text


def decided(subject: str, kind: str = "admission", org: str = COUNTY_COMMITTEE, **more: Any) -> dict[str, Any]:
    usual = {
        "committee": org,
        "number": f"委发〔2026〕{uuid4().hex[:8]}号",
        "decided_on": town_day(utc_now()).isoformat(),
        "subject_kind": kind,
        "subject_id": subject,
        "present": 7,
        "in_favour": 7,
        "decision": "approve",
        "minutes": "会议同意。",
    }
    return usual | more


async def signed(platform: Platform, body: dict[str, Any], scope: str = COUNTY) -> str:
    """Return a resolution that one drew up and another signed."""
    kept = await office(platform, scope).post("/party/resolutions", json=body)
    assert kept.status_code == 201, kept.text
    made = str(kept.json()["id"])
    done = await leader(platform, scope).post(f"/party/resolutions/{made}/sign", json={"version": 1})
    assert done.status_code == 200, done.text
    return made


async def county_committee_resolves(platform: Platform, admission: str, county: str, **more: Any) -> str:
    """Return a signed resolution of a county's committee on an application."""
    await committees(platform, county)
    return await signed(platform, decided(admission, org=f"pc-{county}", **more), county)


# ------------------------------------------------------------------------------------------------------------ township
def _square(west: float, east: float) -> dict[str, Any]:
    south, north = 31.80, 31.81
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def cells() -> dict[str, Any]:
    shapes = zip(CELLS, SIDES, strict=True)
    features = [
        {
            "type": "Feature",
            "geometry": _square(*sides),
            "properties": {"code": code, "name": f"网格{code[-3:]}", "kind": "integrated", "place_names": []},
        }
        for code, sides in shapes
    ]
    return {"type": "FeatureCollection", "features": features}


def worker() -> str:
    return f"p-{TOWNSHIP}-w01"


async def newcomer(platform: Platform, person: str) -> str:
    """Return a person of the township whom nobody else plays with."""
    row = {"id": person, "name": "测试", "region": TOWNSHIP, "roles": [], "valid_from": START}
    done = await platform.client("dispatch", scope="32").put("/organisation/persons", json={"persons": [row]})
    assert done.is_success, done.text
    return person


async def build_township(platform: Platform) -> None:
    """A township with two cells, an office, a worker and ten other persons, and the committees above it."""
    admin = platform.client("dispatch", scope="32")
    unit = {"id": OFFICE, "region": TOWNSHIP, "kind": "construction-office", "name": "办", "valid_from": START}
    (await admin.put("/organisation/units", json={"units": [unit]})).raise_for_status()
    names = [f"p-{TOWNSHIP}-m{number}" for number in range(10)]
    persons = [
        {"id": one, "name": "测试", "region": TOWNSHIP, "roles": roles, "valid_from": START}
        for one, roles in [(worker(), ["worker"]), *((name, list[str]()) for name in names)]
    ]
    (await admin.put("/organisation/persons", json={"persons": persons})).raise_for_status()
    grid = platform.client("grid", scope=TOWNSHIP)
    drawn = await grid.put("/cells", params={"region": TOWNSHIP, "valid_from": START}, json=cells())
    assert drawn.is_success, drawn.text
    await committees(platform, COUNTY, TOWNSHIP)
    holders = [{"person_id": worker(), "cell": cell, "role": "A", "on_duty": True} for cell in CELLS]

    async def placed() -> bool:
        return (await grid.put("/workers", json={"workers": holders})).is_success

    async def known() -> bool:
        return (await put(platform, branch(f"pb-{TOWNSHIP}", CELLS[0]))).is_success

    await platform.until(placed)
    await platform.until(known)
