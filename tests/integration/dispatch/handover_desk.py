"""How do tests refuse cases and settle whose they are? As a township, a department and the county do."""

from typing import Any

import httpx

from tests.integration.dispatch.desk import case_of, dispatcher, read, report
from tests.support import duties
from tests.support.duties import drawn, line
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWNSHIP = "320583", "320583100"
BUREAU, OTHER, DESK = f"u-{COUNTY}-bureau", f"u-{COUNTY}-other", f"u-{COUNTY}-desk"
SERVICE, GOVERNANCE = f"u-{TOWNSHIP}-service", f"u-{TOWNSHIP}-governance"
# By the list: the county's bureau leads, the township's governance office leads, nobody does, danger.
BUILDING, CONDUCT, LAMPS, FIRE = "M0202", "M1301", "M0206", "M0301"


async def built(town: Platform) -> Platform:
    """A county with a bureau and a desk; a township that is held to the county's list."""
    await duties.units(
        town,
        (BUREAU, COUNTY, "bureau"),
        (OTHER, COUNTY, "other-bureau"),
        (DESK, COUNTY, "command-centre"),
        (SERVICE, TOWNSHIP, "service-centre"),
        (GOVERNANCE, TOWNSHIP, "governance-office"),
    )
    # Twice is as good as once: more than one module of a session plays here.
    stands = await duties.org_office(town, scope=COUNTY).get(f"/duties/lists/{COUNTY}")
    if stands.is_success:
        return town
    lines = [line(BUILDING, "supporting", "bureau"), line(CONDUCT, lead="governance-office")]
    await duties.publish(town, drawn(COUNTY, *lines), scope=COUNTY)
    await duties.bind(town, TOWNSHIP, scope=COUNTY)
    return town


def department(
    platform: Platform, unit: str | None = BUREAU, *, scope: str = COUNTY, person: str = "p-b"
) -> httpx.AsyncClient:
    return platform.client("dispatch", role="department", scope=scope, person_id=person, unit=unit)


def centre(platform: Platform, person: str = "p-centre") -> httpx.AsyncClient:
    return dispatcher(platform, COUNTY, person)


async def case_about(platform: Platform, matter: str) -> dict[str, Any]:
    report_id, _ = await report(
        platform, region=TOWNSHIP, category={"scheme": "onefour", "code": matter}, position=None
    )
    return await case_of(platform, report_id)


async def refuse(
    platform: Platform, case: dict[str, Any], to: str | None = BUREAU, *, scope: str = TOWNSHIP, **more: Any
) -> httpx.Response:
    body = {"version": case["version"], "reason": "not-ours"} | ({"to": to} if to else {}) | more
    return await dispatcher(platform, scope).post(f"/cases/{case['id']}/handover", json=body)


async def refused(platform: Platform, matter: str = BUILDING, to: str = BUREAU) -> dict[str, Any]:
    """Return a case that the township has refused."""
    case = await case_about(platform, matter)
    answer = await refuse(platform, case, to)
    assert answer.status_code == 201, answer.text
    return await read(platform, case["id"])


async def declined(platform: Platform) -> dict[str, Any]:
    case = await refused(platform)
    said = await department(platform).post(f"/cases/{case['id']}/handover/decline", json={"reason": "not-listed"})
    assert (said.status_code, said.json()["state"]) == (200, "disputed"), said.text
    return await read(platform, case["id"])


async def designated(client: httpx.AsyncClient, case: dict[str, Any], unit: str = OTHER) -> httpx.Response:
    body = {"unit": unit, "reason": "agreed", "document": "昆指〔2026〕7号"}
    return await client.post(f"/cases/{case['id']}/handover/designation", json=body)


async def listed(platform: Platform, client: httpx.AsyncClient, **query: Any) -> dict[str, dict[str, Any]]:
    """Return case → hand-over, as a list shows them."""
    answer = await client.get("/duties/handovers", params={"limit": 200} | query)
    assert answer.status_code == 200, answer.text
    return {one["case_id"]: one for one in answer.json()["items"]}


def running(case: dict[str, Any]) -> set[str]:
    return {clock["kind"] for clock in case["clocks"] if clock["stopped_at"] is None}
