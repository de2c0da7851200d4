"""Who has taken a case keeps it: sent back for rework, reopened, and against whoever would let it end elsewhere."""

from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import case_of, dispatcher, read, report, rows
from tests.integration.dispatch.handover_desk import (
    BUILDING,
    BUREAU,
    COUNTY,
    OTHER,
    TOWNSHIP,
    built,
    case_about,
    centre,
    declined,
    department,
    designated,
    listed,
    refuse,
    refused,
)
from tests.support import duties
from tests.support.platform import Platform


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    return await built(town)


async def step(platform: Platform, case: dict[str, Any], action: str, **more: Any) -> httpx.Response:
    """Take a step at the newest version of a case, as somebody of the township who has handled nothing."""
    body = {"action": action, "version": (await read(platform, case["id"]))["version"]} | more
    return await dispatcher(platform, TOWNSHIP, "p-looks").post(f"/cases/{case['id']}/actions", json=body)


async def taken(platform: Platform) -> dict[str, Any]:
    case = await refused(platform)
    done = await department(platform).post(f"/cases/{case['id']}/handover/take")
    assert done.status_code == 200, done.text
    return await read(platform, case["id"])


async def told(platform: Platform, case: dict[str, Any], unit: str = BUREAU) -> httpx.Response:
    path = f"/cases/{case['id']}/handover/result"
    return await department(platform, unit).post(path, json={"result": "solved"})


async def test_what_was_not_done_well_goes_back_to_the_department_which_tells_its_result_again(
    county: Platform,
) -> None:
    case = await taken(county)
    assert (await told(county, case)).status_code == 200
    assert (await step(county, case, "verify")).status_code == 200

    again = await step(county, case, "rework", reason="not-clean")
    done = await told(county, case)

    assert (again.status_code, again.json()["state"]) == (200, "dispatched"), again.text
    assert (done.status_code, done.json()["case_state"]) == (200, "handled"), done.text
    after = await read(county, case["id"])
    assert (after["executor"], after["unit"], after["handover"]) == ("county", BUREAU, "taken")


async def test_a_case_does_not_leave_who_has_taken_it_by_a_merge(county: Platform) -> None:
    case, waiting, other = await taken(county), await case_about(county, BUILDING), await taken(county)

    away = await step(county, case, "merge", into=waiting["id"])
    together = await step(county, case, "merge", into=other["id"])

    assert (away.status_code, away.json()["title"]) == (409, "coordination.taken-already")
    assert (together.status_code, together.json()["state"]) == (200, "merged"), together.text


@pytest.mark.parametrize("action", ["void", "merge"])
async def test_the_township_ends_nothing_that_the_county_has_designated(county: Platform, action: str) -> None:
    case = await declined(county)
    assert (await designated(centre(county), case)).status_code == 200
    other = await case_about(county, BUILDING)
    more = {"into": other["id"]} if action == "merge" else {"reason": "sent-twice"}

    by_township = await step(county, case, action, **more)

    assert (by_township.status_code, by_township.json()["title"]) == (409, "coordination.designated-already")
    assert (await read(county, case["id"]))["unit"] == OTHER
    body = {"action": "void", "version": (await read(county, case["id"]))["version"], "reason": "sent-twice"}
    by_county = await centre(county).post(f"/cases/{case['id']}/actions", json=body)
    assert by_county.json()["state"] == "voided", by_county.text


async def test_a_departments_case_that_is_reopened_waits_to_be_handed_over_again(county: Platform) -> None:
    case = await taken(county)
    await told(county, case)
    for action, more in (("verify", {}), ("close", {}), ("reopen", {"reason": "seen-again"})):
        done = await step(county, case, action, **more)
        assert done.status_code == 200, done.text

    office = duties.org_office(county, scope=COUNTY)
    waiting = (await office.get("/duties/waiting", params={"region": TOWNSHIP, "limit": 200})).json()["items"]
    pushed = await step(county, case, "dispatch")
    again = await refuse(county, await read(county, case["id"]), BUREAU)

    assert {one["case_id"]: one["waits_for"] for one in waiting}[case["id"]] == "dispatcher"
    assert (pushed.status_code, pushed.json()["title"]) == (422, "cases.no-executor")
    assert again.status_code == 201, again.text


async def test_what_complains_of_a_department_is_neither_handed_to_it_nor_shown_to_it(county: Platform) -> None:
    about_it = [{"kind": "unit", "id": BUREAU}]
    category = {"scheme": "onefour", "code": BUILDING}
    report_id, _ = await report(county, region=TOWNSHIP, category=category, position=None, complained_of=about_it)
    case = await case_of(county, report_id)

    named = await refuse(county, case, BUREAU)

    assert (named.status_code, named.json()["title"]) == (409, "coordination.is-the-subject"), named.text
    other = await refused(county)
    query = "INSERT INTO case_subjects VALUES (CAST(:id AS uuid), 'unit', :unit, 'p-x', now()) RETURNING case_id"
    await rows(county, query, id=other["id"], unit=BUREAU)
    assert other["id"] not in await listed(county, department(county))
    waiting = await department(county).get("/duties/waiting", params={"limit": 200})
    assert other["id"] not in {one["case_id"] for one in waiting.json()["items"]}
    assert (await department(county).get(f"/cases/{other['id']}/handovers")).json() == []
    assert (await department(county).post(f"/cases/{other['id']}/handover/take")).status_code == 404
