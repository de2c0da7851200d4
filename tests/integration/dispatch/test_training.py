"""How courses are held, attended and examined, and certificates follow, over HTTP."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from dispatch.training.models import training_certificates
from shared.runtime.db import new_id
from shared.runtime.sets import insert_rows
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.school import (
    CITY,
    COUNTY,
    DAY,
    TOWNSHIP,
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
    send,
    today,
    was_there,
)
from tests.support.platform import Platform


# ------------------------------------------------------------------------------------------------ courses and sessions
async def test_a_course_is_offered_by_a_city_and_has_versions(town: Platform) -> None:
    await offered(town, "versions-1")
    again = {"code": "versions-1", "name": "新版", "field": "safety", "hours": 8, "organiser": CITY}
    assert (await send(office(town), "/courses", again, 201))["version"] == 2

    county = await office(town, scope="32").post("/training/courses", json=again | {"organiser": COUNTY})
    foreign = await office(town, scope="3205").post("/training/courses", json=again)
    assert (county.status_code, county.json()["title"]) == (422, "training.not-a-city")
    assert (foreign.status_code, foreign.json()["title"]) == (404, "training.region-unknown")
    assert [line["step"] for line in await get(office(town), "/history/versions-1")] == ["offered", "offered"]


async def test_safety_stands_before_all_other_courses(town: Platform) -> None:
    await offered(town, "aa-licensing", "licensing")
    await offered(town, "zz-safety")

    first = await get(office(town), "/courses", limit=1)
    fields: list[str] = [one["field"] for one in first["items"]]
    while first["next"]:
        first = await get(office(town), "/courses", limit=1, after=first["next"])
        fields += [one["field"] for one in first["items"]]

    assert fields == sorted(fields, key=lambda field: field != "safety")
    assert {"safety", "licensing"} <= set(fields)


async def test_a_session_lies_in_the_city_and_holds_the_hours(town: Platform) -> None:
    await offered(town, "short-1", hours=16)
    days = {"first_day": "2026-03-02", "last_day": "2026-03-02", "capacity": 5, "course": "short-1"}

    short = await office(town).post("/training/sessions", json=days | {"region": TOWNSHIP})
    outside = await office(town, scope="32").post("/training/sessions", json=days | {"region": "320501001"})
    unknown = await office(town).post("/training/sessions", json=days | {"region": TOWNSHIP, "course": "ghost"})

    assert (short.status_code, short.json()["title"]) == (422, "training.session-too-short")
    assert outside.json()["title"] in {"training.place-outside-city", "training.region-unknown"}
    assert (unknown.status_code, unknown.json()["title"]) == (404, "training.course-unknown")


async def test_only_who_is_there_that_day_is_enrolled_and_only_once(town: Platform) -> None:
    await people(town, "e-1", "e-2")
    await people(town, "e-late", valid_from=(today(town) + 30 * DAY).isoformat())
    session = await opened(town, await offered(town, "enrol-1"), capacity=1)
    path = f"/training/sessions/{session}/enrolments"

    answer = await office(town).post(path, json={"persons": ["e-1", "ghost", "e-1", "e-late"]})
    assert await bad_rows(answer) == [
        (1, "training.person-unknown"),
        (2, "training.twice"),
        (3, "training.person-unknown"),
    ]
    assert not await rows(town, "SELECT 1 FROM training_enrolments WHERE session_id = :id", id=session)

    # A county enrols its people; another county does not see the session.
    assert (await office(town, scope=COUNTY).post(path, json={"persons": ["e-1"]})).status_code == 200
    assert (await office(town, scope="320413").post(path, json={"persons": ["e-1"]})).status_code == 404
    assert await bad_rows(await office(town).post(path, json={"persons": ["e-1"]})) == [
        (0, "training.enrolled-already")
    ]
    full = await office(town).post(path, json={"persons": ["e-2"]})
    assert (full.status_code, full.json()["title"]) == (409, "training.session-full")


async def test_bad_attendances_are_named_by_their_rule_and_nothing_is_half_done(town: Platform) -> None:
    await people(town, "a-1", "a-2", "p-school-1")
    session = await opened(town, await offered(town, "attend-1"))
    await enrolled(town, session, "a-1", "p-school-1")
    wrong: list[tuple[str, dict[str, int]]] = [("a-1", {"ago": 2}), ("a-1", {"ago": -1}), ("a-2", {})]
    wrong += [("a-1", {"ago": 1, "hours": 9}), ("p-school-1", {})]
    given = [was_there(town, session, "a-1")]
    given += [was_there(town, session, person, **more) for person, more in wrong]
    given.append(was_there(town, str(new_id()), "a-1"))

    answer = await office(town).post("/training/attendances", json={"rows": given})

    assert await bad_rows(answer) == [
        (1, "training.attendance-before-session"),
        (2, "training.attendance-after-session"),
        (3, "training.not-enrolled"),
        (4, "training.too-many-hours"),
        (5, "training.own-record"),
        (6, "training.session-unknown"),
    ]
    assert not await rows(town, "SELECT 1 FROM training_attendances WHERE session_id = :id", id=session)
    foreign = await office(town, scope="320413").post("/training/attendances", json={"rows": given[:1]})
    assert await bad_rows(foreign) == [(0, "training.session-unknown")]


async def test_five_thousand_attendances_are_taken_at_once_and_more_are_not(town: Platform) -> None:
    persons = [f"bulk-{number}" for number in range(1000)]
    await people(town, *persons)
    session = await opened(town, await offered(town, "bulk-1"), days=5, capacity=1000)
    await enrolled(town, session, *persons)
    given = [was_there(town, session, person, ago) for ago in range(5) for person in persons]

    too_many = await office(town).post("/training/attendances", json={"rows": [*given, given[0]]})
    assert too_many.status_code == 422
    assert await send(office(town), "/attendances", {"rows": given}) == {"given": 5000, "changed": 5000}
    assert await send(office(town), "/attendances", {"rows": given[:9]}) == {"given": 9, "changed": 0}


# --------------------------------------------------------------------------------------- examinations and certificates
async def test_who_passes_is_certified_at_once_and_who_fails_has_one_more_attempt(town: Platform) -> None:
    await people(town, "x-1", "x-2", "x-3")
    session = await opened(town, await offered(town, "exam-1"))
    await enrolled(town, session, "x-1", "x-2", "x-3")
    await attended(town, session, "x-1", "x-2")

    lazy = await examined(town, session, x_1=90, x_3=90)
    assert await bad_rows(lazy) == [(1, "training.too-little-attendance")]
    assert not await certificates(town, "x-1")

    assert (await examined(town, session, x_1=90, x_2=59)).json()["passed"] == ["x-1"]
    assert await bad_rows(await examined(town, session, x_1=90)) == [(0, "training.passed-already")]
    assert (await examined(town, session, x_2=10)).json()["passed"] == []
    assert await bad_rows(await examined(town, session, x_2=90)) == [(0, "training.no-attempt-left")]
    (held,) = await certificates(town, "x-1")
    assert (held["field"], held["valid_from"]) == ("safety", today(town).isoformat())
    assert [line["step"] for line in await get(office(town), "/history/x-1")] == ["issued"]
    assert not await certificates(town, "x-2")


async def test_a_renewal_closes_the_former_on_the_day_before_and_an_overlap_is_refused(town: Platform) -> None:
    await people(town, "r-1")
    course = await offered(town, "renew-1")
    with days_ago(town, 30):
        await certified(town, course, "r-1")
        first = today(town)
    await certified(town, course, "r-1")
    third = await opened(town, course)
    await enrolled(town, third, "r-1")
    await attended(town, third, "r-1")

    assert await bad_rows(await examined(town, third, r_1=90)) == [(0, "training.overlapping-validity")]
    assert len(await rows(town, "SELECT 1 FROM training_results WHERE person_id = 'r-1'")) == 2
    (now_held,) = await certificates(town, "r-1")
    (held_before,) = await certificates(town, "r-1", as_of=first.isoformat())
    assert date.fromisoformat(held_before["valid_to"]) + DAY == today(town)
    assert now_held["valid_from"] == today(town).isoformat()
    assert [line["step"] for line in await get(office(town), "/history/r-1")] == ["issued", "renewed"]


async def test_the_database_itself_keeps_certificates_from_overlapping(town: Platform) -> None:
    await people(town, "o-1")
    await certified(town, await offered(town, "overlap-1"), "o-1")
    (kept,) = await rows(town, "SELECT * FROM training_certificates WHERE person_id = 'o-1'")
    names = ("person_id", "field", "valid_from", "valid_to", "region", "session_id", "by", "at")

    again = {name: getattr(kept, name) for name in names} | {"id": new_id()}
    async with town.database("dispatch").engine.connect() as connection:
        with pytest.raises(IntegrityError, match="pk_training_certificates"):
            await insert_rows(connection, training_certificates, [again])


async def test_a_certificate_is_revoked_once_with_a_reason(town: Platform) -> None:
    await people(town, "v-1")
    await certified(town, await offered(town, "revoke-1"), "v-1")
    (held,) = await certificates(town, "v-1")
    path, body = f"/training/certificates/{held['id']}/revoke", {"reason": "misconduct"}

    assert (await office(town, scope="320413").post(path, json=body)).status_code == 404
    assert (await office(town).post(path, json={"reason": "mood"})).status_code == 422
    assert (await office(town).post(path, json=body)).status_code == 204
    again = await office(town).post(path, json=body)

    assert (again.status_code, again.json()["title"]) == (409, "training.revoked-already")
    assert not await certificates(town, "v-1")
    told = await rows(town, "SELECT body FROM outbox WHERE key = 'v-1' AND topic LIKE '%qualifications%' ORDER BY seq")
    assert ['"version":1' in told[0].body, '"version":2' in told[1].body] == [True, True]
    assert '"certificates":[]' in told[1].body
