"""What a watch of empty homes promises: two persons, its days alone, and nothing left when it is over."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from grid.vacancy.service.watches import erase_over
from shared.clock import town_day
from shared.runtime.db import new_id
from tests.integration.grid.town import Town, new_town, staffed_town
from tests.integration.grid.vacancy_desk import (
    homes_of,
    proposal,
    proposed,
    readings,
    running,
    tell,
    this_hour,
)

LEFT = """
SELECT (SELECT count(*) FROM vacancy_meters WHERE watch_id = :id) AS meters,
       (SELECT count(*) FROM vacancy_blocks WHERE watch_id = :id) AS blocks,
       (SELECT count(*) FROM vacancy_refused WHERE watch_id = :id) AS refused,
       (SELECT count(*) FROM vacancy_findings WHERE watch_id = :id AND evidence IS NOT NULL) AS evidence
"""


async def left_of(town: Town, watch_id: str) -> dict[str, int]:
    async with town.platform.database("grid").begin() as work:
        return dict((await work.connection.execute(text(LEFT), {"id": watch_id})).one()._mapping)


async def propose(town: Town, body: dict[str, Any], role: str = "grid-leader") -> Any:
    return await town.client(role, "chen").post("/vacancy/watches", json=body)


async def test_a_watch_runs_only_when_another_person_has_approved_it(town: Town):
    watch = await proposed(town, await homes_of(town, 2))
    way = f"/vacancy/watches/{watch['id']}/decision"

    alone = await town.client("leader", "chen").post(way, json={"grant": True})
    leader = await town.client("grid-leader", "lin").post(way, json={"grant": True})
    granted = await town.client("leader", "zhou").post(way, json={"grant": True})

    assert (watch["state"], watch["homes"]) == ("proposed", 2)
    assert (alone.status_code, alone.json()["title"]) == (403, "second-person-needed")
    assert leader.status_code == 403
    assert (granted.status_code, granted.json()["state"]) == (200, "approved")
    assert [step["action"] for step in granted.json()["history"]] == ["propose", "approve"]


async def test_a_watch_that_was_refused_keeps_no_meters(town: Town):
    watch = await proposed(town, await homes_of(town, 1))

    refused = await town.client("leader", "zhou").post(
        f"/vacancy/watches/{watch['id']}/decision", json={"grant": False}
    )
    async with town.platform.database("grid").begin() as work:
        await erase_over(work, town.platform.clock())

    assert refused.json()["state"] == "refused"
    assert sum((await left_of(town, watch["id"])).values()) == 0


@pytest.mark.parametrize(("first", "last"), [(0, -1), (-1, 5), (0, 93)])
async def test_wrong_days_are_refused(town: Town, first: int, last: int):
    today = town_day(town.platform.clock())
    days = {"starts_on": str(today + timedelta(first)), "ends_on": str(today + timedelta(last))}

    answer = await propose(town, proposal(town, await homes_of(town, 1), **days))

    assert (answer.status_code, answer.json()["title"]) == (422, "vacancy.wrong-days")


async def test_a_home_or_a_meter_twice_is_refused(town: Town):
    one, two = await homes_of(town, 2)

    home_twice = await propose(town, proposal(town, [one, one | {"meter": "other"}]))
    meter_twice = await propose(town, proposal(town, [one, two | {"meter": one["meter"]}]))

    assert [a.json()["title"] for a in (home_twice, meter_twice)] == ["vacancy.given-twice"] * 2
    assert meter_twice.json()["homes"] == sorted([one["home_id"], two["home_id"]])


async def test_an_unknown_home_and_one_elsewhere_are_refused_alike(town: Town):
    elsewhere = await staffed_town(town.platform)
    [foreign] = await homes_of(elsewhere, 1)
    unknown = {"home_id": str(new_id()), "meter": "m-unknown"}

    answers = [await propose(town, proposal(town, [one])) for one in (foreign, unknown)]
    far = await propose(town, proposal(town, [foreign], region=elsewhere.region))

    assert [a.json()["title"] for a in (*answers, far)] == ["vacancy.homes-unknown"] * 3


async def test_a_home_under_another_watch_is_refused(town: Town):
    homes = await homes_of(town, 2)
    await proposed(town, homes[:1])

    again = await propose(town, proposal(town, homes))

    assert (again.status_code, again.json()["title"]) == (409, "vacancy.already-watched")
    assert again.json()["homes"] == [homes[0]["home_id"]]


async def test_a_worker_proposes_nothing_and_another_township_sees_nothing(town: Town):
    watch = await proposed(town, await homes_of(town, 1))
    other = new_town(town.platform)

    worker = await propose(town, proposal(town, [{"home_id": str(new_id()), "meter": "m"}]), role="worker")
    hidden = await other.client("leader").get(f"/vacancy/watches/{watch['id']}")

    assert (worker.status_code, hidden.status_code) == (403, 404)
    assert (await other.client("leader").get("/vacancy/watches")).json()["items"] == []


async def test_a_longer_time_is_asked_for_and_granted_by_another(town: Town):
    watch = await running(town, await homes_of(town, 1))
    way = f"/vacancy/watches/{watch['id']}/longer"
    until = str(town_day(town.platform.clock()) + timedelta(days=60))
    chen, zhou = town.client("leader", "chen"), town.client("leader", "zhou")

    nothing = await zhou.post(f"{way}/approval")
    shorter = await chen.post(way, json={"ends_on": watch["starts_on"]})
    asked = await chen.post(way, json={"ends_on": until})
    alone = await chen.post(f"{way}/approval")
    granted = await zhou.post(f"{way}/approval")

    assert (nothing.json()["title"], shorter.json()["title"]) == ("vacancy.nothing-asked", "vacancy.wrong-days")
    assert (asked.json()["ends_on"], asked.json()["asked_ends_on"]) == (watch["ends_on"], until)
    assert alone.json()["title"] == "second-person-needed"
    assert (granted.json()["ends_on"], granted.json()["asked_ends_on"]) == (until, None)


async def test_nothing_of_the_meters_is_left_when_a_watch_is_over(town: Town):
    homes = await homes_of(town, 1)
    watch = await running(town, homes)
    await tell(town, [*readings(homes[0]["meter"], this_hour(), 5, 4), (homes[0]["meter"], 1, -1)], days_later=5)
    before = await left_of(town, watch["id"])

    async with town.platform.database("grid").begin() as work:
        await erase_over(work, town.platform.clock() + timedelta(days=31))

    assert min(before.values()) > 0
    assert sum((await left_of(town, watch["id"])).values()) == 0
    seen = (await town.client("leader").get(f"/vacancy/watches/{watch['id']}")).json()
    assert (seen["state"], seen["history"][-1]["facts"]) == ("ended", {"meters": 1, "lapsed": 1})


async def test_a_watch_is_ended_early_once(town: Town):
    homes = await homes_of(town, 1)
    watch = await running(town, homes)

    ended, again = [await town.client("leader").post(f"/vacancy/watches/{watch['id']}/end") for _ in range(2)]

    assert (ended.json()["state"], ended.json()["history"][-1]["action"]) == ("ended", "erase")
    assert (again.status_code, again.json()["title"], again.json()["possible"]) == (409, "vacancy.illegal-step", [])
    assert sum((await left_of(town, watch["id"])).values()) == 0
    assert (await proposed(town, homes))["state"] == "proposed"
