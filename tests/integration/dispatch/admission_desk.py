"""How do tests lead an application for a further matter through its levels? Each by a person of its own."""

from typing import Any

import httpx

from tests.support.duties import another_matter, line, org_office
from tests.support.party import county_committee_resolves
from tests.support.platform import Platform

COUNTY, CITY, TOWN_A, TOWN_B = "320509", "3205", "320509001", "320509002"
BUREAU, LAMPS, ROADS = f"u-{COUNTY}-b", "M0206", "M0208"


async def built(town: Platform) -> Platform:
    """A county with a bureau."""
    unit = {"id": BUREAU, "region": COUNTY, "kind": "bureau", "name": "局", "valid_from": "2026-01-01"}
    (await town.client("dispatch", scope="32").put("/organisation/units", json={"units": [unit]})).raise_for_status()
    return town


def department(platform: Platform, unit: str | None = BUREAU, scope: str = COUNTY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="department", scope=scope, person_id="p-bureau", unit=unit)


def city(platform: Platform) -> httpx.AsyncClient:
    return org_office(platform, "p-city", scope=CITY)


def leader(platform: Platform, region: str, person: str) -> httpx.AsyncClient:
    return platform.client("dispatch", role="leader", scope=region, person_id=person)


def application(matter: str = ROADS, *townships: str, **parts: Any) -> dict[str, Any]:
    usual = {
        "townships": townships or [TOWN_A, TOWN_B],
        "duty": line(matter, "basic", "construction-office"),
        "why": "路灯由镇维护更快。",
        "persons": 1,
        "money_fen": 5_000_000,
        "training": "电工培训两天。",
        "wanted_from": "2026-01-01",
    }
    return usual | parts


async def applied(platform: Platform, body: dict[str, Any] | None = None) -> str:
    answer = await department(platform).post("/duties/admissions", json=body or application(another_matter()))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def read(platform: Platform, admission: str, scope: str = COUNTY) -> dict[str, Any]:
    answer = await org_office(platform, scope=scope).get(f"/duties/admissions/{admission}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def step(platform: Platform, client: httpx.AsyncClient, admission: str, act: str, **body: Any) -> httpx.Response:
    version = (await read(platform, admission))["version"]
    return await client.post(f"/duties/admissions/{admission}/{act}", json={"version": version} | body)


async def heard(platform: Platform, admission: str, *townships: str) -> None:
    for township in townships or (TOWN_A, TOWN_B):
        said = await step(platform, leader(platform, township, f"p-{township}"), admission, "opinion")
        assert said.status_code == 200, said.text


async def resolved(platform: Platform, admission: str) -> None:
    for body, person in (("committee", "p-secretary"), ("government", "p-mayor")):
        more = {"body": body, "document": "苏常发〔2026〕3号"}
        if body == "committee":
            more["resolution"] = await county_committee_resolves(platform, admission, COUNTY)
        done = await step(platform, leader(platform, COUNTY, person), admission, "resolution", **more)
        assert done.status_code == 200, done.text


async def reviewed(platform: Platform) -> str:
    """Return an application that the city's org office has reviewed."""
    admission = await applied(platform)
    await heard(platform, admission)
    await step(platform, org_office(platform, scope=COUNTY), admission, "check")
    done = await step(platform, city(platform), admission, "review")
    assert done.json()["state"] == "reviewed", done.text
    return admission


async def late_ones(office: httpx.AsyncClient) -> set[str]:
    return {one["id"] for one in (await office.get("/duties/admissions", params={"late": True})).json()["items"]}
