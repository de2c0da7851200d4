"""A matter that no list names is refused; a department applies for it; approved, it is dispatched to the township."""

from typing import Any

import httpx

from tests.integration.dispatch.desk import case_of, report
from tests.support import duties
from tests.support.party import county_committee_resolves
from tests.support.platform import Platform

COUNTY, CITY, TOWNSHIP = "320506", "3205", "320506001"
LAMPS, OFFICE = "M0206", f"u-{TOWNSHIP}-construction-office"


def who(platform: Platform, role: str, scope: str, person: str, unit: str | None = None) -> httpx.AsyncClient:
    return platform.client("dispatch", role=role, scope=scope, person_id=person, unit=unit)


async def bound_to_a_list(platform: Platform) -> None:
    """A county with a bureau; one township, with an office, held to a list that does not name lamps."""
    admin = who(platform, "admin", "32", "p-admin")
    units = [
        {"id": f"u-{COUNTY}-bureau", "region": COUNTY, "kind": "bureau", "name": "局", "valid_from": "2026-01-01"},
        {"id": OFFICE, "region": TOWNSHIP, "kind": "construction-office", "name": "办", "valid_from": "2026-01-01"},
    ]
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
    line = {"matter": "M0203", "kind": "basic", "lead": "enforcement-team", "legal_basis": "条例"}
    drawn = {"region": COUNTY, "valid_from": "2026-01-01", "title": "清单", "adopted_by": "1号", "lines": [line]}
    kept = await who(platform, "org-office", COUNTY, "p-org-1").post("/duties/drafts", json=drawn)
    second = who(platform, "org-office", COUNTY, "p-org-2")
    (await second.post(f"/duties/drafts/{kept.json()['id']}/publish")).raise_for_status()
    await duties.bind(platform, TOWNSHIP, scope=COUNTY, bound_from="2026-01-01")


async def admitted(platform: Platform, form: str) -> None:
    """Lead an application for lamps through all levels."""
    bureau = who(platform, "department", COUNTY, "p-bureau", f"u-{COUNTY}-bureau")
    duty = {"matter": LAMPS, "kind": "basic", "lead": "construction-office", "legal_basis": "城市照明管理规定"}
    body = {
        "townships": [TOWNSHIP],
        "duty": duty,
        "why": "由镇维护更快。",
        "persons": 1,
        "money_fen": 100,
        "training": "两天。",
        "wanted_from": "2026-01-01",
    }
    applied = await bureau.post(form, json=body)
    assert applied.status_code == 201, applied.text
    admission = str(applied.json()["id"])
    steps: list[tuple[str, str, str, dict[str, Any]]] = [
        ("leader", TOWNSHIP, "opinion", {}),
        ("org-office", COUNTY, "check", {}),
        ("org-office", CITY, "review", {}),
        ("leader", COUNTY, "resolution", {"body": "committee", "document": "2号"}),
        ("leader", COUNTY, "resolution", {"body": "government", "document": "3号"}),
    ]
    for version, (role, scope, act, more) in enumerate(steps, start=1):
        office = who(platform, role, scope, f"p-{act}-{version}")
        if more.get("body") == "committee":
            more["resolution"] = await county_committee_resolves(platform, admission, COUNTY)
        done = await office.post(f"{form}/{admission}/{act}", json={"version": version} | more)
        assert done.status_code == 200, (act, done.text)


async def test_from_the_refusal_over_the_application_to_the_first_dispatched_case(town: Platform) -> None:
    await bound_to_a_list(town)
    order: dict[str, Any] = {"region": TOWNSHIP, "category": {"scheme": "onefour", "code": LAMPS}, "position": None}
    case = await case_of(town, (await report(town, **order))[0])
    assert (case["state"], case["queue"]) == ("filed", "not-admitted")
    desk = who(town, "dispatcher", TOWNSHIP, "p-dispatcher")
    step = {"action": "dispatch", "version": case["version"], "executor": "unit", "unit": OFFICE}
    refused = await desk.post(f"/cases/{case['id']}/actions", json=step)
    assert (refused.status_code, refused.json()["title"]) == (409, "duties.not-admitted")

    await admitted(town, refused.json()["form"])

    given = await desk.post(f"/cases/{case['id']}/actions", json=step)
    assert (given.status_code, given.json()["state"]) == (200, "dispatched"), given.text
    why = (await desk.get("/duties/who-may", params={"matter": LAMPS, "region": TOWNSHIP})).json()
    assert (why["standing"], why["listed_by"], why["version"]) == ("basic", TOWNSHIP, 1)
    clerk = town.client("approval-window", role="clerk", scope=TOWNSHIP, person_id="p-clerk")
    appeal = {"category": order["category"], "region": TOWNSHIP, "text": "路灯不亮", "appellant": {"name": "王"}}

    async def told() -> bool:
        return bool((await clerk.post("/appeals", json=appeal)).json()["whose"] == "township")

    await town.until(told, 30)
