"""How do tests let units support a case? As its centre, the unit that leads it, and the units that help do."""

from typing import Any

import httpx

from tests.integration.dispatch.desk import case_of, dispatcher, report, rows, set_clocks
from tests.support import duties
from tests.support.duties import drawn, line
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWNSHIP, NEIGHBOUR, THIRD = "321183", "321183102", "321183003", "321183002"
LEAD, HELP = f"u-{TOWNSHIP}-governance", f"u-{TOWNSHIP}-service"
BUREAU, OTHER, DESK = f"u-{COUNTY}-bureau", f"u-{COUNTY}-other", f"u-{COUNTY}-desk"
BESIDE = f"u-{NEIGHBOUR}-governance"
# Led by the township's governance office with the county's bureau beside it; led by the county; on no list.
CONDUCT, BUILDING, LAMPS = "M1301", "M0202", "M0206"


async def built(town: Platform) -> Platform:
    """A township that is held to its county's list, with two offices; two departments of the county."""
    await duties.units(
        town,
        (LEAD, TOWNSHIP, "governance-office"),
        (HELP, TOWNSHIP, "service-centre"),
        (BUREAU, COUNTY, "bureau"),
        (OTHER, COUNTY, "other-bureau"),
        (DESK, COUNTY, "command-centre"),
        (BESIDE, NEIGHBOUR, "governance-office"),
    )
    stands = await duties.org_office(town, scope=COUNTY).get(f"/duties/lists/{COUNTY}")
    if stands.is_success:
        return town
    lines = [
        line(CONDUCT, lead="governance-office", support=["bureau"]),
        line(BUILDING, "supporting", "bureau", support=[]),
    ]
    await duties.publish(town, drawn(COUNTY, *lines), scope=COUNTY)
    for township in (TOWNSHIP, NEIGHBOUR):
        await duties.bind(town, township, scope=COUNTY)
    return town


def centre(platform: Platform, person: str = "p-centre", scope: str = TOWNSHIP) -> httpx.AsyncClient:
    return dispatcher(platform, scope, person)


def county(platform: Platform, person: str = "p-county") -> httpx.AsyncClient:
    return dispatcher(platform, COUNTY, person)


def handler(platform: Platform, unit: str = HELP, person: str | None = None) -> httpx.AsyncClient:
    scope = TOWNSHIP if TOWNSHIP in unit else COUNTY
    return platform.client("dispatch", role="handler", scope=scope, person_id=person or f"p-of-{unit}", unit=unit)


def department(platform: Platform, unit: str = BUREAU) -> httpx.AsyncClient:
    return platform.client("dispatch", role="department", scope=COUNTY, person_id=f"p-of-{unit}", unit=unit)


async def case_here(platform: Platform, matter: str = CONDUCT, **given: Any) -> dict[str, Any]:
    category = {"scheme": "onefour", "code": matter}
    report_id, _ = await report(platform, region=TOWNSHIP, category=category, position=None, **given)
    return await case_of(platform, report_id)


async def step(platform: Platform, case_id: str, action: str, **more: Any) -> httpx.Response:
    """Take a step with a case as it stands now, as its centre; a timer may have noted something meanwhile."""
    for _ in range(5):
        version = (await centre(platform).get(f"/cases/{case_id}")).json()["version"]
        body = {"action": action, "version": version} | more
        answer = await centre(platform).post(f"/cases/{case_id}/actions", json=body)
        if answer.json().get("title") != "cases.stale-version":
            break
    return answer


async def give(client: httpx.AsyncClient, case_id: str, unit: str = HELP, **more: Any) -> httpx.Response:
    body = {"unit": unit, "what": "clear-the-street", "text": "请清理王五家门口"} | more
    return await client.post(f"/cases/{case_id}/subtasks", json=body)


async def given(platform: Platform, case_id: str, unit: str = HELP, **more: Any) -> str:
    answer = await give(centre(platform), case_id, unit, **more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def did(client: httpx.AsyncClient, subtask_id: str, what: str, **body: Any) -> tuple[int, str]:
    """Return the status and the state, or the title of the refusal, of what somebody does with a sub-task."""
    answer = await client.post(f"/subtasks/{subtask_id}/{what}", json=body or None)
    told = answer.json()
    return answer.status_code, told["state"] if answer.is_success else told["title"]


async def listed(client: httpx.AsyncClient, **query: Any) -> dict[str, dict[str, Any]]:
    answer = await client.get("/subtasks", params={"limit": 200} | query)
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json()["items"]}


async def taken_by_county(platform: Platform, matter: str = LAMPS, unit: str = DESK) -> dict[str, Any]:
    """Return a case that the township has handed over to the county, which has taken it."""
    case = await case_here(platform, matter)
    refusal = {"version": case["version"], "reason": "not-ours", "to": unit}
    handed = await centre(platform).post(f"/cases/{case['id']}/handover", json=refusal)
    assert handed.status_code == 201, handed.text
    taken = await department(platform, unit).post(f"/cases/{case['id']}/handover/take")
    assert taken.status_code == 200, taken.text
    return case


async def told_of(platform: Platform, name: str, part: str) -> set[tuple[str, str]]:
    """Return (what, to whom) of all that was told about a part; `name`: how its notices call it."""
    query = "SELECT what, to_id, to_region FROM notices WHERE facts->>:name = :id"
    return {(row.what, row.to_id + row.to_region) for row in await rows(platform, query, name=name, id=part)}


async def out_of_time(platform: Platform, kind: str, case_id: str) -> None:
    """Let the term of a kind of clock of a case be over."""
    running = "stopped_at IS NULL AND kind = :kind AND case_id = CAST(:id AS uuid)"
    assert await set_clocks(platform, "due_at = now() - interval '1 minute'", running, kind=kind, id=case_id)
