"""What the day's rounds promise: what is due comes, in order, to whom it falls, once, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from shared.schemas.grid import PatrolReported
from tests.integration.grid.rounds import (
    FOUND,
    HERE,
    MONDAY,
    add_person,
    add_place,
    at,
    check,
    check_in,
    made,
    round_of,
    run_rounds,
    tasks,
)
from tests.integration.grid.town import Town, rows, staffed_town, told
from tests.support.platform import Platform

FAR = {"lon": 121.015, "lat": 31.505}


@pytest.fixture
async def town(platform: Platform) -> AsyncIterator[Town]:
    with at(platform, MONDAY):
        yield await staffed_town(platform)


async def test_what_is_due_becomes_one_round_and_a_task_for_who_answers_for_the_cell(town: Town):
    places = {await add_place(town), await add_place(town, hazard="none")}
    person = await add_person(town)

    found = await made(town)

    assert {stop["record_id"] for stop in found["stops"] if stop["kind"] == "place"} == places
    assert [stop["record_id"] for stop in found["stops"] if stop["kind"] == "person"] == [person]
    given = {task["id"]: (task["kind"], task["worker_id"]) for task in await tasks(town)}
    visit = next(stop for stop in found["stops"] if stop["kind"] == "person")
    assert given[found["task_id"]] == ("patrol", town.person("wang"))
    assert sorted(kind for kind, _ in given.values()) == ["patrol", "visit"]
    assert (found["due_at"][:16], visit["name"]) == ("2026-12-07T12:00", None)


async def test_a_day_has_one_round_however_many_look(town: Town):
    await add_place(town)

    await asyncio.gather(run_rounds(town.platform), run_rounds(town.platform))
    await run_rounds(town.platform)

    counted = "SELECT count(*) FROM patrol_rounds WHERE cell = :cell"
    assert (await rows(town, counted, cell=town.west))[0][0] == 1
    assert len(await tasks(town)) == 1


async def test_before_five_nothing_is_made(town: Town):
    await add_place(town)
    with at(town.platform, MONDAY.replace(hour=4, minute=59)):
        await run_rounds(town.platform)
        assert await round_of(town) is None
    with at(town.platform, MONDAY.replace(hour=5)):
        await run_rounds(town.platform)
        assert await round_of(town) is not None


async def test_after_days_without_power_only_todays_round_is_made(town: Town):
    await add_place(town)
    with at(town.platform, MONDAY + timedelta(days=3)):
        await made(town)

    days = await rows(town, "SELECT day FROM patrol_rounds WHERE cell = :cell", cell=town.west)
    assert [str(row.day) for row in days] == ["2026-12-10"]


async def test_on_a_rest_day_nobody_walks_unless_the_rule_says_so(town: Town):
    await add_place(town)
    await add_person(town)
    with at(town.platform, MONDAY + timedelta(days=5)):
        await run_rounds(town.platform)
        assert await round_of(town) is None


async def test_who_was_looked_at_comes_again_after_as_many_days_as_the_rule_says(town: Town):
    await add_place(town)
    found = await made(town)
    assert (await check_in(town, found["stops"][0], found["id"])).status_code == 200

    seen = []
    for days in (1, 4, 7):
        with at(town.platform, MONDAY + timedelta(days=days)):
            await run_rounds(town.platform)
            seen.append(await round_of(town) is not None)
    assert seen == [False, False, True]


async def test_stops_are_walked_from_one_to_the_nearest_next(town: Town):
    spots = {name: {"lon": 121.001 + n * 0.001, "lat": 31.505} for name, n in (("a", 0), ("d", 6), ("c", 3), ("b", 1))}
    for name, position in spots.items():
        await add_place(town, name=name, position=position)

    found = await made(town)

    assert [stop["name"] for stop in found["stops"]] == ["a", "b", "c", "d"]


async def test_a_check_keeps_the_phones_time_and_finishes_the_task_with_the_last_place(town: Town):
    await add_place(town)
    await add_place(town)
    found = await made(town)
    first, second = found["stops"]
    early = (MONDAY - timedelta(minutes=30)).isoformat()

    one = await check_in(town, first, found["id"], at=early)
    open_yet = (await tasks(town))[0]["state"]
    await check_in(town, second, found["id"])

    assert (one.status_code, one.json()["state"], one.json()["distance_m"]) == (200, "fine", 0)
    assert one.json()["device_at"].startswith("2026-12-07T00:30")
    assert (open_yet, (await tasks(town))[0]["state"]) == ("assigned", "finished")
    assert (await round_of(town) or {})["state"] == "ended"


async def test_the_same_check_again_is_the_same_check_and_another_is_refused(town: Town):
    await add_place(town)
    await add_place(town)
    found = await made(town)
    body = check(town)
    phone, base = town.client("worker", "wang"), f"/patrols/{found['id']}/stops"
    first, second = [f"{base}/{stop['id']}/check-in" for stop in found["stops"]]

    answers = [await phone.post(first, json=body) for _ in range(2)]
    reused = await phone.post(second, json=body)
    again = await check_in(town, found["stops"][0], found["id"], "li")

    assert answers[0].json() == answers[1].json()
    assert (reused.status_code, reused.json()["title"]) == (409, "patrols.check-id-reused")
    assert (again.status_code, again.json()["state"]) == (409, "fine")


async def test_who_is_far_from_the_place_says_why(town: Town):
    await add_place(town)
    found = await made(town)

    far = await check_in(town, found["stops"][0], found["id"], position=FAR)
    nowhere = await check_in(town, found["stops"][0], found["id"], position=None)
    said = await check_in(town, found["stops"][0], found["id"], position=FAR, away_reason="map-wrong")

    assert (far.status_code, far.json()["title"], far.json()["tolerance_m"]) == (422, "patrols.too-far", 200)
    assert 900 < far.json()["distance_m"] < 1000
    assert nowhere.status_code == 422
    assert (said.status_code, said.json()["away_reason"]) == (200, "map-wrong")


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"result": "well"}, "patrols.result-unfit"),
        ({"result": "hazard"}, "patrols.report-missing"),
        ({"found": FOUND}, "patrols.report-missing"),
        ({"at": "2026-12-06T09:00:00+08:00"}, "patrols.stop-over"),
        ({"at": "2026-12-07T21:00:00+08:00"}, "tasks.time-impossible"),
    ],
)
async def test_a_check_that_cannot_be_is_refused_by_its_reason(town: Town, said: dict[str, Any], title: str):
    await add_place(town)
    found = await made(town)

    answer = await check_in(town, found["stops"][0], found["id"], **said)

    assert answer.json()["title"] == title
    assert (await round_of(town) or {})["stops"][0]["state"] == "open"


async def test_a_hazard_is_reported_to_the_centre_in_the_same_step(town: Town):
    await add_place(town)
    found = await made(town)

    seen = (await check_in(town, found["stops"][0], found["id"], result="hazard", found=FOUND)).json()

    [event] = await told(town.platform, PatrolReported, seen["report_id"])
    assert (event.cell, event.worker_id, event.category.code) == (town.west, town.person("wang"), "M0101")
    assert "灭火器" not in event.model_dump_json()
    assert (await town.client("worker", "wang").get(f"/patrol-reports/{seen['report_id']}")).status_code == 200


async def test_a_note_and_a_position_are_sealed_and_each_look_is_kept(town: Town):
    await add_place(town)
    found = await made(town)
    stop = found["stops"][0]
    await check_in(town, stop, found["id"], note="王小明说下周换")

    asked = {"purpose": "督查"}
    answer = await town.client("grid-leader", "head").get(f"/patrols/stops/{stop['id']}/note", params=asked)

    assert answer.json()["text"] == "王小明说下周换"
    [row] = await rows(town, "SELECT note, position FROM patrol_stops WHERE id = :id", id=stop["id"])
    assert "王小明".encode() not in row.note
    assert b"121.005" not in row.position
    [look] = await rows(town, "SELECT by, purpose FROM patrol_note_looks WHERE stop_id = :id", id=stop["id"])
    assert tuple(look) == (town.person("head"), "督查")


async def test_what_was_seen_refreshes_its_record_and_what_is_gone_is_to_be_mended(town: Town):
    sound, gone = await add_place(town), await add_place(town, position=HERE | {"lon": 121.006})
    found = await made(town)
    by_record = {stop["record_id"]: stop for stop in found["stops"]}
    with at(town.platform, MONDAY + timedelta(hours=1)):
        await check_in(town, by_record[sound], found["id"])
        await check_in(town, by_record[gone], found["id"], result="closed", away_reason="map-wrong")

    reader = town.client("grid-leader")
    seen = [(await reader.get(f"/registry/records/{one}?kind=place")).json() for one in (sound, gone)]
    assert [(one["source"], one["version"]) for one in seen] == [("visited", 2), ("entered", 1)]
    assert seen[0]["checked_at"].startswith("2026-12-07T02:00")
    mend = [task for task in await tasks(town) if task["kind"] == "mend-record"]
    assert [task["about_id"] for task in mend] == [gone]
