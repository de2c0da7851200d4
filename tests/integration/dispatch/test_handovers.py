"""How a case is refused, taken, declined and designated, over HTTP: it always leaves with a next holder."""

from typing import Any

import pytest

from tests.integration.dispatch.desk import actions, dispatcher, read, set_clocks
from tests.integration.dispatch.handover_desk import (
    BUILDING,
    BUREAU,
    CONDUCT,
    COUNTY,
    DESK,
    FIRE,
    GOVERNANCE,
    LAMPS,
    OTHER,
    SERVICE,
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
    running,
)
from tests.support import duties
from tests.support.platform import Platform


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    return await built(town)


# ------------------------------------------------------------------------------------------------------------- refusing
async def test_a_case_is_refused_only_for_who_leads_its_matter(county: Platform) -> None:
    case = await case_about(county, BUILDING)

    nowhere = await refuse(county, case, None)
    wrong = await refuse(county, case, OTHER)
    ghost = await refuse(county, case, "u-ghost")
    stale = await refuse(county, case | {"version": case["version"] + 1})
    stranger = await refuse(county, case, scope="320581")

    assert (nowhere.status_code, nowhere.json()["title"]) == (422, "coordination.no-next-holder")
    assert (nowhere.json()["lead"], nowhere.json()["region"]) == (["bureau"], COUNTY)
    assert (wrong.status_code, wrong.json()["title"]) == (409, "coordination.does-not-lead")
    assert (ghost.status_code, ghost.json()["title"]) == (422, "coordination.unit-unknown")
    assert (stale.status_code, stale.json()["title"]) == (409, "cases.stale-version")
    assert stranger.status_code == 404
    assert (await read(county, case["id"]))["version"] == case["version"]


async def test_the_first_receiver_keeps_it_until_it_is_taken(county: Platform) -> None:
    case = await refused(county)

    assert (case["state"], case["handover"], actions(case)[-1]) == ("filed", "open", "refuse")
    assert running(case) == {"dispatch", "reply", "sign", "take"}
    assert case["history"][-1]["facts"]["to"] == BUREAU
    mine = (await dispatcher(county, TOWNSHIP).get("/cases", params={"queue": "county-matter"})).json()["items"]
    assert case["id"] in {one["id"] for one in mine}
    again = await refuse(county, case)
    assert (again.status_code, again.json()["title"]) == (409, "coordination.handed-over-already")
    seen = (await listed(county, department(county), state="open"))[case["id"]]
    assert (seen["to_unit"], seen["from_unit"], seen["refused_by"]) == (BUREAU, None, "p-dispatcher")
    assert seen["due_at"] > seen["refused_at"]
    assert case["id"] not in await listed(county, department(county, OTHER))
    assert case["id"] in await listed(county, duties.org_office(county, scope=COUNTY), state="open")


async def test_what_no_list_gives_to_anybody_goes_to_a_desk_of_the_county(county: Platform) -> None:
    case = await case_about(county, LAMPS)

    wrong = await refuse(county, case, BUREAU)
    right = await refuse(county, case, DESK)

    assert (wrong.status_code, wrong.json()["title"]) == (409, "coordination.does-not-lead")
    assert wrong.json()["lead"] == ["command-centre", "org-office"]
    assert (right.status_code, right.json()["state"]) == (201, "open")


async def at_another_office(platform: Platform) -> dict[str, Any]:
    """Return a case that a dispatcher gave to another office than the one that leads its matter by the list."""
    case, desk = await case_about(platform, CONDUCT), dispatcher(platform, TOWNSHIP)
    assert (case["state"], case["unit"]) == ("dispatched", GOVERNANCE)
    for action, more in (("return", {"reason": "not-mine"}), ("dispatch", {"unit": SERVICE})):
        body = {"action": action, "version": case["version"]} | more
        assert (await desk.post(f"/cases/{case['id']}/actions", json=body)).status_code == 200
        case = await read(platform, case["id"])
    return case


async def test_one_office_of_the_township_refuses_for_the_other(county: Platform) -> None:
    case = await at_another_office(county)
    done = await refuse(county, case, GOVERNANCE)
    assert done.status_code == 201, done.text
    colleague = county.client("dispatch", role="dispatcher", scope=TOWNSHIP, person_id="p-gov", unit=GOVERNANCE)

    taken = await colleague.post(f"/cases/{case['id']}/handover/take")

    assert taken.status_code == 200, taken.text
    case = await read(county, case["id"])
    assert (case["state"], case["executor"], case["unit"]) == ("handling", "unit", GOVERNANCE)
    (one,) = (await colleague.get(f"/cases/{case['id']}/handovers")).json()
    assert (one["from_unit"], one["to_unit"], one["settled_by"]) == (SERVICE, GOVERNANCE, "p-gov")


