"""What goes to the county of a whistle, what may the county rule, and how does it count in the end?"""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from dispatch.coordination.service.whistle_rulings import send_to_county
from shared.clock import town_day
from tests.integration.dispatch.desk import case_of, report, rows
from tests.integration.dispatch.whistle_desk import (
    COUNTY,
    FIRE,
    MATTER,
    OFFICE,
    TOWNSHIP,
    WATER,
    at_county,
    blown,
    built,
    call_of,
    caller,
    county,
    in_hours,
    of_unit,
    passed,
    ruled,
    said,
    seen,
    told,
    whistle,
)
from tests.support import duties
from tests.support.platform import Platform

REFUSAL = {"reason": "not-ours", "basis": "三定方案第三条"}


@pytest.fixture(scope="module")
async def place(town: Platform) -> Platform:
    return await built(town)


async def refused(platform: Platform) -> str:
    whistle_id = await blown(platform, WATER)
    await said(platform, WATER, whistle_id, "refusal", REFUSAL)
    return whistle_id


async def test_a_refusal_goes_to_the_county_at_once_and_its_ruling_binds(place: Platform) -> None:
    whistle_id = await refused(place)
    assert (whistle_id, WATER) in await at_county(place)
    assert {("whistle-refused", "dispatcher"), ("whistle-refused", "leader")} <= await told(place, whistle_id)

    by_township = await ruled(caller(place, "p-other"), whistle_id, WATER, "must-come")
    by_caller = await ruled(county(place, "p-caller"), whistle_id, WATER, "must-come")
    not_called = await ruled(county(place), whistle_id, FIRE, "must-come")
    done = await ruled(county(place), whistle_id, WATER, "must-come")
    twice = await ruled(county(place), whistle_id, WATER, "well-founded")

    assert (by_township.status_code, by_township.json()["title"]) == (403, "coordination.not-the-county")
    assert (by_caller.status_code, by_caller.json()["title"]) == (403, "coordination.second-person-needed")
    assert (not_called.status_code, not_called.json()["title"]) == (404, "coordination.not-called")
    assert (done.status_code, done.json()["calls"]) == (200, {WATER: "bound"}), done.text
    assert (twice.status_code, twice.json()["title"]) == (409, "coordination.call-not-possible")
    assert {("whistle-must-come", WATER), ("whistle-must-come", "p-caller")} <= await told(place, whistle_id)
    again = await of_unit(place, WATER).post(f"/whistles/{whistle_id}/refusal", json=REFUSAL)
    assert (again.status_code, again.json()["title"]) == (409, "coordination.call-not-possible")
    assert (await said(place, WATER, whistle_id, "arrival", {}))["calls"] == {WATER: "arrived"}


async def test_who_says_nothing_in_time_is_ignored_and_may_still_come(place: Platform) -> None:
    whistle_id = await blown(place, WATER)
    shown = await seen(caller(place), whistle_id)
    assert shown["answer_by"] < shown["come_by"]

    call = await passed(place, whistle_id, WATER, "ignored")

    assert (call["silent_at"] is not None, call["due_at"]) == (True, None)
    assert (whistle_id, WATER) in await at_county(place)
    assert {("whistle-ignored", "dispatcher"), ("whistle-at-county", WATER)} <= await told(place, whistle_id)
    await said(place, WATER, whistle_id, "coming")
    assert (whistle_id, WATER) not in await at_county(place)
    assert (await call_of(place, whistle_id, WATER))["silent_at"]


async def test_who_said_he_comes_and_does_not_is_absent(place: Platform) -> None:
    whistle_id = await blown(place, WATER)
    await said(place, WATER, whistle_id, "coming")

    await passed(place, whistle_id, WATER, "absent")

    assert ("whistle-absent", "leader") in await told(place, whistle_id)
    later = await ruled(county(place), whistle_id, WATER, "must-come", come_by=in_hours(place, -1))
    assert (later.status_code, later.json()["title"]) == (422, "coordination.come-by-past")
    bound = await ruled(county(place), whistle_id, WATER, "must-come", come_by=in_hours(place, 5))
    assert bound.json()["calls"] == {WATER: "bound"}
    # Whom the county binds, and who stays away again, lies with the county again.
    await passed(place, whistle_id, WATER, "absent")
    assert (whistle_id, WATER) in await at_county(place)


