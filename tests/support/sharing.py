"""How do tests bring a county's data to a department? A catalogue by two persons, a request, an opinion, a decision."""

from typing import Any

import httpx

from tests.support.days import in_days
from tests.support.department import Department as Receiver
from tests.support.platform import Platform

OFFICE, DEPARTMENT, OTHER = "data", "housing", "education"
CASES = ("number", "region", "matter", "state", "opened_on", "closed_on", "days")


def unit(county: str, name: str) -> str:
    return f"u-{county}-{name}"


def office(platform: Platform, county: str, person: str = "p-office-1") -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=county, person_id=person, unit=unit(county, OFFICE))


def department(
    platform: Platform, county: str, name: str = DEPARTMENT, role: str = "department", scope: str = ""
) -> httpx.AsyncClient:
    who = {"role": role, "scope": scope or county, "person_id": f"p-{name}", "unit": unit(county, name)}
    return platform.client("dispatch", **who)


async def build_units(platform: Platform, county: str) -> None:
    """Give a county an office that owns its data, and two departments."""
    kinds = {OFFICE: "data-office", DEPARTMENT: "county-housing", OTHER: "county-education"}
    units = [
        {"id": unit(county, name), "region": county, "kind": kind, "name": kind, "valid_from": "2026-01-01"}
        for name, kind in kinds.items()
    ]
    admin = platform.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()


def entry(county: str, code: str, columns: dict[str, str], **more: Any) -> dict[str, Any]:
    """Return an entry of a catalogue; `columns`: name → sensitivity."""
    listed = [{"name": name, "meaning": name, "sensitivity": kind} for name, kind in columns.items()]
    usual = {"code": code, "name": code, "owner": unit(county, OFFICE), "sharing": "conditional", "columns": listed}
    return usual | {"refresh_minutes": 0} | more


def cases_entry(county: str, **more: Any) -> dict[str, Any]:
    return entry(county, "cases-by-matter", dict.fromkeys(CASES, "internal"), **more)


def catalogue(county: str, *sets: dict[str, Any], valid_from: str = "2026-01-01") -> dict[str, Any]:
    return {"region": county, "valid_from": valid_from, "adopted_by": "苏数发〔2026〕3号", "sets": list(sets)}


async def published(platform: Platform, county: str, *sets: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the versions of entries that one drew up and another published."""
    kept = await office(platform, county).post("/exchange/drafts", json=catalogue(county, *sets, **more))
    assert kept.status_code == 201, kept.text
    draft = kept.json()["id"]
    done = await office(platform, county, "p-office-2").post(f"/exchange/drafts/{draft}/publish")
    assert done.status_code == 200, done.text
    return dict(done.json()["versions"])


def request(place: str, **more: Any) -> dict[str, Any]:
    """Return a request for the housing cases of a place, as the department writes it."""
    usual = {
        "set_code": "cases-by-matter",
        "purpose": "核查房屋安全隐患",
        "legal_basis": "部门职责",
        "columns": list(CASES),
        "region": place,
        "fields": ["housing"],
        "since": in_days(-180),
        "until": in_days(30),
        "last_day": in_days(120),
    }
    return usual | more


async def act(client: httpx.AsyncClient, request_id: str, path: str, **more: Any) -> httpx.Response:
    """Take an act at the version that the request has now."""
    version = (await client.get(f"/exchange/requests/{request_id}")).json()["version"]
    return await client.post(f"/exchange/{path.format(request_id)}", json={"version": version} | more)


async def granted(platform: Platform, county: str, asked: dict[str, Any]) -> str:
    """Return a grant: asked for, its owner heard, approved by another person."""
    taken = await department(platform, county).post("/exchange/requests", json=asked)
    assert taken.status_code == 201, taken.text
    grant = str(taken.json()["id"])
    if taken.json()["state"] == "granted":
        return grant
    heard = await act(office(platform, county), grant, "requests/{}/opinion", verdict="agreed")
    assert heard.status_code == 200, heard.text
    done = await act(office(platform, county, "p-office-2"), grant, "requests/{}/approval")
    assert done.json() == {"id": grant, "state": "granted"}, done.text
    return grant


async def pushed_to(platform: Platform, county: str, receiver: Receiver, name: str = DEPARTMENT) -> None:
    """Note a department's address, and let the department read its secret."""
    path = f"/exchange/receivers/{unit(county, name)}"
    noted = await office(platform, county).put(path, json={"url": receiver.url})
    assert noted.status_code == 204, noted.text
    receiver.secret = (await department(platform, county, name).get("/exchange/receiver")).json()["secret"]
