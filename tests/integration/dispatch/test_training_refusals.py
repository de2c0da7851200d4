"""What of courses, examinations and certificates is refused, each by the name of its rule, over HTTP?"""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from shared.clock import SHANGHAI
from shared.runtime.db import new_id
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.school import (
    CITY,
    COUNTY,
    DAY,
    attended,
    bad_rows,
    certificates,
    certified,
    days_ago,
    enrolled,
    examined,
    get,
    offered,
    office,
    opened,
    people,
    required,
    send,
    today,
    was_there,
)
from tests.support.platform import Platform
from tests.support.powers import listed

# Nobody else plays in this township.
TOWNSHIP = "320412106"


async def refused(town: Platform, path: str, body: dict[str, Any], **who: str) -> tuple[int, str]:
    answer = await office(town, **who).post(f"/training{path}", json=body)
    return answer.status_code, answer.json()["title"]


async def test_courses_are_the_citys_and_no_county_offers_one(town: Platform) -> None:
    course = {"code": "county-1", "name": "x", "field": "safety", "hours": 8, "organiser": CITY}

    assert await refused(town, "/courses", course, scope=COUNTY) == (403, "training.city-only")
    assert await refused(town, "/courses", course, scope="320412106") == (403, "training.city-only")
    assert await refused(town, "/courses", course, scope="3205") == (404, "training.region-unknown")
    assert await refused(town, "/courses", course | {"organiser": COUNTY}) == (422, "training.not-a-city")
    assert not await rows(town, "SELECT 1 FROM training_courses WHERE code = 'county-1'")
    await send(office(town), "/courses", course, 201)
    another = course | {"organiser": "3205"}
    assert await refused(town, "/courses", another, scope="32") == (404, "training.course-unknown")


async def test_a_session_lies_in_the_city_of_its_course_on_days_in_their_order(town: Platform) -> None:
    await offered(town, "place-1")
    day = today(town)
    usual = {"course": "place-1", "region": TOWNSHIP, "capacity": 5, "first_day": day.isoformat()}
    days = {"last_day": (day + DAY).isoformat()}

    outside = await refused(town, "/sessions", usual | days | {"region": "320505"}, scope="32")
    foreign = await refused(town, "/sessions", usual | days, scope=COUNTY)
    backward = await refused(town, "/sessions", usual | {"last_day": (day - DAY).isoformat()})

    assert outside == (422, "training.place-outside-city")
    assert foreign == (404, "training.region-unknown")
    assert backward == (422, "training.ends-before-it-begins")
    assert not await rows(town, "SELECT 1 FROM training_sessions WHERE course_code = 'place-1'")


async def test_what_was_noted_of_a_day_is_not_noted_otherwise_or_before_its_time(town: Platform) -> None:
    await people(town, "rf-1", "rf-2", region=TOWNSHIP)
    last = (today(town) + DAY).isoformat()
    session = await opened(town, await offered(town, "noted-1"), TOWNSHIP, last_day=last)
    await enrolled(town, session, "rf-1", "rf-2")
    await attended(town, session, "rf-1", days=1)
    wrong = [
        was_there(town, session, "rf-1", hours=4),
        was_there(town, session, "rf-2"),
        was_there(town, session, "rf-2"),
        was_there(town, session, "rf-2", ago=-1),
    ]

    answer = await office(town).post("/training/attendances", json={"rows": wrong})

    assert await bad_rows(answer) == [
        (0, "training.attended-already"),
        (2, "training.twice"),
        (3, "training.attendance-in-future"),
    ]
    assert len(await rows(town, "SELECT 1 FROM training_attendances WHERE session_id = :id", id=session)) == 1


async def test_an_examination_is_held_at_the_end_by_somebody_else_for_those_who_took_part(town: Platform) -> None:
    await people(town, "ex-1", "ex-2", "p-school-1", region=TOWNSHIP)
    session = await opened(town, await offered(town, "examine-1"), TOWNSHIP)
    await enrolled(town, session, "ex-1", "p-school-1")
    await attended(town, session, "ex-1")
    mine = [was_there(town, session, "p-school-1", ago) for ago in (0, 1)]
    await send(office(town, "p-school-2"), "/attendances", {"rows": mine})
    path, marks = f"/sessions/{session}/results", {"results": [{"person_id": "ex-1", "score": 90}]}

    def on(days: int) -> dict[str, Any]:
        return marks | {"examined_on": (today(town) + days * DAY).isoformat()}

    assert await refused(town, path, on(-1)) == (422, "training.examined-before-end")
    assert await refused(town, path, on(1)) == (422, "training.examined-in-future")
    assert await refused(town, f"/sessions/{new_id()}/results", on(0)) == (404, "training.session-unknown")
    assert await refused(town, path, on(0), scope="320411") == (404, "training.session-unknown")
    body = on(0) | {"results": [{"person_id": one, "score": 90} for one in ("ex-1", "ex-1", "ex-2", "p-school-1")]}
    assert await bad_rows(await office(town).post(f"/training{path}", json=body)) == [
        (1, "training.twice"),
        (2, "training.not-enrolled"),
        (3, "training.own-record"),
    ]
    assert not await rows(town, "SELECT 1 FROM training_results WHERE session_id = :id", id=session)
    assert not await certificates(town, "ex-1", region=TOWNSHIP)
    assert (await examined(town, session, ex_1=60)).json()["passed"] == ["ex-1"]


