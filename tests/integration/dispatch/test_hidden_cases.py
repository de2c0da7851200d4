"""Does whom a case is about find it anywhere?"""

from typing import Any

import pytest

from tests.integration.dispatch.desk import case_of, dispatcher, read, report, rows
from tests.support.platform import TOWN, Platform

ABOUT_HIM = [{"kind": "person", "id": "p-about"}]
UNIT = f"u-{TOWN}-governance-office"


async def open_ids(platform: Platform, **who: Any) -> set[str]:
    role = who.pop("role", "dispatcher")
    client = platform.client("dispatch", role=role, **who)
    answer = await client.get("/cases", params={"limit": 200})
    assert answer.status_code == 200, answer.text
    return {item["id"] for item in answer.json()["items"]}


async def test_who_is_complained_of_finds_the_case_in_no_list_and_under_no_id(town: Platform) -> None:
    report_id, _ = await report(town, complained_of=ABOUT_HIM)
    case = await case_of(town, report_id)
    assert case["queue"] == "hidden"
    assert case["id"] in await open_ids(town)
    assert case["id"] not in await open_ids(town, person_id="p-about")
    himself = dispatcher(town, person_id="p-about")
    assert (await himself.get(f"/cases/{case['id']}")).status_code == 404
    assert (await himself.get(f"/reports/{report_id}", params={"purpose": "triage"})).status_code == 404


async def test_who_is_complained_of_does_not_count_the_case(town: Platform) -> None:
    before = await dispatcher(town, person_id="p-about").get("/situation", params={"region": TOWN})
    await case_of(town, (await report(town, complained_of=ABOUT_HIM))[0])
    after = await dispatcher(town, person_id="p-about").get("/situation", params={"region": TOWN})
    assert after.json()["by_queue"].get("hidden", 0) == before.json()["by_queue"].get("hidden", 0)
    assert (await dispatcher(town).get("/situation", params={"region": TOWN})).json()["by_queue"]["hidden"]


async def test_a_case_about_a_unit_is_hidden_from_all_who_work_there(town: Platform) -> None:
    case = await case_of(town, (await report(town, complained_of=[{"kind": "unit", "id": UNIT}]))[0])
    assert case["id"] not in await open_ids(town, person_id="p-of-the-unit", unit=UNIT)
    assert case["id"] in await open_ids(town, person_id="p-of-another", unit=f"u-{TOWN}-social-affairs")


async def test_a_sealed_case_is_seen_by_discipline_inspection_alone(town: Platform) -> None:
    report_id, _ = await report(town, sealed=True)

    async def opened() -> Any:
        return await rows(town, "SELECT case_id FROM case_reports WHERE report_id = :id", id=report_id)

    case_id = str((await town.until(opened))[0].case_id)
    assert case_id not in await open_ids(town)
    assert case_id in await open_ids(town, role="discipline", person_id="p-discipline")


@pytest.mark.parametrize("hidden", [{"complained_of": ABOUT_HIM}, {"sealed": True}])
async def test_what_is_hidden_joins_no_case_and_no_report_joins_it(town: Platform, hidden: dict[str, Any]) -> None:
    first_id, first = await report(town)
    open_case = await case_of(town, first_id)
    same = {"position": first["position"]}
    hidden_id, _ = await report(town, **same, **hidden)

    async def opened() -> Any:
        return await rows(town, "SELECT case_id FROM case_reports WHERE report_id = :id", id=hidden_id)

    hidden_case = str((await town.until(opened))[0].case_id)
    assert hidden_case != open_case["id"]
    again = await case_of(town, (await report(town, **same))[0])
    assert again["id"] == open_case["id"]
    assert (await read(town, open_case["id"]))["reports"].count(hidden_id) == 0
