"""An appeal is refused by the township for the county's department, which takes it; the citizen hears of it."""

from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import case_of, report_of
from tests.support import duties
from tests.support.platform import Platform

# A township with a list of its own; who leads by it is no other test's.
COUNTY, TOWNSHIP = "320583", "320583101"
BUREAU, OTHER = f"u-{COUNTY}-building", f"u-{COUNTY}-water"
BUILDING = {"scheme": "onefour", "code": "M0202"}


def desk(platform: Platform, person: str, scope: str = TOWNSHIP) -> httpx.AsyncClient:
    return platform.client("dispatch", role="dispatcher", scope=scope, person_id=person)


def department(platform: Platform, unit: str) -> httpx.AsyncClient:
    return platform.client("dispatch", role="department", scope=COUNTY, person_id=f"p-{unit}", unit=unit)


def clerk(platform: Platform) -> httpx.AsyncClient:
    return platform.client("approval-window", role="clerk", scope=TOWNSHIP, person_id="p-clerk")


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    """A county whose bureau leads what this is about, and a township that is held to its list."""
    await duties.units(town, (BUREAU, COUNTY, "building-bureau"), (OTHER, COUNTY, "water-bureau"))
    lines = [duties.line("M0202", "supporting", "building-bureau")]
    await duties.publish(town, duties.drawn(TOWNSHIP, *lines), scope=COUNTY)
    await duties.bind(town, TOWNSHIP, scope=COUNTY)
    return town


async def appealed(platform: Platform) -> tuple[str, dict[str, Any]]:
    """Return the appeal that a citizen made at the counter, and its case."""
    body = {"category": BUILDING, "region": TOWNSHIP, "text": "邻居违建", "appellant": {"name": "王"}}
    filed = await clerk(platform).post("/appeals", json=body)
    assert filed.status_code == 201, filed.text
    appeal = str(filed.json()["id"])
    return appeal, await case_of(platform, await report_of(platform, "approval-window", appeal))


async def refused(platform: Platform, case: dict[str, Any]) -> None:
    body = {"version": case["version"], "reason": "not-ours", "to": BUREAU}
    answer = await desk(platform, "p-first").post(f"/cases/{case['id']}/handover", json=body)
    assert answer.status_code == 201, answer.text


async def heard(platform: Platform, appeal: str, state: str) -> dict[str, Any]:
    """Return the appeal once the window has heard that its case is in this state."""

    async def look() -> dict[str, Any] | None:
        shown = dict((await clerk(platform).get(f"/appeals/{appeal}")).json())
        return shown if shown["case_state"] == state else None

    return dict(await platform.until(look, 30))


async def closed(platform: Platform, case_id: str) -> None:
    second = desk(platform, "p-second")
    for action in ("verify", "close"):
        version = (await second.get(f"/cases/{case_id}")).json()["version"]
        done = await second.post(f"/cases/{case_id}/actions", json={"action": action, "version": version})
        assert done.status_code == 200, done.text


async def test_a_refused_case_is_taken_done_and_told_to_the_citizen(county: Platform) -> None:
    appeal, case = await appealed(county)
    assert (case["executor"], case["queue"]) == ("county", "county-matter")
    await refused(county, case)
    assert (await heard(county, appeal, "filed"))["case_number"] == case["number"]
    bureau = department(county, BUREAU)
    (open_one,) = (await bureau.get("/duties/handovers", params={"state": "open"})).json()["items"]
    assert open_one["case_id"] == case["id"]

    assert (await bureau.post(f"/cases/{case['id']}/handover/take")).status_code == 200
    await heard(county, appeal, "handling")
    told = await bureau.post(f"/cases/{case['id']}/handover/result", json={"result": "solved"})
    assert told.json()["case_state"] == "handled", told.text
    await closed(county, case["id"])

    shown = await heard(county, appeal, "closed")
    assert shown["answer"], shown


async def test_what_both_refuse_the_county_gives_to_one_for_good(county: Platform) -> None:
    appeal, case = await appealed(county)
    await refused(county, case)
    path = f"/cases/{case['id']}/handover"
    assert (await department(county, BUREAU).post(f"{path}/decline", json={"reason": "not-listed"})).status_code == 200
    office = duties.org_office(county, scope=COUNTY)
    disputed = (await office.get("/duties/handovers", params={"state": "disputed"})).json()["items"]
    assert case["id"] in {one["case_id"] for one in disputed}

    body = {"unit": OTHER, "reason": "agreed", "document": "常指〔2026〕1号"}
    given = await desk(county, "p-county", COUNTY).post(f"{path}/designation", json=body)
    assert given.json()["state"] == "designated", given.text

    await heard(county, appeal, "handling")
    case = (await desk(county, "p-first").get(f"/cases/{case['id']}")).json()
    again = await desk(county, "p-first").post(
        path, json={"version": case["version"], "reason": "not-ours", "to": BUREAU}
    )
    assert (again.status_code, again.json()["title"]) == (409, "coordination.designated-already")
    done = await department(county, OTHER).post(f"{path}/result", json={"result": "explained"})
    assert done.json()["case_state"] == "handled"
    await heard(county, appeal, "handled")