async def test_what_was_taken_away_is_not_won_back_by_an_examination_of_an_earlier_day(town: Platform) -> None:
    await people(town, "wb-1", region=TOWNSHIP)
    course = await offered(town, "won-back", "won-back")
    with days_ago(town, 9):
        await certified(town, course, "wb-1", region=TOWNSHIP)
    with days_ago(town, 3):
        session = await opened(town, course, TOWNSHIP)
        await enrolled(town, session, "wb-1")
        await attended(town, session, "wb-1")
        earlier = today(town).isoformat()
    (held,) = await certificates(town, "wb-1", region=TOWNSHIP)
    await send(office(town), f"/certificates/{held['id']}/revoke", {"reason": "misconduct"}, 204)
    body = {"examined_on": earlier, "results": [{"person_id": "wb-1", "score": 90}]}

    answer = await office(town).post(f"/training/sessions/{session}/results", json=body)

    assert await bad_rows(answer) == [(0, "training.examined-before-revocation")]
    assert not await certificates(town, "wb-1", region=TOWNSHIP)
    assert (await examined(town, session, wb_1=90)).json()["passed"] == ["wb-1"]


async def test_attempts_follow_each_other_in_time(town: Platform) -> None:
    await people(town, "at-1", region=TOWNSHIP)
    course = await offered(town, "attempts", "attempts")
    with days_ago(town, 3):
        session = await opened(town, course, TOWNSHIP)
        await enrolled(town, session, "at-1")
        await attended(town, session, "at-1")
        earlier = today(town).isoformat()
    assert (await examined(town, session, at_1=10)).json()["passed"] == []
    body = {"examined_on": earlier, "results": [{"person_id": "at-1", "score": 90}]}

    answer = await office(town).post(f"/training/sessions/{session}/results", json=body)

    assert await bad_rows(answer) == [(0, "training.examined-before-last-attempt")]
    assert (await examined(town, session, at_1=90)).json()["passed"] == ["at-1"]


async def test_what_is_over_is_not_taken_away(town: Platform) -> None:
    await people(town, "rv-1", region=TOWNSHIP)
    course = await offered(town, "revoke-over", "revoke-over", valid_months=1)
    with days_ago(town, 60):
        await certified(town, course, "rv-1", region=TOWNSHIP)
        (held,) = await certificates(town, "rv-1", region=TOWNSHIP)
    body = {"reason": "misconduct"}

    assert await refused(town, f"/certificates/{held['id']}/revoke", body) == (409, "training.not-in-force")
    assert await refused(town, f"/certificates/{new_id()}/revoke", body) == (404, "training.certificate-unknown")


async def test_a_certificate_ends_at_midnight_in_shanghai(town: Platform) -> None:
    await people(town, "mn-1", region=TOWNSHIP)
    await certified(town, await offered(town, "midnight", "midnight", valid_months=1), "mn-1", region=TOWNSHIP)
    await listed(town, "midnight")
    await required(town, "licence:midnight", "midnight")
    (held,) = await certificates(town, "mn-1", region=TOWNSHIP)

    async def able() -> list[str]:
        page = await get(office(town), "/qualified", activity="licence:midnight", region=TOWNSHIP)
        return [one["person_id"] for one in page["items"]]

    midnight = datetime.combine(date.fromisoformat(held["valid_to"]) + DAY, time(), SHANGHAI)
    ahead = midnight - town.clock()
    try:
        town.clock.ahead = ahead - timedelta(minutes=1)
        before = await able()
        town.clock.ahead = ahead + timedelta(minutes=1)
        after = await able()
    finally:
        town.clock.ahead = timedelta(0)
    assert (before, after) == (["mn-1"], [])


@pytest.mark.parametrize("after", ["1~2026-99-99~" + "0" * 36, "9~2026-01-01~" + "0" * 36, "x"])
async def test_a_page_that_never_was_is_refused(town: Platform, after: str) -> None:
    answer = await office(town).get("/training/reminders", params={"after": after})

    assert answer.status_code == 422
    assert answer.json()["title"] in {"training.malformed-page", "invalid"}