async def test_danger_is_not_refused(county: Platform) -> None:
    by_matter = await case_about(county, FIRE)
    lamps = await case_about(county, LAMPS)
    office = {"executor": "unit", "unit": SERVICE, "emergency": True, "reason": "live-wire"}
    sent = await dispatcher(county, TOWNSHIP).post(
        f"/cases/{lamps['id']}/actions", json={"action": "dispatch", "version": lamps["version"]} | office
    )
    assert sent.status_code == 200, sent.text

    for case in (by_matter, await read(county, lamps["id"])):
        answer = await refuse(county, case, DESK)
        assert (answer.status_code, answer.json()["title"]) == (409, "coordination.emergency")


async def test_who_deals_with_it_after_all_ends_the_hand_over(county: Platform) -> None:
    case = await at_another_office(county)
    assert (await refuse(county, case, GOVERNANCE)).status_code == 201
    case = await read(county, case["id"])
    desk = dispatcher(county, TOWNSHIP)
    for action, more in (("accept", {}), ("feed-back", {"result": "solved"})):
        body = {"action": action, "version": case["version"]} | more
        assert (await desk.post(f"/cases/{case['id']}/actions", json=body)).status_code == 200
        case = await read(county, case["id"])

    late = await department(county, GOVERNANCE).post(f"/cases/{case['id']}/handover/take")

    assert (case["handover"], "take" in running(case)) == ("lapsed", False)
    assert (late.status_code, late.json()["title"]) == (409, "coordination.not-possible")
    assert (await listed(county, centre(county), state="lapsed"))[case["id"]]["settled_at"]


async def test_a_departments_matter_is_not_simply_turned_away(county: Platform) -> None:
    case = await case_about(county, BUILDING)
    desk = dispatcher(county, TOWNSHIP)

    away = await desk.post(
        f"/cases/{case['id']}/actions", json={"action": "reject", "version": case["version"], "reason": "not-ours"}
    )
    lawful = await desk.post(
        f"/cases/{case['id']}/actions", json={"action": "reject", "version": case["version"], "reason": "litigation"}
    )

    assert (away.status_code, away.json()["title"]) == (409, "cases.needs-next-holder")
    assert (away.json()["unit"], away.json()["form"]) == (BUREAU, f"/cases/{case['id']}/handover")
    assert lawful.status_code == 200


# --------------------------------------------------------------------------------------------------------------- taking
async def test_only_the_named_unit_takes_it_and_only_once(county: Platform) -> None:
    case = await refused(county)
    path = f"/cases/{case['id']}/handover/take"

    foreign = await department(county, OTHER).post(path)
    nobody = await department(county, None).post(path)
    elsewhere = await department(county, scope="320581").post(path)
    worker = await county.client("dispatch", role="worker", scope=TOWNSHIP, person_id="p-w").post(path)
    taken = await department(county).post(path)
    again = await department(county).post(path)

    assert [(one.status_code, one.json()["title"]) for one in (foreign, nobody)] == [
        (403, "coordination.not-your-unit")
    ] * 2
    assert (elsewhere.status_code, worker.status_code) == (404, 403)
    assert (taken.status_code, taken.json()["state"], taken.json()["case_state"]) == (200, "taken", "handling")
    assert (again.status_code, again.json()["title"]) == (409, "coordination.not-possible")
    case = await read(county, case["id"])
    assert (case["executor"], case["unit"], case["queue"]) == ("county", BUREAU, None)
    assert actions(case)[-3:] == ["take-over", "dispatch", "accept"]
    assert running(case) == {"handle", "reply", "sign"}
    onward = await refuse(county, case, BUREAU)
    assert (onward.status_code, onward.json()["title"]) == (409, "coordination.taken-already")


async def test_a_case_that_nobody_refused_is_not_taken(county: Platform) -> None:
    case = await case_about(county, BUILDING)

    answer = await department(county).post(f"/cases/{case['id']}/handover/take")

    assert (answer.status_code, answer.json()["title"]) == (404, "coordination.no-handover")


async def test_the_department_reads_the_report_of_what_it_is_asked_to_take_and_no_other(county: Platform) -> None:
    case = await case_about(county, BUILDING)
    path, query = f"/reports/{case['reports'][0]}", {"purpose": "handle"}
    before = await department(county).get(path, params=query)
    assert (await refuse(county, case)).status_code == 201

    named = await department(county).get(path, params=query)
    foreign = await department(county, OTHER).get(path, params=query)
    assert (await department(county).post(f"/cases/{case['id']}/handover/take")).status_code == 200
    holding = await department(county).get(path, params=query)

    assert [one.status_code for one in (before, named, foreign, holding)] == [404, 200, 404, 200], named.text