async def test_what_is_over_is_still_ruled_on_but_nobody_must_come_to_it(place: Platform) -> None:
    whistle_id = await refused(place)
    ended = await caller(place).post(f"/whistles/{whistle_id}/end", json={"result": "solved"})
    assert ended.json()["calls"] == {WATER: "refused"}

    must = await ruled(county(place), whistle_id, WATER, "must-come")
    unfounded = await ruled(county(place), whistle_id, WATER, "unfounded")

    assert (must.status_code, must.json()["title"]) == (409, "coordination.whistle-over")
    assert (unfounded.status_code, unfounded.json()["calls"]) == (200, {WATER: "unexcused"}), unfounded.text


async def case_here(platform: Platform, **given: Any) -> dict[str, Any]:
    category = {"scheme": "onefour", "code": MATTER}
    report_id, _ = await report(platform, region=TOWNSHIP, category=category, position=None, **given)
    return await case_of(platform, report_id)


async def test_whom_the_case_complains_of_is_not_called_and_the_case_tells_of_the_whistle(place: Platform) -> None:
    case = await case_here(place, complained_of=[{"kind": "unit", "id": OFFICE}])

    about_it = await caller(place).post("/whistles", json=whistle(place, OFFICE, case_id=case["id"]))
    whistle_id = await blown(place, WATER, case_id=case["id"])

    assert (about_it.status_code, about_it.json()["title"]) == (409, "coordination.is-the-subject")
    history = (await caller(place).get(f"/cases/{case['id']}")).json()["history"]
    assert (history[-1]["action"], history[-1]["facts"]["whistle"]) == ("whistle", whistle_id)
    himself = place.client("dispatch", role="dispatcher", scope=TOWNSHIP, person_id="p-o", unit=OFFICE)
    assert (await himself.get(f"/whistles/{whistle_id}")).status_code == 404
    assert whistle_id not in {one["id"] for one in (await himself.get("/whistles")).json()["items"]}


async def test_several_replicas_send_each_silent_call_to_the_county_once(place: Platform) -> None:
    ids = [await blown(place, WATER, FIRE) for _ in range(4)]
    past = "UPDATE whistle_calls SET due_at = now() - interval '3 hours' WHERE whistle_id = ANY(CAST(:ids AS uuid[]))"
    await rows(place, f"{past} RETURNING id", ids=ids)

    async def replica() -> None:
        async with place.database("dispatch").begin() as work:
            await send_to_county(work, place.clock())

    await asyncio.gather(*(replica() for _ in range(3)))
    for whistle_id in ids:
        assert (await passed_already(place, whistle_id)) == {WATER: "ignored", FIRE: "ignored"}
        history = (await caller(place).get(f"/whistles/{whistle_id}/history")).json()
        assert [one["action"] for one in history] == ["blown", "fall-silent", "fall-silent"]


async def passed_already(platform: Platform, whistle_id: str) -> dict[str, str]:
    """Return how each unit stands once none of them is expected any more."""

    async def look() -> dict[str, str] | None:
        calls = (await seen(caller(platform), whistle_id))["calls"]
        states = {one["unit"]: str(one["state"]) for one in calls}
        return None if "called" in states.values() else states

    return dict(await platform.until(look, 30))


async def score_of(platform: Platform, unit: str) -> dict[str, Any]:
    day = town_day(platform.clock())
    query = {"since": (day - timedelta(days=1)).isoformat(), "until": day.isoformat()}
    answer = await of_unit(platform, unit).get("/whistles/scores", params=query)
    assert answer.status_code == 200, answer.text
    (one,) = answer.json()["items"]
    return dict(one)


async def test_each_unit_is_scored_by_what_it_did(place: Platform) -> None:
    unit = f"u-{COUNTY}-scored"
    await duties.units(place, (unit, COUNTY, "scored-bureau"))
    came, excused, silent = [await blown(place, unit) for _ in range(3)]
    await said(place, unit, came, "arrival", {})
    rating = {"unit": unit, "score": 4}
    await caller(place).post(f"/whistles/{came}/end", json={"result": "solved", "ratings": [rating]})
    await said(place, unit, excused, "refusal", REFUSAL)
    await ruled(county(place), excused, unit, "well-founded")
    await passed(place, silent, unit, "ignored")

    scored = await score_of(place, unit)

    assert {name: scored[name] for name in ("called", "excused", "due", "came", "in_time")} == {
        "called": 3,
        "excused": 1,
        "due": 2,
        "came": 1,
        "in_time": 1,
    }
    assert (scored["refused"], scored["ignored"], scored["absent"], scored["rating"]) == (1, 1, 0, 4.0)
