"""A day of a grid worker: his round, what he finds and settles, whom he looks after, what is left for tomorrow."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.integration.dispatch.desk import NOISE, STALLS, acted, case_of, phone, report_of, rows, somewhere, until
from tests.integration.grid.registry_desk import citizen_number
from tests.integration.grid.rounds import FOUND, MONDAY, at, run_missed, run_rounds
from tests.support.platform import TOWN, Platform
from tests.support.town import STAND_IN, WEST_CELL, WORKER


async def registered(town: Platform, **more: Any) -> str:
    """Return a record of the west cell that the grid leader enters."""
    head = town.client("grid", role="grid-leader", person_id="p-head")
    answer = await head.post("/registry/records", json={"region": TOWN, "cell": WEST_CELL} | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def a_place(town: Platform, spot: dict[str, float]) -> str:
    given = {"kind": "place", "name": "听海路加油站", "kind_of_place": "other", "hazard": "high", "position": spot}
    return await registered(town, **given)


async def stops(town: Platform, *records: str) -> list[dict[str, Any]]:
    """Return today's stops for these records, in their order, once the round is made."""
    await run_rounds(town)
    [one] = (await phone(town).get("/patrols", params={"cell": WEST_CELL})).json()["items"]
    found = (await phone(town).get(f"/patrols/{one['id']}")).json()["stops"]
    of = {stop["record_id"]: stop | {"round": one["id"]} for stop in found}
    return [of[record] for record in records]


async def check(town: Platform, stop: dict[str, Any], result: str, **more: Any) -> httpx.Response:
    body = {"client_id": str(uuid4()), "at": town.clock().isoformat(), "result": result} | more
    person, place = f"/care-visits/{stop['id']}/record", f"/patrols/{stop['round']}/stops/{stop['id']}/check-in"
    answer = await phone(town).post(place if stop["kind"] == "place" else person, json=body)
    assert answer.status_code == 200, answer.text
    return answer


async def case_from(town: Platform, patrol_report: str) -> dict[str, Any]:
    return await case_of(town, await report_of(town, "grid", patrol_report))


def monday(weeks: int) -> datetime:
    # In a summer that no other test's clock comes to: what a town's round of a day was, stays.
    return MONDAY + timedelta(weeks=27 + weeks)


async def test_a_hazard_becomes_a_case_and_what_was_missed_comes_first_tomorrow(town: Platform) -> None:
    spots = [somewhere(), somewhere()]
    places = [await a_place(town, spot) for spot in spots]
    with at(town, monday(1)):
        first, second = await stops(town, *places)
        seen = await check(town, first, "hazard", position=spots[0], found=FOUND)
        case = await case_from(town, seen.json()["report_id"])
    assert (case["cell"], case["worker_id"], case["state"]) == (WEST_CELL, WORKER, "dispatched")
    with at(town, monday(1).replace(hour=20)):
        await run_missed(town)
        missed = (await phone(town).get("/patrols/missed", params={"unexplained": True})).json()["items"]
        assert [one["id"] for one in missed if one["record_id"] in places] == [second["id"]]
        said = await phone(town).post(f"/patrols/missed/{second['id']}/reason", json={"reason": "other-duty"})
        assert said.status_code == 200
    with at(town, monday(1) + timedelta(days=1)):
        [again] = await stops(town, places[1])
        assert (again["was_missed"], again["state"]) == (True, "open")
        await check(town, again, "fine", position=spots[1])


async def test_somebody_who_needs_help_becomes_a_case(town: Platform) -> None:
    given = {"kind": "resident", "name": "陈秀英", "id_number": citizen_number(), "care": ["elder-alone"]}
    person = await registered(town, **given)
    with at(town, monday(2)):
        [visit] = await stops(town, person)
        assert (visit["name"], visit["kind"]) == (None, "person")
        seen = await check(town, visit, "needs-help", position=somewhere(), found=FOUND, note="行动不便")
        case = await case_from(town, seen.json()["report_id"])
        assert (case["cell"], case["state"]) == (WEST_CELL, "dispatched")
        tasks = (await phone(town).get("/tasks", params={"kind": "visit", "state": "finished"})).json()["items"]
    assert visit["id"] in {task["about_id"] for task in tasks}


def settled(town: Platform, category: dict[str, str], **more: Any) -> dict[str, Any]:
    body = {"client_id": str(uuid4()), "category": category, "text": "共享单车堵住楼道口"}
    solved = {"result": "solved", "note": "已移到停放点"}
    return body | {"seen_at": town.clock().isoformat(), "position": somewhere(), "solved": solved} | more


async def test_what_was_settled_on_the_spot_waits_for_somebody_else_to_verify_it(town: Platform) -> None:
    seen = (await phone(town, STAND_IN).post("/patrol-reports", json=settled(town, NOISE))).json()

    case = await case_from(town, seen["id"])
    assert (case["state"], case["queue"], case["worker_id"], case["result"]) == (
        *("handled", "to-verify", STAND_IN),
        "solved",
    )
    steps = "SELECT action, by FROM case_history WHERE case_id = :id ORDER BY seq"
    taken = [tuple(row) for row in await rows(town, steps, id=case["id"])]
    assert [action for action, _ in taken] == ["receive", "file", "dispatch", "accept", "feed-back"]
    assert {by for action, by in taken if action in {"accept", "feed-back"}} == {STAND_IN}
    closed = await acted(town, await acted(town, case, "verify"), "close")
    assert (closed["state"], closed["result"]) == ("closed", "solved")
    given = (await phone(town, STAND_IN).get("/tasks", params={"case_id": case["id"]})).json()["items"]
    assert given == []


async def test_who_settled_it_does_not_verify_it(town: Platform) -> None:
    seen = (await phone(town, STAND_IN).post("/patrol-reports", json=settled(town, NOISE))).json()
    case = await case_from(town, seen["id"])

    desk = town.client("dispatch", role="dispatcher", person_id=STAND_IN)
    body = {"action": "verify", "version": case["version"]}
    answer = await desk.post(f"/cases/{case['id']}/actions", json=body)

    assert (answer.status_code, answer.json()["title"]) == (409, "cases.verified-by-handler")


async def test_what_was_settled_and_is_not_the_grids_goes_to_whose_it_is(town: Platform) -> None:
    seen = (await phone(town, STAND_IN).post("/patrol-reports", json=settled(town, STALLS))).json()

    case = await case_from(town, seen["id"])

    assert (case["executor"], case["state"], case["result"]) == ("team", "dispatched", None)


async def test_what_was_settled_where_a_case_is_open_joins_it_and_settles_nothing(town: Platform) -> None:
    spot = somewhere()
    plain = {name: value for name, value in settled(town, NOISE, position=spot).items() if name != "solved"}
    first = (await phone(town).post("/patrol-reports", json=plain)).json()
    case = await case_from(town, first["id"])
    second = (await phone(town, STAND_IN).post("/patrol-reports", json=settled(town, NOISE, position=spot))).json()

    joined = await case_from(town, second["id"])

    assert (joined["id"], joined["state"]) == (case["id"], "dispatched")
    await until(town, case["id"], state="dispatched")
