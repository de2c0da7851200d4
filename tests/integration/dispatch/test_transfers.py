"""How does a case that lies in another township come to it, and who says where it belongs when they do not agree?"""

from typing import Any

import pytest

from tests.integration.dispatch.handover_desk import running
from tests.integration.dispatch.subtask_desk import (
    BESIDE,
    BUILDING,
    COUNTY,
    NEIGHBOUR,
    THIRD,
    TOWNSHIP,
    built,
    case_here,
    centre,
    county,
    given,
    out_of_time,
    step,
    told_of,
)
from tests.support.platform import Platform


@pytest.fixture(scope="module")
async def place(town: Platform) -> Platform:
    return await built(town)


def beside(platform: Platform) -> Any:
    return centre(platform, "p-beside", NEIGHBOUR)


async def offer(platform: Platform, case_id: str, to: str = NEIGHBOUR, **who: Any) -> Any:
    body = {"to_region": to, "reason": "wrong-place", "text": "在王五村"}
    return await centre(platform, **who).post(f"/cases/{case_id}/transfer", json=body)


async def offered(platform: Platform, case_id: str) -> str:
    answer = await offer(platform, case_id)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def said(client: Any, transfer: str, what: str, **body: Any) -> tuple[int, str]:
    answer = await client.post(f"/transfers/{transfer}/{what}", json=body or None)
    told = answer.json()
    return answer.status_code, told["state"] if answer.is_success else told["title"]


async def designated(client: Any, transfer: str, region: str) -> tuple[int, str]:
    return await said(client, transfer, "designation", region=region, reason="map", document="句指〔2026〕1号")


async def test_the_first_receiver_keeps_it_until_the_other_township_takes_it(place: Platform) -> None:
    case = await case_here(place)
    transfer = await offered(place, case["id"])
    kept = (await centre(place).get(f"/cases/{case['id']}")).json()
    assert (kept["region"][:9], kept["handover"]) == (TOWNSHIP, "open")
    assert {"take", "handle"} <= running(kept)
    assert (await beside(place).get(f"/cases/{case['id']}")).status_code == 404
    report = await beside(place).get(f"/reports/{case['reports'][0]}", params={"purpose": "triage"})
    assert report.status_code == 200, report.text
    waiting = (await beside(place).get("/transfers", params={"waiting": True})).json()["items"]
    assert transfer in {one["id"] for one in waiting}
    assert await said(centre(place), transfer, "taking") == (403, "coordination.not-your-township")

    assert await said(beside(place), transfer, "taking") == (200, "taken")

    assert (await centre(place).get(f"/cases/{case['id']}")).status_code == 404
    here = (await beside(place).get(f"/cases/{case['id']}")).json()
    assert (here["region"], here["state"], here["queue"], here["unit"]) == (NEIGHBOUR, "returned", "transferred", None)
    assert here["reports"] == case["reports"]
    assert (here["handover"], "take" in running(here)) == (None, False)
    assert "reply" in running(here)
    mine = (await centre(place).get(f"/transfers/{transfer}")).json()
    assert (mine["state"], mine["settled_by"]) == ("taken", "p-beside")
    steps = [line["facts"]["step"] for line in here["history"] if line["action"] == "transfer"]
    assert steps == ["open", "taken"]


async def test_the_other_township_works_on_what_it_has_taken(place: Platform) -> None:
    case = await case_here(place)
    await said(beside(place), await offered(place, case["id"]), "taking")
    here = (await beside(place).get(f"/cases/{case['id']}")).json()
    body = {"action": "dispatch", "version": here["version"], "executor": "unit", "unit": BESIDE}

    sent = await beside(place).post(f"/cases/{case['id']}/actions", json=body)

    assert (sent.status_code, sent.json()["state"]) == (200, "dispatched"), sent.text


async def test_a_departments_matter_is_not_pushed_to_another_township(place: Platform) -> None:
    case = await case_here(place, BUILDING)

    answer = await offer(place, case["id"])
    dispatched = await step(place, case["id"], "dispatch", executor="unit", unit=f"u-{TOWNSHIP}-service")

    assert (answer.status_code, answer.json()["title"]) == (409, "duties.not-admitted"), answer.text
    assert (dispatched.status_code, dispatched.json()["title"]) == (409, "duties.not-admitted"), dispatched.text


