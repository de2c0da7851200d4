"""How is a whistle blown, answered, come to, ended and rated over HTTP, and how does it count?"""

from typing import Any

import pytest

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.whistle_desk import (
    COUNTY,
    FIRE,
    FOREIGN,
    OFFICE,
    TOWNSHIP,
    WATER,
    blown,
    built,
    call_of,
    caller,
    county,
    in_hours,
    of_unit,
    said,
    seen,
    told,
    whistle,
)
from tests.support.platform import Platform

THERE = {"position": {"lon": 121.0, "lat": 31.6}}
REFUSAL = {"reason": "on-another-call", "basis": "应急预案第五条", "text": "车都出去了"}


@pytest.fixture(scope="module")
async def place(town: Platform) -> Platform:
    return await built(town)


async def test_units_are_called_come_do_something_and_are_rated(place: Platform) -> None:
    whistle_id = await blown(place, WATER, OFFICE)
    assert {("whistle-blown", WATER), ("whistle-blown", OFFICE)} <= await told(place, whistle_id)
    waiting = (await of_unit(place, WATER).get("/whistles", params={"waiting": True})).json()["items"]
    assert whistle_id in {one["id"] for one in waiting}
    for unit in (WATER, OFFICE):
        assert (await said(place, unit, whistle_id, "coming"))["calls"] == {unit: "coming"}
        assert (await said(place, unit, whistle_id, "arrival", THERE))["calls"] == {unit: "arrived"}
        await said(place, unit, whistle_id, "outcome", {"outcome": "solved", "text": "已支护"})

    ratings = [{"unit": WATER, "score": 5}, {"unit": OFFICE, "score": 2, "reason": "no-tools"}]
    ended = await caller(place).post(f"/whistles/{whistle_id}/end", json={"result": "solved", "ratings": ratings})

    assert (ended.status_code, ended.json()["state"]) == (200, "ended"), ended.text
    by_unit = {call["unit"]: call for call in (await seen(caller(place), whistle_id))["calls"]}
    assert {unit: (one["outcome"], one["score"]) for unit, one in by_unit.items()} == {
        WATER: ("solved", 5),
        OFFICE: ("solved", 2),
    }
    assert by_unit[WATER]["arrived_lon"] == 121.0
    assert (WATER, "whistle-ended") in {(who, what) for what, who in await told(place, whistle_id)}


@pytest.mark.parametrize(
    ("given", "status", "title"),
    [
        ({"units": []}, 422, "coordination.nobody-called"),
        ({"units": [WATER, WATER]}, 422, "coordination.called-twice"),
        ({"units": ["u-ghost"]}, 422, "coordination.unit-unknown"),
        ({"units": [WATER, FOREIGN]}, 422, "coordination.unit-unknown"),
        ({"hours": -1}, 422, "coordination.come-by-past"),
        ({"hours": 24 * 60}, 422, "coordination.come-by-past"),
        ({"matter": "M9999"}, 422, "coordination.matter-unknown"),
        ({"case_id": "0192f3a0-0000-7000-8000-000000000000"}, 404, "cases.not-found"),
    ],
)
async def test_whom_nobody_can_call_so_is_not_called(
    place: Platform, given: dict[str, Any], status: int, title: str
) -> None:
    hours = given.pop("hours", 2)
    body = whistle(place, WATER, come_by=in_hours(place, hours)) | given

    answer = await caller(place).post("/whistles", json=body)

    assert (answer.status_code, answer.json()["title"]) == (status, title), answer.text


async def test_nobody_but_a_township_blows_the_whistle(place: Platform) -> None:
    body = whistle(place, OFFICE)

    by_county = await county(place).post("/whistles", json=body)
    by_department = await of_unit(place, WATER).post("/whistles", json=body)

    assert (by_county.status_code, by_county.json()["title"]) == (403, "coordination.not-a-township")
    assert by_department.status_code == 403


async def test_only_who_is_called_answers_and_only_who_came_tells_an_outcome(place: Platform) -> None:
    whistle_id = await blown(place, WATER)

    stranger = await of_unit(place, FIRE).post(f"/whistles/{whistle_id}/coming")
    nobody = await of_unit(place, None).post(f"/whistles/{whistle_id}/coming")
    early = await of_unit(place, WATER).post(f"/whistles/{whistle_id}/outcome", json={"outcome": "solved"})
    reasonless = await of_unit(place, WATER).post(f"/whistles/{whistle_id}/refusal", json={"reason": "busy"})
    await said(place, WATER, whistle_id, "arrival", {})
    again = await of_unit(place, WATER).post(f"/whistles/{whistle_id}/refusal", json=REFUSAL)

    assert [one.status_code for one in (stranger, nobody)] == [404, 404]
    assert (early.status_code, early.json()["title"]) == (409, "coordination.not-arrived")
    assert reasonless.status_code == 422
    assert (again.status_code, again.json()["title"]) == (409, "coordination.call-not-possible")
    assert (await of_unit(place, FIRE).get(f"/whistles/{whistle_id}")).status_code == 404


