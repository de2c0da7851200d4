"""Every way by which a case reaches an executor of a township asks its duty list, on the day of the act, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from shared.clock import town_day
from tests.integration.dispatch.desk import dispatcher, read, refusal
from tests.integration.dispatch.gate_desk import (
    ALONE,
    BUREAU,
    COLLEAGUE,
    COUNTY,
    COUNTYS,
    DANGER,
    FOREIGN,
    LATE,
    LED,
    NEXT,
    NOBODYS,
    OFFICE,
    OWN,
    TOWN,
    built,
    case_about,
    desk,
    exits_of,
    observed,
    step,
    stepped,
)
from tests.support import duties
from tests.support.duties import drawn, line
from tests.support.platform import Platform

WAYS = [("returned", "dispatch"), ("reopened", "dispatch"), ("verifying", "rework")]
TO_OFFICE: dict[str, Any] = {"executor": "unit", "unit": OFFICE}


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    return await built(town)


# ------------------------------------------------------------------------------------------------- who may be named
async def test_a_case_goes_to_nobody_of_another_township_or_of_the_county(county: Platform) -> None:
    case = await stepped(county, await case_about(county, OWN), "return")

    foreign = await step(county, case, "dispatch", executor="unit", unit=FOREIGN)
    pushed_up = await step(county, case, "dispatch", executor="unit", unit=BUREAU)
    own = await step(county, case, "dispatch", **TO_OFFICE)

    assert refusal(foreign) == (422, "cases.unknown-executor")
    assert foreign.json()["fields"] == ["unit"]
    assert refusal(pushed_up) == (422, "cases.no-executor")
    assert pushed_up.json()["form"] == f"/cases/{case['id']}/handover"
    assert own.json()["state"] == "dispatched"
    facts = (await read(county, case["id"]))["history"][-1]["facts"]
    assert facts["authority"] == {"standing": "basic", "binding": True, "list": COUNTY, "version": 1}


async def test_an_office_that_is_no_more_gets_nothing(county: Platform) -> None:
    gone = f"u-{TOWN}-gone"
    days = {"valid_from": "2026-01-01", "valid_to": "2026-06-30"}
    unit = {"id": gone, "region": TOWN, "kind": "works-office", "name": "旧办", **days}
    (await county.client("dispatch", scope="32").put("/organisation/units", json={"units": [unit]})).raise_for_status()
    case = await stepped(county, await case_about(county, OWN), "return")

    refused = await step(county, case, "dispatch", executor="unit", unit=gone)

    assert refusal(refused) == (422, "cases.unknown-executor")


async def test_what_was_suspended_comes_back_to_the_desk_where_its_office_is_no_more(county: Platform) -> None:
    office = f"u-{TOWN}-closed"
    unit = {"id": office, "region": TOWN, "kind": "works-office", "name": "撤", "valid_from": "2026-01-01"}
    admin = county.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": [unit]})).raise_for_status()
    case = await stepped(county, await case_about(county, OWN), "return")
    case = await stepped(county, await stepped(county, case, "dispatch", unit=office), "suspend")
    ended = unit | {"valid_to": (town_day(county.clock()) - timedelta(days=1)).isoformat()}
    (await admin.put("/organisation/units", json={"units": [ended]})).raise_for_status()

    resumed = await step(county, case, "resume")

    assert (resumed.status_code, resumed.json()["state"]) == (200, "returned"), resumed.text
    case = await read(county, case["id"])
    assert (case["queue"], case["history"][-1]["facts"]) == ("returned", {"reason": "executor-gone"})
    assert (await step(county, case, "dispatch", **TO_OFFICE)).status_code == 200


async def test_where_only_the_county_is_known_the_list_of_who_is_sent_is_asked(county: Platform) -> None:
    centre = dispatcher(county, COUNTY, "p-county")
    nobodys, own = await case_about(county, NOBODYS, COUNTY), await case_about(county, OWN, COUNTY)

    refused = await step(county, nobodys, "dispatch", centre, **TO_OFFICE)
    done = await step(county, own, "dispatch", centre, **TO_OFFICE)

    assert refusal(refused) == (409, "duties.not-admitted")
    told = refused.json()
    assert (told["region"], told["message"]) == (TOWN, "该事项不在乡镇（街道）职责清单内，须先履行职责准入程序")
    assert done.status_code == 200, done.text
    assert [(await read(county, one["id"]))["region"] for one in (nobodys, own)] == [COUNTY, TOWN]


async def test_who_leads_by_the_list_of_a_bound_township_goes_before_the_table_of_matters(county: Platform) -> None:
    bound, observed_only = await case_about(county, LED), await case_about(county, LED, NEXT)

    assert [one["unit"] for one in (bound, observed_only)] == [COLLEAGUE, FOREIGN]


# ------------------------------------------------------------------------------------------------------------- danger
async def test_danger_is_dispatched_at_once_and_told_to_the_org_office_once(county: Platform) -> None:
    case = await case_about(county, DANGER)

    assert (case["state"], case["unit"], case["queue"]) == ("dispatched", OFFICE, None)
    assert await exits_of(county, case) == [("danger", "system:centre")]


async def test_danger_that_waits_for_a_person_goes_past_the_list_when_he_lets_it_go(county: Platform) -> None:
    case = await case_about(county, ALONE)
    assert (case["state"], case["queue"], await exits_of(county, case)) == ("filed", "no-unit", [])

    done = await step(county, case, "dispatch", **TO_OFFICE)

    assert done.json()["state"] == "dispatched", done.text
    assert await exits_of(county, case) == [("danger", "p-desk")]


async def test_the_exits_of_some_days_are_counted(county: Platform) -> None:
    await case_about(county, DANGER)
    office, today = duties.org_office(county, scope=COUNTY), town_day(county.clock())

    async def counted(since: Any, until: Any, scope: str = COUNTY) -> tuple[int, int]:
        days = {"since": since.isoformat(), "until": until.isoformat()}
        client = office if scope == COUNTY else duties.org_office(county, scope=scope)
        page = (await client.get("/duties/exits", params=days | {"limit": 1})).json()
        return page["total"], len(page["items"])

    total, shown = await counted(today - timedelta(days=1), today)
    assert (total >= 1, shown) == (True, 1)
    assert await counted(today + timedelta(days=1), today + timedelta(days=2)) == (0, 0)
    assert await counted(today - timedelta(days=1), today, scope="320831") == (0, 0)


# ----------------------------------------------------------------------------------------------------------- observed
async def test_what_a_township_is_given_beside_its_list_is_counted_by_matter_and_warned_of(county: Platform) -> None:
    before = await observed(county, NOBODYS)
    case = await case_about(county, NOBODYS, NEXT)
    assert (case["state"], case["unit"]) == ("dispatched", FOREIGN)
    assert await observed(county, NOBODYS) == before + 1
    clerk = desk(county, scope=NEXT)
    assert (await step(county, case, "return", clerk, reason="not-mine")).json()["warning"] is None
    case = await read(county, case["id"])

    again = await step(county, case, "dispatch", clerk)

    warned = {"standing": "not-listed", "binding": False, "list": COUNTY, "version": 1}
    assert again.json()["warning"] == warned | {"matter": NOBODYS, "form": "/duties/admissions"}
    assert (await read(county, case["id"]))["history"][-1]["facts"]["authority"] == warned
    assert await observed(county, NOBODYS) == before + 2
    counted = (await county.client("dispatch-flow").get("/metrics")).text
    assert 'onefour_duties_observed_total{standing="not-listed"}' in counted


async def test_what_the_list_gives_a_township_is_neither_counted_nor_warned_of(county: Platform) -> None:
    case = await case_about(county, OWN, NEXT)
    clerk = desk(county, scope=NEXT)
    await step(county, case, "return", clerk, reason="not-mine")

    again = await step(county, await read(county, case["id"]), "dispatch", clerk)

    assert (again.json()["warning"], await observed(county, OWN)) == (None, 0)
    assert (await observed(county, NOBODYS, TOWN), await observed(county, DANGER, TOWN)) == (0, 0)


async def test_another_countys_counts_are_not_seen(county: Platform) -> None:
    await case_about(county, NOBODYS, NEXT)

    stranger = (await duties.org_office(county, scope="320831").get("/duties/observed")).json()["items"]
    tomorrow = (town_day(county.clock()) + timedelta(days=1)).isoformat()
    later = await duties.org_office(county, scope=COUNTY).get("/duties/observed", params={"since": tomorrow})

    assert [one for one in stranger if one["region"].startswith(COUNTY)] == []
    assert later.json()["items"] == []


# ------------------------------------------------------------------------------------------------------ joining others
async def test_what_is_not_the_townships_does_not_reach_it_by_joining_another_case(county: Platform) -> None:
    at_work, nobodys, countys = [await case_about(county, matter) for matter in (OWN, NOBODYS, COUNTYS)]

    refused = [await step(county, one, "merge", into=at_work["id"]) for one in (nobodys, countys)]
    by_danger = await step(county, nobodys, "merge", into=at_work["id"], emergency=True, reason="live-wire")

    assert [refusal(one) for one in refused] == [(409, "duties.not-admitted")] * 2
    assert [(await read(county, one["id"]))["state"] for one in (nobodys, countys)] == ["merged", "filed"]
    assert by_danger.status_code == 200, by_danger.text
    assert await exits_of(county, nobodys) == [("live-wire", "p-desk")]
    same = await case_about(county, COUNTYS)
    assert (await step(county, same, "merge", into=countys["id"])).status_code == 200


# ------------------------------------------------------------------------------- a list that changes while a case waits
@pytest.fixture(scope="module")
async def late(county: Platform) -> dict[str, dict[str, Any]]:
    """Cases in every state from which one may go to work, of a matter that a list takes back while they wait."""
    new = [await case_about(county, LATE) for _ in range(6)]
    assert {(one["state"], one["unit"]) for one in new} == {("dispatched", COLLEAGUE)}
    new[4] = await stepped(county, await stepped(county, new[4], "return"), "dispatch", unit=OFFICE)
    body = {"version": new[4]["version"], "reason": "not-ours", "to": COLLEAGUE}
    asked = await desk(county).post(f"/cases/{new[4]['id']}/handover", json=body)
    assert asked.status_code == 201, asked.text
    cases = {
        "returned": await stepped(county, new[0], "return"),
        "verifying": await stepped(county, new[1], "accept", "feed-back", "verify"),
        "reopened": await stepped(county, new[2], "accept", "feed-back", "verify", "close", "reopen"),
        "suspended": await stepped(county, new[3], "suspend"),
        "named": await read(county, new[4]["id"]),
        "working": new[5],
    }
    today = town_day(county.clock()).isoformat()
    await duties.publish(county, drawn(TOWN, line(LATE, "taken-back", "bureau"), valid_from=today), scope=COUNTY)
    return cases


@pytest.mark.parametrize(("state", "action"), WAYS)
async def test_what_was_taken_back_meanwhile_is_dispatched_no_more(
    county: Platform, late: dict[str, dict[str, Any]], state: str, action: str
) -> None:
    case = late[state]

    refused = await step(county, case, action, reason="again")

    assert refusal(refused) == (409, "duties.not-admitted")
    told = refused.json()
    assert (told["standing"], told["list"], told["lead"]) == ("taken-back", TOWN, "bureau")
    after = await read(county, case["id"])
    assert (after["state"], after["version"]) == (case["state"], case["version"])


async def test_what_was_suspended_comes_back_to_the_desk_and_leaves_with_a_next_holder(
    county: Platform, late: dict[str, dict[str, Any]]
) -> None:
    resumed = await step(county, late["suspended"], "resume")

    assert (resumed.status_code, resumed.json()["state"]) == (200, "returned"), resumed.text
    assert resumed.json()["warning"]["standing"] == "taken-back"
    case = await read(county, late["suspended"]["id"])
    assert (case["queue"], case["history"][-1]["facts"]) == ("not-admitted", {"reason": "not-admitted"})
    offer = (await desk(county).get(f"/cases/{case['id']}/handover/offer")).json()
    assert [one["id"] for one in offer["units"]] == [BUREAU]


async def test_a_colleague_who_was_named_before_takes_it_no_more_and_the_county_finds_its_holder(
    county: Platform, late: dict[str, dict[str, Any]]
) -> None:
    path = f"/cases/{late['named']['id']}/handover"
    colleague = county.client("dispatch", role="dispatcher", scope=TOWN, person_id="p-rule", unit=COLLEAGUE)

    taken = await colleague.post(f"{path}/take")
    declined = await colleague.post(f"{path}/decline", json={"reason": "taken-back"})
    given = {"unit": BUREAU, "reason": "agreed", "document": "指〔2026〕1号"}
    done = await dispatcher(county, COUNTY, "p-county").post(f"{path}/designation", json=given)

    assert refusal(taken) == (409, "duties.not-admitted")
    assert declined.json()["state"] == "disputed"
    assert (done.json()["state"], done.json()["unit"]) == ("designated", BUREAU)


async def test_what_was_dispatched_by_the_list_of_its_day_is_finished(
    county: Platform, late: dict[str, dict[str, Any]]
) -> None:
    done = await stepped(county, late["working"], "accept", "feed-back", "verify", "close")

    assert done["state"] == "closed"


async def test_what_waits_for_admission_is_listed_with_whose_turn_it_is_and_stuck(county: Platform) -> None:
    case = await case_about(county, NOBODYS)
    assert case["queue"] == "not-admitted"

    office, here = duties.org_office(county, scope=COUNTY), {"region": TOWN, "limit": "200"}
    waiting = await office.get("/duties/waiting", params=here)
    leader = county.client("dispatch", role="leader", scope=COUNTY, person_id="p-lead")
    stuck = (await leader.get("/party/stuck/not-admitted", params=here)).json()["items"]

    found = {one["case_id"]: one["waits_for"] for one in waiting.json()["items"]}
    assert found[case["id"]] == "dispatcher"
    assert case["id"] in {one["about"] for one in stuck}
