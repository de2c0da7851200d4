"""Who is told that a certificate ends, how often, and what one sees of one's own training, over HTTP."""

import asyncio
from typing import Any

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.school import (
    DAY,
    attended,
    certified,
    days_ago,
    enrolled,
    examined,
    get,
    offered,
    office,
    opened,
    people,
    run,
    send,
    today,
)
from tests.support.platform import Platform

# Nobody else plays in these townships.
TOWNSHIP, CROWDED, OWN = "320412110", "320412113", "320412114"


async def told(town: Platform, region: str) -> list[tuple[str, int]]:
    query = (
        "SELECT c.person_id, r.days FROM training_reminders r JOIN training_certificates c ON c.id = r.certificate_id "
        "WHERE c.region = :region ORDER BY c.person_id, r.days"
    )
    return [(row.person_id, row.days) for row in await rows(town, query, region=region)]


async def test_after_an_outage_the_step_that_is_due_is_told_once_and_the_missed_ones_are_not(town: Platform) -> None:
    await people(town, "ou-1", region=TOWNSHIP)
    course = await offered(town, "outage", "outage", valid_months=1, remind_days=[20, 10, 5])
    # Whichever month it is: six to nine days are left of it.
    with days_ago(town, 21):
        await certified(town, course, "ou-1", region=TOWNSHIP)

    for _ in range(2):
        await run(town, "remind")

    assert await told(town, TOWNSHIP) == [("ou-1", 10)]


async def test_two_processes_that_remind_at_once_tell_each_of_many_once(town: Platform) -> None:
    persons = [f"cr-{number:03}" for number in range(600)]
    await people(town, *persons, region=CROWDED)
    course = await offered(town, "crowded", "crowded", valid_months=1, remind_days=[9], hours=8)
    with days_ago(town, 25):
        session = await opened(town, course, CROWDED, days=1, capacity=600)
        await enrolled(town, session, *persons)
        await attended(town, session, *persons, days=1)
        done = await examined(town, session, **{person.replace("-", "_"): 80 for person in persons})
        assert len(done.json()["passed"]) == 600

    await asyncio.gather(*(run(town, "remind") for _ in range(2)))
    await run(town, "remind")

    assert await told(town, CROWDED) == [(person, 9) for person in persons]


async def own(
    town: Platform, person: str, role: str = "officer"
) -> tuple[list[tuple[str, int]], list[tuple[str, bool]]]:
    """Return what a person sees: field and last reminder of what he holds, and sessions to come, cancelled or not."""
    told = await get(town.client("dispatch", role=role, scope=OWN, person_id=person), "/own")
    held = [(one["field"], one["reminded"]) for one in told["certificates"]]
    to_come = [one for one in told["sessions"] if one["first_day"] > today(town).isoformat()]
    return held, [(one["id"], one["cancelled_on"] is not None) for one in to_come]


async def test_an_officer_sees_what_of_his_runs_out_and_where_he_is_expected_and_nothing_of_others(
    town: Platform,
) -> None:
    await people(town, "ow-1", "ow-2", region=OWN)
    course = await offered(town, "own", "own", valid_months=1, remind_days=[60])
    await certified(town, course, "ow-1", "ow-2", region=OWN)
    await run(town, "remind")
    first = today(town) + 3 * DAY
    days: dict[str, Any] = {"first_day": first.isoformat(), "last_day": (first + DAY).isoformat()}
    session = await opened(town, course, OWN, **days)
    await enrolled(town, session, "ow-1")

    assert await own(town, "ow-1") == ([("own", 60)], [(session, False)])
    assert await own(town, "ow-2", "clerk") == ([("own", 60)], [])
    await send(office(town), f"/sessions/{session}/cancel", {"reason": "台风"}, 204)
    assert (await own(town, "ow-1", "worker"))[1] == [(session, True)]
    nobody = await town.client("dispatch", role="operator", scope=OWN, person_id="ow-1").get("/training/own")
    others = await town.client("dispatch", role="officer", scope=OWN, person_id="ow-1").get("/training/reminders")
    assert (nobody.status_code, others.status_code) == (403, 403)