async def test_it_is_not_ended_before_everybody_who_came_is_rated(place: Platform) -> None:
    whistle_id = await blown(place, WATER, FIRE)
    await said(place, WATER, whistle_id, "arrival", {})
    path = f"/whistles/{whistle_id}/end"

    async def ended(*ratings: dict[str, Any]) -> tuple[int, str]:
        answer = await caller(place).post(path, json={"result": "solved", "ratings": list(ratings)})
        return answer.status_code, answer.json().get("title", answer.json().get("state"))

    assert await ended() == (422, "coordination.rating-missing")
    assert await ended({"unit": WATER, "score": 1}) == (422, "coordination.rating-reason-missing")
    both = ({"unit": WATER, "score": 4}, {"unit": FIRE, "score": 4})
    assert await ended(*both) == (422, "coordination.rating-uncalled-for")
    assert await ended({"unit": WATER, "score": 4}) == (200, "ended")
    assert (await call_of(place, whistle_id, FIRE))["state"] == "released"
    late = await of_unit(place, FIRE).post(f"/whistles/{whistle_id}/arrival", json={})
    assert (late.status_code, late.json()["title"]) == (409, "coordination.whistle-over")


async def test_a_whistle_that_is_called_off_releases_everybody_and_tells_them(place: Platform) -> None:
    whistle_id = await blown(place, WATER)

    done = await caller(place).post(f"/whistles/{whistle_id}/cancellation", json={"reason": "false-alarm"})
    twice = await caller(place).post(f"/whistles/{whistle_id}/cancellation", json={"reason": "false-alarm"})

    assert (done.status_code, done.json()["calls"]) == (200, {WATER: "released"}), done.text
    assert (twice.status_code, twice.json()["title"]) == (409, "coordination.whistle-over")
    assert ("whistle-cancelled", WATER) in await told(place, whistle_id)
    history = (await caller(place).get(f"/whistles/{whistle_id}/history")).json()
    assert [step["action"] for step in history] == ["blown", "release", "cancelled"]


async def test_what_was_written_is_sealed_and_each_look_is_noted(place: Platform) -> None:
    whistle_id = await blown(place, WATER, FIRE)
    await said(place, FIRE, whistle_id, "refusal", REFUSAL)

    by_water = await of_unit(place, WATER).get(f"/whistles/{whistle_id}/text", params={"purpose": "handle"})
    by_caller = await caller(place).get(f"/whistles/{whistle_id}/text", params={"purpose": "lead"})

    assert (by_water.json()["place"], set(by_water.json()["calls"])) == ("浏河路1号", {WATER})
    assert by_caller.json()["calls"][FIRE]["refusal"] == REFUSAL["text"]
    looks = await rows(place, "SELECT person_id FROM coordination_looks WHERE about = CAST(:id AS uuid)", id=whistle_id)
    assert {look.person_id for look in looks} == {f"p-of-{WATER}", "p-caller"}
    (kept,) = await rows(place, "SELECT sealed_text FROM whistles WHERE id = CAST(:id AS uuid)", id=whistle_id)
    assert "楼板".encode() not in bytes(kept.sealed_text)
    assert "楼板" not in str((await caller(place).get(f"/whistles/{whistle_id}")).json())


async def test_the_list_pages_and_shows_a_township_its_own_alone(place: Platform) -> None:
    ids = [await blown(place, WATER) for _ in range(3)]

    first = (await caller(place).get("/whistles", params={"limit": 2})).json()
    second = (await caller(place).get("/whistles", params={"limit": 2, "after": first["next"]})).json()

    assert [one["id"] for one in (*first["items"], *second["items"])][:3] == ids[::-1]
    elsewhere = place.client("dispatch", role="dispatcher", scope=f"{COUNTY}101", person_id="p-x")
    assert (await elsewhere.get("/whistles")).json()["items"] == []
    assert (await elsewhere.get(f"/whistles/{ids[0]}")).status_code == 404
    assert first["items"][0]["region"] == TOWNSHIP