async def test_only_the_holder_tells_the_result_and_another_verifies(county: Platform) -> None:
    case = await refused(county)
    path = f"/cases/{case['id']}/handover"
    early = await department(county).post(f"{path}/result", json={"result": "solved"})
    await department(county).post(f"{path}/take")

    foreign = await department(county, OTHER).post(f"{path}/result", json={"result": "solved"})
    told = await department(county).post(f"{path}/result", json={"result": "solved"})

    assert [(one.status_code, one.json()["title"]) for one in (early, foreign)] == [
        (403, "coordination.not-your-unit")
    ] * 2
    assert (told.status_code, told.json()["case_state"]) == (200, "handled")
    case = await read(county, case["id"])
    own = dispatcher(county, TOWNSHIP, "p-b")
    refusal = await own.post(f"/cases/{case['id']}/actions", json={"action": "verify", "version": case["version"]})
    assert (refusal.status_code, refusal.json()["title"]) == (409, "cases.verified-by-handler")


# ------------------------------------------------------------------------------------------------ declined, designated
async def test_what_is_declined_stays_with_its_receiver_and_comes_before_the_county(county: Platform) -> None:
    case = await declined(county)

    assert (case["state"], case["handover"], case["queue"]) == ("filed", "disputed", "disputed")
    assert running(case) == {"dispatch", "reply", "sign"}
    office = duties.org_office(county, scope=COUNTY)
    seen = (await listed(county, office, state="disputed"))[case["id"]]
    assert (seen["declined_by"], seen["declined_because"]) == ("p-b", "not-listed")
    again = await refuse(county, case)
    assert (again.status_code, again.json()["title"]) == (409, "coordination.handed-over-already")


async def test_another_person_of_the_county_designates_a_unit_whose_it_can_be(county: Platform) -> None:
    case = await declined(county)

    township = await designated(dispatcher(county, TOWNSHIP, "p-other"), case)
    refuser = await designated(centre(county, "p-dispatcher"), case)
    outside = await designated(centre(county), case, "u-320581-nobody")
    pushed_down = await designated(centre(county), case, SERVICE)

    assert (township.status_code, township.json()["title"]) == (403, "coordination.not-the-county")
    assert (refuser.status_code, refuser.json()["title"]) == (403, "coordination.second-person-needed")
    assert (outside.status_code, outside.json()["title"]) == (422, "coordination.unit-unknown")
    assert (pushed_down.status_code, pushed_down.json()["title"]) == (409, "duties.not-admitted")


async def test_the_county_designates_and_nobody_returns_it_again(county: Platform) -> None:
    case = await declined(county)

    done = await designated(centre(county), case)
    twice = await designated(centre(county), case)

    assert (done.status_code, done.json()["state"], done.json()["unit"]) == (200, "designated", OTHER)
    assert (twice.status_code, twice.json()["title"]) == (409, "coordination.not-possible")
    case = await read(county, case["id"])
    assert (case["state"], case["handover"], case["unit"]) == ("handling", "designated", OTHER)
    for answer in (
        await refuse(county, case, BUREAU),
        await dispatcher(county, TOWNSHIP).post(
            f"/cases/{case['id']}/actions",
            json={"action": "return", "version": case["version"], "reason": "not-mine"},
        ),
    ):
        assert (answer.status_code, answer.json()["title"]) == (409, "coordination.designated-already")
    told = await department(county, OTHER).post(f"/cases/{case['id']}/handover/result", json={"result": "solved"})
    assert told.status_code == 200, told.text


async def test_a_silent_department_is_late_and_the_county_may_then_designate(county: Platform) -> None:
    case = await refused(county)
    office = duties.org_office(county, scope=COUNTY)
    early = await designated(centre(county), case, BUREAU)
    assert case["id"] not in await listed(county, office, late=True)
    await set_clocks(county, "due_at = now() - interval '1 minute'", "case_id = :id AND kind = 'take'", id=case["id"])

    async def noted() -> bool:
        history = (await read(county, case["id"]))["history"]
        return any(one["action"] == "overdue" and one["facts"]["clock"] == "take" for one in history)

    await county.until(noted, 30)

    assert (early.status_code, early.json()["title"]) == (409, "coordination.term-runs")
    assert case["id"] in await listed(county, office, late=True)
    assert (await designated(centre(county), case, BUREAU)).json()["state"] == "designated"
    assert case["id"] not in await listed(county, office, late=True)
