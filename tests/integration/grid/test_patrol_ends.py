"""What the end of a round and the visits promise: nothing is dropped, and who is not met is not forgotten."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.schemas.grid import PatrolReported, PersonNotMet
from tests.integration.grid.rounds import (
    FOUND,
    HERE,
    MONDAY,
    add_person,
    add_place,
    at,
    check_in,
    made,
    record,
    run_missed,
    tasks,
)
from tests.integration.grid.town import Town, new_town, rows, staffed_town, told
from tests.support.platform import Platform

FAR = {"lon": 121.015, "lat": 31.505}


@pytest.fixture
async def town(platform: Platform) -> AsyncIterator[Town]:
    with at(platform, MONDAY):
        yield await staffed_town(platform)


async def test_what_nobody_visited_is_missed_asked_for_and_comes_first_tomorrow(town: Town):
    late, other = await add_place(town, name="先"), await add_place(town, name="后", position=HERE | {"lon": 121.001})
    found = await made(town)
    await check_in(
        town, next(s for s in found["stops"] if s["record_id"] == other), found["id"], away_reason="map-wrong"
    )
    with at(town.platform, MONDAY.replace(hour=20)):
        await run_missed(town.platform)
        leader = town.client("grid-leader", "head")
        [stop] = (await leader.get("/patrols/missed", params={"unexplained": True})).json()["items"]
        reason = f"/patrols/missed/{stop['id']}/reason"
        said = await town.client("worker", "wang").post(reason, json={"reason": "weather"})
        assert (stop["record_id"], said.json()["missed_reason"]) == (late, "weather")
        assert (await leader.get("/patrols/missed", params={"unexplained": True})).json()["items"] == []
        assert {task["state"] for task in await tasks(town, kind="patrol")} == {"recalled"}
    with at(town.platform, MONDAY + timedelta(days=1)):
        again = await made(town)
    assert [(stop["record_id"], stop["was_missed"]) for stop in again["stops"]] == [(late, True)]


async def test_days_that_end_together_after_an_outage_each_miss_the_same_place(town: Town):
    place = await add_place(town)
    for day in range(2):
        with at(town.platform, MONDAY + timedelta(days=day)):
            await made(town)
    with at(town.platform, MONDAY + timedelta(days=2)):
        await run_missed(town.platform)
        missed = (await town.client("grid-leader").get("/patrols/missed")).json()["items"]

    assert [stop["record_id"] for stop in missed] == [place, place]
    assert [
        mark.missed for mark in await rows(town, "SELECT missed FROM patrol_marks WHERE record_id = :id", id=place)
    ] == [2]


async def test_who_was_without_signal_is_believed_after_the_day_is_over(town: Town):
    await add_place(town)
    found = await made(town)
    with at(town.platform, MONDAY.replace(hour=20)):
        await run_missed(town.platform)
    with at(town.platform, MONDAY.replace(hour=21)):
        late = await check_in(town, found["stops"][0], found["id"], at=MONDAY.replace(hour=21).isoformat())
        then = await check_in(town, found["stops"][0], found["id"], at=MONDAY.replace(hour=19).isoformat())

    assert (late.status_code, late.json()["title"]) == (409, "patrols.stop-over")
    assert (then.status_code, then.json()["state"], then.json()["missed_at"]) == (200, "fine", None)
    steps = "SELECT action, to_state FROM patrol_steps WHERE about_id = :id ORDER BY seq"
    found_steps = [tuple(row) for row in await rows(town, steps, id=found["stops"][0]["id"])]
    assert found_steps == [("miss", "missed"), ("check", "fine")]


async def test_a_phone_sends_its_checks_when_it_has_signal_again(town: Town):
    await add_place(town)
    await add_person(town)
    place, visit = (await made(town))["stops"]
    sent = {"device_id": f"d-{town.region}", "sent_at": town.platform.clock().isoformat()}
    item = {"clock": 1, "kind": "check-in", "device_at": (MONDAY - timedelta(hours=1)).isoformat()}
    hazard = {"result": "hazard", "position": HERE, "found": FOUND}
    items = [item | {"client_id": str(uuid4()), "subject": place["id"], "body": hazard}]
    items += [item | {"client_id": str(uuid4()), "subject": visit["id"], "body": {"result": "fine"}}]

    phone = town.client("worker", "wang")
    answers = [(await phone.post("/sync", json=sent | {"items": items})).json()["items"] for _ in range(2)]

    first, wrong = answers[0]
    assert (first["outcome"], first["state"], first["report_id"] is None) == ("done", "hazard", False)
    assert (wrong["outcome"], wrong["code"]) == ("refused", "patrols.result-unfit")
    assert answers[1][0]["report_id"] == first["report_id"]


async def test_a_place_is_no_visit_and_a_stop_is_on_its_own_round(town: Town):
    await add_place(town)
    found = await made(town)
    stop = found["stops"][0]

    as_visit = await record(town, stop)
    elsewhere = await check_in(town, stop, str(uuid4()))

    assert [answer.status_code for answer in (as_visit, elsewhere)] == [404, 404]


async def test_only_what_was_missed_has_a_reason(town: Town):
    await add_place(town)
    stop = (await made(town))["stops"][0]

    url = f"/patrols/missed/{stop['id']}/reason"
    answer = await town.client("worker", "wang").post(url, json={"reason": "weather"})

    assert (answer.status_code, answer.json()["title"]) == (409, "patrols.not-missed")


async def test_a_stop_of_another_cell_or_town_is_not_there(town: Town):
    await add_place(town)
    found = await made(town)

    neighbour = await check_in(town, found["stops"][0], found["id"], "zhao")
    stranger = await new_town(town.platform).client("grid-leader").get(f"/patrols/{found['id']}")
    officer = await town.client("officer").get("/patrols")

    assert [answer.status_code for answer in (neighbour, stranger, officer)] == [404, 404, 403]


async def test_a_visit_finds_a_person_well_and_is_listed_masked(town: Town):
    person = await add_person(town, name="王小明")
    visit = (await made(town))["stops"][0]

    answer = await record(town, visit, note="精神很好")

    assert (answer.status_code, answer.json()["state"], answer.json()["distance_m"]) == (200, "well", None)
    [shown] = (await town.client("grid-leader").get("/care-visits", params={"cell": town.west})).json()["items"]
    assert (shown["person"]["name"], shown["person"]["care"]) == ("王**", ["elder-alone"])
    seen = (await town.client("grid-leader").get(f"/registry/records/{person}?kind=resident")).json()
    assert (seen["source"], seen["version"]) == ("visited", 2)
    assert {task["state"] for task in await tasks(town)} == {"finished"}


async def test_who_needs_help_becomes_a_report_of_the_cell(town: Town):
    await add_person(town)
    visit = (await made(town))["stops"][0]

    seen = (await record(town, visit, result="needs-help", position=None, found=FOUND)).json()

    [event] = await told(town.platform, PatrolReported, seen["report_id"])
    assert (event.cell, event.position) == (town.west, None)


async def test_who_is_not_met_three_times_is_told_to_the_grid_leader(town: Town):
    person = await add_person(town)
    events: list[Any] = []
    for days in range(3):
        with at(town.platform, MONDAY + timedelta(days=days)):
            visit = (await made(town))["stops"][0]
            assert (await record(town, visit, result="not-met")).status_code == 200
            events = list(await told(town.platform, PersonNotMet, visit["id"]))
            assert bool(events) is (days == 2)
    assert (events[0].times, events[0].region, events[0].cell) == (3, f"{town.region}001", town.west)
    [shown] = (await town.client("grid-leader").get("/care-visits/not-met")).json()["items"]
    assert (shown["record_id"], shown["times"], shown["person"]["name"]) == (person, 3, "王**")


async def test_who_is_met_again_is_counted_from_nothing_and_who_moved_is_to_be_mended(town: Town):
    met, moved = await add_person(town), await add_person(town)
    stops = {stop["record_id"]: stop for stop in (await made(town))["stops"]}
    await record(town, stops[met], result="not-met")
    assert (await record(town, stops[moved], result="moved")).json()["state"] == "moved"
    assert [task["about_id"] for task in await tasks(town) if task["kind"] == "mend-record"] == [moved]

    with at(town.platform, MONDAY + timedelta(days=1)):
        [again] = (await made(town))["stops"]
        await record(town, again)

    assert again["record_id"] == met
    assert (await town.client("grid-leader").get("/care-visits/not-met")).json()["items"] == []
