"""Whose people, whose histories, and who is first when two ask at once, over HTTP?"""

import asyncio
from uuid import UUID

from dispatch.training.domain.courses import Score
from dispatch.training.service import certificates, sessions
from shared.runtime.scope import platform_scope
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.school import (
    CITY,
    attended,
    bad_rows,
    certified,
    enrolled,
    examined,
    get,
    offered,
    office,
    opened,
    people,
    required,
    today,
)
from tests.integration.dispatch.school import certificates as certificates_of
from tests.support.platform import Platform
from tests.support.powers import listed

# Nobody else plays in these townships; they lie in two counties.
HERE, THERE = "320411105", "320412119"


async def test_a_county_sends_its_own_people_to_a_session_of_the_city_and_no_others(town: Platform) -> None:
    await people(town, "sc-here", region=HERE)
    await people(town, "sc-there", region=THERE)
    session = await opened(town, await offered(town, "scope-1"), CITY)
    path = f"/training/sessions/{session}/enrolments"

    both = await office(town, scope="320411").post(path, json={"persons": ["sc-here", "sc-there"]})
    mine = await office(town, scope="320411").post(path, json={"persons": ["sc-here"]})

    assert await bad_rows(both) == [(1, "training.person-unknown")]
    assert mine.status_code == 200, mine.text
    others = await office(town, scope="320412").post(
        f"/training/sessions/{session}/withdrawals", json={"persons": ["sc-here"]}
    )
    assert await bad_rows(others) == [(0, "training.person-unknown")]
    # Who is enrolled is the city's to note, not the county's that sent him.
    there = {"session_id": session, "person_id": "sc-here", "day": today(town).isoformat(), "hours": 8}
    answer = await office(town, scope="320411").post("/training/attendances", json={"rows": [there]})
    assert await bad_rows(answer) == [(0, "training.session-unknown")]


async def test_a_history_is_read_where_it_happened_and_nowhere_else(town: Platform) -> None:
    await people(town, "sc-read", region=HERE)
    await certified(town, await offered(town, "scope-2", "scope-2"), "sc-read", region=HERE)

    mine = await get(office(town, scope=HERE), "/history/sc-read")
    theirs = await get(office(town, scope=THERE), "/history/sc-read")

    assert ([one["step"] for one in mine], theirs) == (["issued"], [])


async def test_one_may_act_until_the_first_of_his_certificates_ends(town: Platform) -> None:
    await people(town, "sc-until", region=HERE)
    for code, months in (("until-1", 1), ("until-2", 12)):
        await certified(town, await offered(town, code, code, valid_months=months), "sc-until", region=HERE)
    await listed(town, "until")
    await required(town, "licence:until", "until-1", "until-2")

    (able,) = (await get(office(town), "/qualified", activity="licence:until", region=HERE))["items"]

    ends = {one["field"]: one["valid_to"] for one in await certificates_of(town, "sc-until", region=HERE)}
    assert able == {"person_id": "sc-until", "region": HERE, "until": ends["until-1"]}
    assert ends["until-1"] < ends["until-2"]


async def test_who_moved_away_since_is_examined_where_he_was_taught(town: Platform) -> None:
    await people(town, "sc-gone", region=HERE)
    session = await opened(town, await offered(town, "scope-3", "scope-3"), HERE)
    await enrolled(town, session, "sc-gone")
    await attended(town, session, "sc-gone")
    await people(town, "sc-gone", region=THERE, valid_from=today(town).isoformat())

    done = await examined(town, session, sc_gone=90)

    assert done.json()["passed"] == ["sc-gone"]
    assert [one["region"] for one in await certificates_of(town, "sc-gone", region=THERE)] == [THERE]


async def waits(town: Platform) -> bool:
    """Tell whether somebody waits for what another transaction holds."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool((await rows(town, query))[0][0])


async def test_who_asks_for_the_last_place_waits_for_whoever_is_being_given_it(town: Platform) -> None:
    await people(town, "lp-1", "lp-2", region=HERE)
    session = await opened(town, await offered(town, "last-place"), HERE, capacity=1)
    path = f"/training/sessions/{session}/enrolments"

    async with town.database("dispatch").begin() as work:
        await sessions.enrol(work, platform_scope("test"), UUID(session), ["lp-1"], now=town.clock())
        asked = asyncio.create_task(office(town).post(path, json={"persons": ["lp-2"]}))
        await town.until(lambda: waits(town))

    assert ((await asked).status_code, (await asked).json()["title"]) == (409, "training.session-full")
    taken = await rows(town, "SELECT person_id FROM training_enrolments WHERE session_id = :id", id=session)
    assert [row.person_id for row in taken] == ["lp-1"]


async def test_two_examinations_of_one_person_at_once_give_one_certificate(town: Platform) -> None:
    await people(town, "sc-race", region=HERE)
    course = await offered(town, "scope-4", "scope-4")
    held = [await opened(town, course, HERE) for _ in range(2)]
    for session in held:
        await enrolled(town, session, "sc-race")
        await attended(town, session, "sc-race")

    async with town.database("dispatch").begin() as work:
        marks = [Score("sc-race", 90)]
        scope, day = platform_scope("test"), today(town)
        await certificates.note_results(work, scope, UUID(held[0]), day, marks, now=town.clock())
        late = asyncio.create_task(examined(town, held[1], sc_race=90))
        await town.until(lambda: waits(town))

    assert await bad_rows(await late) == [(0, "training.overlapping-validity")]
    for table in ("training_certificates", "training_results"):
        assert len(await rows(town, f"SELECT 1 FROM {table} WHERE person_id = 'sc-race'")) == 1


async def test_two_versions_of_a_course_that_are_offered_at_once_are_numbered_one_after_the_other(
    town: Platform,
) -> None:
    course = {"code": "scope-5", "name": "x", "field": "scope-5", "hours": 8, "organiser": CITY}

    answers = await asyncio.gather(*(office(town).post("/training/courses", json=course) for _ in range(4)))

    assert sorted(answer.json()["version"] for answer in answers) == [1, 2, 3, 4]
