"""Who comes first to the places of a session, and how is one cancelled, left, or put right, over HTTP?"""

from typing import Any

import pytest

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.school import (
    DAY,
    attended,
    bad_rows,
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

# Nobody else holds a session in this county.
COUNTY, TOWNSHIP, ELSEWHERE = "320404", "320404001", "320411103"


async def to_come(town: Platform, course: str, **more: Any) -> str:
    """Open a session of the days after tomorrow."""
    first = today(town) + 2 * DAY
    days = {"first_day": first.isoformat(), "last_day": (first + DAY).isoformat()}
    return await opened(town, course, TOWNSHIP, **days | more)


async def count(town: Platform, session: str) -> int:
    return len(await rows(town, "SELECT 1 FROM training_enrolments WHERE session_id = :id", id=session))


# -------------------------------------------------------------------------------------------------------- safety first
async def test_an_officer_is_enrolled_for_safety_first_while_a_place_is_left(town: Platform) -> None:
    await people(town, "sf-new", "sf-late", region=TOWNSHIP)
    await people(town, "sf-able", region=TOWNSHIP)
    await people(town, "sf-clerk", region=TOWNSHIP, roles=["clerk"])
    await people(town, "sf-far", region=ELSEWHERE)
    safety, other = await offered(town, "sf-safety"), await offered(town, "sf-other", "sf-other")
    await certified(town, safety, "sf-able", region=TOWNSHIP)
    session = await opened(town, other, TOWNSHIP)
    first = await to_come(town, safety, capacity=1)
    path = f"/training/sessions/{session}/enrolments"

    four = {"persons": ["sf-able", "sf-clerk", "sf-far", "sf-new"]}
    assert await bad_rows(await office(town).post(path, json=four)) == [(3, "training.safety-first")]
    assert await count(town, session) == 0
    await enrolled(town, session, "sf-able", "sf-clerk", "sf-far")
    # Who has his place there may learn other things too; when no place is left, everybody may.
    await enrolled(town, first, "sf-new")
    await enrolled(town, session, "sf-new", "sf-late")
    assert await count(town, session) == 5


async def test_a_safety_session_that_is_cancelled_keeps_nobody_back(town: Platform) -> None:
    await people(town, "sf-kept", region=TOWNSHIP)
    safety, other = await offered(town, "sf-gone"), await offered(town, "sf-else", "sf-else")
    session, first = await opened(town, other, TOWNSHIP), await to_come(town, safety)

    kept = await office(town).post(f"/training/sessions/{session}/enrolments", json={"persons": ["sf-kept"]})
    assert await bad_rows(kept) == [(0, "training.safety-first")]
    await send(office(town), f"/sessions/{first}/cancel", {"reason": "师资不足"}, 204)
    await enrolled(town, session, "sf-kept")


# ------------------------------------------------------------------------------------------- places, and leaving again
async def test_who_is_withdrawn_leaves_his_place_to_another_unless_he_was_there(town: Platform) -> None:
    await people(town, "wd-1", "wd-2", "wd-3", region=TOWNSHIP)
    session = await opened(town, await offered(town, "withdraw-1"), TOWNSHIP, capacity=2)
    await enrolled(town, session, "wd-1", "wd-2")
    await attended(town, session, "wd-1")
    path = f"/training/sessions/{session}/withdrawals"

    bad = await office(town).post(path, json={"persons": ["wd-2", "wd-2", "wd-1", "wd-3", "ghost"]})
    foreign = await office(town, scope="320411").post(path, json={"persons": ["wd-2"]})
    assert await bad_rows(bad) == [
        (1, "training.twice"),
        (2, "training.has-attended"),
        (3, "training.not-enrolled"),
        (4, "training.not-enrolled"),
    ]
    assert (foreign.status_code, await count(town, session)) == (404, 2)
    done = await office(town, scope=COUNTY).post(path, json={"persons": ["wd-2"]})
    assert done.json() == {"given": 1, "changed": 1}
    await enrolled(town, session, "wd-3")
    (line,) = [one for one in await get(office(town), f"/history/{session}") if one["step"] == "withdrawn"]
    assert line["facts"] == {"persons": ["wd-2"]}


async def test_who_left_the_organisation_keeps_no_place(town: Platform) -> None:
    await people(town, "wd-gone", region=TOWNSHIP)
    session = await to_come(town, await offered(town, "withdraw-2", "withdraw-2"))
    await enrolled(town, session, "wd-gone")
    await people(town, "wd-gone", region=TOWNSHIP, valid_to=today(town).isoformat())

    await send(office(town), f"/sessions/{session}/withdrawals", {"persons": ["wd-gone"]})

    assert await count(town, session) == 0


async def test_nobody_enters_or_leaves_what_is_over(town: Platform) -> None:
    await people(town, "ov-1", "ov-2", region=TOWNSHIP)
    course = await offered(town, "over-1")
    with days_ago(town, 3):
        session = await opened(town, course, TOWNSHIP)
        await enrolled(town, session, "ov-1")

    for step, person in (("enrolments", "ov-2"), ("withdrawals", "ov-1")):
        answer = await office(town).post(f"/training/sessions/{session}/{step}", json={"persons": [person]})
        assert (answer.status_code, answer.json()["title"]) == (409, "training.session-is-over")
    assert await count(town, session) == 1


# ----------------------------------------------------------------------------------------------------------- cancelled
async def test_what_was_cancelled_takes_nobody_in_and_certifies_nobody(town: Platform) -> None:
    await people(town, "cn-1", "cn-2", region=TOWNSHIP)
    session = await opened(town, await offered(town, "cancel-1"), TOWNSHIP)
    await enrolled(town, session, "cn-1")
    path = f"/training/sessions/{session}"

    foreign = await office(town, scope="320411").post(f"{path}/cancel", json={"reason": "x"})
    unsaid = await office(town).post(f"{path}/cancel", json={"reason": " "})
    await send(office(town), f"/sessions/{session}/cancel", {"reason": "台风"}, 204)
    again = await office(town).post(f"{path}/cancel", json={"reason": "台风"})
    late = await office(town).post(f"{path}/enrolments", json={"persons": ["cn-2"]})
    there = await office(town).post("/training/attendances", json={"rows": [was_there(town, session, "cn-1")]})
    passed = await examined(town, session, cn_1=90)

    assert (foreign.status_code, foreign.json()["title"]) == (404, "training.session-unknown")
    assert unsaid.status_code == 422
    for answer in (again, late, passed):
        assert (answer.status_code, answer.json()["title"]) == (409, "training.session-cancelled")
    assert await bad_rows(there) == [(0, "training.session-cancelled")]
    page = await get(office(town), "/sessions", region=TOWNSHIP)
    (shown,) = [one for one in page["items"] if one["id"] == session]
    assert (shown["cancelled_on"], shown["cancel_reason"], shown["enrolled"]) == (today(town).isoformat(), "台风", 1)


async def test_what_somebody_attended_is_not_cancelled(town: Platform) -> None:
    await people(town, "cn-3", region=TOWNSHIP)
    session = await opened(town, await offered(town, "cancel-2"), TOWNSHIP)
    await enrolled(town, session, "cn-3")
    await attended(town, session, "cn-3", days=1)

    answer = await office(town).post(f"/training/sessions/{session}/cancel", json={"reason": "x"})

    assert (answer.status_code, answer.json()["title"]) == (409, "training.session-was-held")
    assert not await rows(
        town, "SELECT 1 FROM training_sessions WHERE id = :id AND cancelled_on IS NOT NULL", id=session
    )


# --------------------------------------------------------------------------------------------------------- corrections
@pytest.fixture
async def noted(town: Platform) -> str:
    """A session where two were for two days; one of them is examined."""
    await people(town, "co-1", "co-2", "p-school-1", region=TOWNSHIP)
    session = await opened(town, await offered(town, "correct-1"), TOWNSHIP)
    await enrolled(town, session, "co-1", "co-2", "p-school-1")
    await attended(town, session, "co-1", "co-2")
    assert (await examined(town, session, co_2=10)).json()["passed"] == []
    return session


async def test_an_attendance_is_put_right_with_a_reason_and_what_stood_there_is_kept(
    town: Platform, noted: str
) -> None:
    given = [was_there(town, noted, "co-1", hours=4), was_there(town, noted, "co-1", ago=1, hours=0)]

    done = await send(office(town), "/attendances/corrections", {"reason": "签到表核对", "rows": given})

    assert done == {"given": 2, "changed": 2}
    left = await rows(town, "SELECT hours FROM training_attendances WHERE person_id = 'co-1'")
    assert [row.hours for row in left] == [4]
    lines = [one["facts"] for one in await get(office(town), f"/history/{noted}") if one["step"] == "corrected"]
    assert [(line["before"], line["after"], line["reason"]) for line in lines] == [
        (8, 4, "签到表核对"),
        (8, 0, "签到表核对"),
    ]
    # He is not admitted by hours that he did not attend.
    assert await bad_rows(await examined(town, noted, co_1=90)) == [(0, "training.too-little-attendance")]


async def test_what_was_never_noted_or_examined_already_is_not_corrected(town: Platform, noted: str) -> None:
    good = was_there(town, noted, "co-1", hours=4)
    wrong = [
        good,
        was_there(town, noted, "co-2", hours=4),
        was_there(town, noted, "co-1", ago=1, hours=9),
        was_there(town, noted, "co-1", ago=5),
        was_there(town, noted, "p-school-1"),
    ]

    refused = await office(town).post("/training/attendances/corrections", json={"reason": "x", "rows": [good, *wrong]})
    foreign = await office(town, scope="320411").post(
        "/training/attendances/corrections", json={"reason": "x", "rows": [good]}
    )

    assert await bad_rows(refused) == [
        (1, "training.twice"),
        (2, "training.examined-already"),
        (3, "training.too-many-hours"),
        (4, "training.not-attended"),
        (5, "training.own-record"),
    ]
    assert await bad_rows(foreign) == [(0, "training.session-unknown")]
    left = await rows(town, "SELECT DISTINCT hours FROM training_attendances WHERE session_id = :id", id=noted)
    assert [row.hours for row in left] == [8]
