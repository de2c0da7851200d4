"""Nothing that is not the township's waits unseen: who is offered it, whose turn it is, and until when."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import dispatcher
from tests.integration.dispatch.handover_desk import (
    BUILDING,
    BUREAU,
    COUNTY,
    FIRE,
    OTHER,
    TOWNSHIP,
    built,
    case_about,
    declined,
    department,
    refuse,
    refused,
)
from tests.support import duties
from tests.support.platform import Platform


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    return await built(town)


async def test_who_would_dispatch_a_county_matter_is_offered_the_named_department_first(county: Platform) -> None:
    more = {
        "id": f"u-{COUNTY}-a-bureau",
        "region": COUNTY,
        "kind": "bureau",
        "name": "另一局",
        "valid_from": "2026-01-01",
    }
    (await county.client("dispatch", scope="32").put("/organisation/units", json={"units": [more]})).raise_for_status()
    case = await case_about(county, BUILDING)
    desk, path = dispatcher(county, TOWNSHIP), f"/cases/{case['id']}/handover/offer"

    offered = await desk.get(path)
    stranger = await dispatcher(county, "320581").get(path)
    fire = await desk.get(f"/cases/{(await case_about(county, FIRE))['id']}/handover/offer")

    shown = offered.json()
    assert (shown["lead"], shown["region"], shown["version"]) == (["bureau"], COUNTY, case["version"])
    assert shown["units"][0] == {"id": case["unit"], "region": COUNTY, "kind": "bureau", "named": True}
    assert [one["named"] for one in shown["units"][1:]] == [False] * (len(shown["units"]) - 1)
    assert {one["id"] for one in shown["units"]} == {BUREAU, f"u-{COUNTY}-a-bureau"}
    assert stranger.status_code == 404
    assert (fire.status_code, fire.json()["title"]) == (409, "coordination.emergency")
    assert (await refuse(county, case, shown["units"][0]["id"])).status_code == 201


async def test_the_refusal_to_dispatch_a_county_matter_names_the_department_and_the_form(county: Platform) -> None:
    case = await case_about(county, BUILDING)
    step = {"action": "dispatch", "version": case["version"]}

    sent = await dispatcher(county, TOWNSHIP).post(f"/cases/{case['id']}/actions", json=step)

    assert (sent.status_code, sent.json()["title"]) == (422, "cases.no-executor")
    assert (sent.json()["unit"], sent.json()["form"]) == (case["unit"], f"/cases/{case['id']}/handover")


async def waiting(platform: Platform, client: httpx.AsyncClient, **query: Any) -> dict[str, dict[str, Any]]:
    params: dict[str, Any] = {"limit": 200, "region": TOWNSHIP} | query
    answer = await client.get("/duties/waiting", params=params)
    assert answer.status_code == 200, answer.text
    return {one["case_id"]: one for one in answer.json()["items"]}


async def test_nothing_that_is_not_the_townships_waits_unseen(county: Platform) -> None:
    new, named, disputed = (await case_about(county, BUILDING), await refused(county), await declined(county))
    taken = await refused(county)
    (await department(county).post(f"/cases/{taken['id']}/handover/take")).raise_for_status()
    office = duties.org_office(county, scope=COUNTY)

    seen = await waiting(county, office)
    before = await waiting(county, office, late=True)
    county.clock.ahead = timedelta(days=60)
    try:
        late = await waiting(county, office, late=True)
    finally:
        county.clock.ahead = timedelta(0)

    three = [one["id"] for one in (new, named, disputed)]
    assert [seen[one]["waits_for"] for one in three] == ["dispatcher", "unit", "county"]
    assert [seen[one]["unit"] for one in three] == [new["unit"], BUREAU, BUREAU]
    assert all(seen[one]["since"] < seen[one]["due_at"] and not seen[one]["late"] for one in three)
    assert taken["id"] not in seen
    assert not set(three) & set(before)
    assert set(three) <= set(late)
    assert all(late[one]["late"] for one in three)


async def test_who_waits_is_shown_to_whom_it_concerns_page_by_page(county: Platform) -> None:
    new, named, disputed = (await case_about(county, BUILDING), await refused(county), await declined(county))
    own = await waiting(county, department(county))
    foreign = await waiting(county, department(county, OTHER))
    elsewhere = await waiting(county, duties.org_office(county, scope="320581"))
    office = duties.org_office(county, scope=COUNTY)

    # A department sees what it was named for, and nothing before somebody has handed it over.
    assert ({new["id"], named["id"], disputed["id"]} & set(own)) == {named["id"], disputed["id"]}
    assert (foreign, elsewhere) == ({}, {})
    first = (await office.get("/duties/waiting", params={"limit": 1, "region": TOWNSHIP})).json()
    (second,) = (
        await office.get("/duties/waiting", params={"limit": 1, "region": TOWNSHIP, "after": first["next"]})
    ).json()["items"]
    assert first["items"][0]["case_id"] < second["case_id"]