@pytest.mark.parametrize("to", ["321181100", TOWNSHIP, "321183", "321183999"])
async def test_it_is_offered_to_no_place_but_another_township_of_the_county(place: Platform, to: str) -> None:
    case = await case_here(place)

    answer = await offer(place, case["id"], to)

    assert (answer.status_code, answer.json()["title"]) == (422, "coordination.not-of-this-county"), answer.text


async def test_what_is_offered_or_supported_is_not_offered_again(place: Platform) -> None:
    case, supported = await case_here(place), await case_here(place)
    transfer = await offered(place, case["id"])
    await given(place, supported["id"])

    again, open_part = await offer(place, case["id"], THIRD), await offer(place, supported["id"])

    assert (again.status_code, again.json()["title"]) == (409, "coordination.handed-over-already")
    assert (open_part.status_code, open_part.json()["title"]) == (409, "coordination.subtasks-open")
    assert await said(centre(place), transfer, "withdrawal", reason="was-right") == (200, "withdrawn")
    assert await said(beside(place), transfer, "taking") == (409, "coordination.transfer-not-possible")
    assert (await centre(place).get(f"/cases/{case['id']}")).json()["handover"] is None


async def test_who_deals_with_it_after_all_ends_the_offer(place: Platform) -> None:
    case = await case_here(place)
    transfer = await offered(place, case["id"])

    for action, more in (("accept", {}), ("feed-back", {"result": "solved"})):
        assert (await step(place, case["id"], action, **more)).status_code == 200

    assert (await centre(place).get(f"/transfers/{transfer}")).json()["state"] == "lapsed"
    assert await said(beside(place), transfer, "taking") == (409, "coordination.transfer-not-possible")


async def test_what_is_declined_the_county_designates_once_and_for_all(place: Platform) -> None:
    case = await case_here(place)
    transfer = await offered(place, case["id"])
    assert await designated(county(place), transfer, NEIGHBOUR) == (409, "coordination.term-runs")
    assert await said(beside(place), transfer, "declining", reason="not-here") == (200, "disputed")
    heard = await told_of(place, "transfer", transfer)
    assert {("transfer-disputed", f"leader{COUNTY}"), ("transfer-disputed", "p-centre")} <= heard

    assert await designated(centre(place, "p-other"), transfer, NEIGHBOUR) == (403, "coordination.not-the-county")
    refuser = county(place, "p-beside")
    assert await designated(refuser, transfer, NEIGHBOUR) == (403, "coordination.second-person-needed")
    assert await designated(county(place), transfer, "321181100") == (422, "coordination.not-of-this-county")
    assert await designated(county(place), transfer, NEIGHBOUR) == (200, "designated")

    here = (await beside(place).get(f"/cases/{case['id']}")).json()
    assert (here["region"], here["handover"]) == (NEIGHBOUR, None)
    back = await offer(place, case["id"], TOWNSHIP, scope=NEIGHBOUR, person="p-beside")
    assert (back.status_code, back.json()["title"]) == (409, "coordination.designated-already")


async def test_what_nobody_takes_in_time_comes_before_the_county_which_may_leave_it(place: Platform) -> None:
    case = await case_here(place)
    transfer = await offered(place, case["id"])
    await out_of_time(place, "take", case["id"])

    async def told() -> bool:
        return ("transfer-late", f"dispatcher{COUNTY}") in await told_of(place, "transfer", transfer)

    await place.until(told, 30)
    waiting = (await county(place).get("/transfers", params={"waiting": True, "limit": 200})).json()["items"]
    assert transfer in {one["id"] for one in waiting}
    assert await designated(county(place), transfer, TOWNSHIP) == (200, "designated")

    kept = (await centre(place).get(f"/cases/{case['id']}")).json()
    assert (kept["state"], kept["handover"], kept["unit"]) == (case["state"], None, case["unit"])
    assert "take" not in running(kept)
