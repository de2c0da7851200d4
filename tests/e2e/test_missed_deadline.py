"""A hotline order's deadline is missed on the eve of National Day and climbs to the county, but not on a holiday."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.calendar import SHANGHAI
from shared.clock import utc_now
from tests.integration.dispatch.desk import case_of, read, rows, somewhere
from tests.integration.dispatch.late_desk import run_timers, rungs
from tests.support.feed import order, push
from tests.support.platform import TOWN, Platform
from tests.support.town import WORKER

COUNTY = TOWN[:6]
# Mid-Autumn, a holiday. Three working days from then end on Wednesday, the eve of National Day; the 10th is made up.
FILED = datetime(2026, 9, 25, 10, tzinfo=SHANGHAI)
LEVELS = ["holder", "grid-leader", "centre", "shift-leader", "head", "county"]


def on(day: str, hour: int, minute: int = 0) -> datetime:
    month, number = map(int, day.split("-"))
    return datetime(2026, month, number, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
async def autumn(town: Platform) -> AsyncIterator[Platform]:
    """The town as of a morning of September 2026; its own timers go with the clock that the journey moves."""
    town.clock.ahead = FILED - utc_now()
    yield town
    town.clock.ahead = timedelta(0)


async def called(platform: Platform, **given: Any) -> dict[str, Any]:
    """Let the hotline send an order now; return its case."""
    now, noise = platform.clock(), {"scheme": "onefour", "code": "M0101"}
    event = order(occurred_at=now.isoformat(), position=somewhere(), **{"category": noise} | given)
    taken = await push(platform.stranger("dispatch"), event)
    assert taken.status_code == 202, taken.text
    case = await case_of(platform, taken.json()["results"][0]["report_id"])
    (handle,) = [clock for clock in case["clocks"] if clock["kind"] == "handle"]
    assert datetime.fromisoformat(handle["due_at"]) == on("9-30", 17, 30)
    return case


async def story(platform: Platform, case: dict[str, Any], *moments: tuple[str, int, int]) -> list[tuple[str, str, str]]:
    """Let the time come to each moment; return when who was told what about the handling."""
    query = """SELECT what, to_id FROM notices WHERE case_id = :id AND facts->>'clock' = 'handle' ORDER BY id"""
    told: list[tuple[str, str, str]] = []
    for moment in moments:
        platform.clock.ahead = on(*moment) - utc_now()
        await run_timers(platform, on(*moment))
        heard = (await rows(platform, query, id=case["id"]))[len(told) :]
        told += [(f"{moment[0]} {moment[1]}:{moment[2]:02}", row.what, row.to_id) for row in heard]
    return told


def handling(case: dict[str, Any]) -> list[tuple[int, str, list[int]]]:
    lines = [line for line in case["history"] if line["facts"].get("clock") == "handle"]
    return rungs(case | {"history": lines})


async def test_a_missed_deadline_climbs_to_the_county_but_not_on_a_holiday(autumn: Platform) -> None:
    case = await called(autumn)
    holidays = [(f"10-{day}", hour, 0) for day in range(1, 8) for hour in (9, 20)]
    eve = [("9-30", 10, 44), ("9-30", 10, 46), ("9-30", 15, 31), ("9-30", 17, 31)]
    after = [("10-8", 11, 1), ("10-8", 14, 31), ("10-8", 17, 31), ("10-9", 17, 31), ("10-10", 17, 31)]

    told = await story(autumn, case, *eve, *holidays, *after)

    assert told == [
        ("9-30 10:46", "case-yellow", WORKER),
        ("9-30 15:31", "case-due-last", WORKER),
        ("9-30 17:31", "case-overdue", WORKER),
        ("10-8 11:01", "case-overdue", "grid-leader"),
        ("10-8 14:31", "case-overdue", "dispatcher"),
        ("10-8 17:31", "case-overdue", "shift-leader"),
        ("10-9 17:31", "case-overdue", "leader"),
        ("10-10 17:31", "case-overdue", "dispatcher"),
        ("10-10 17:31", "case-overdue", "leader"),
    ]
    assert handling(await read(autumn, case["id"])) == [(n, level, []) for n, level in enumerate(LEVELS, 1)]
    county = autumn.client("dispatch", role="leader", scope=COUNTY)
    late = (await county.get("/supervision/late", params={"limit": 200})).json()["items"]
    mine = {one["clock"]: (one["rung"], one["level"]) for one in late if one["case_id"] == case["id"]}
    assert mine["handle"] == (6, "county")


async def test_what_is_urgent_climbs_on_holidays_too(autumn: Platform) -> None:
    case = await called(autumn, urgency="urgent")
    eve = [("9-30", 17, 31), ("9-30", 18, 1), ("9-30", 18, 31), ("9-30", 19, 31), ("9-30", 21, 31)]

    told = await story(autumn, case, *eve, ("10-1", 17, 29), ("10-1", 17, 31))

    assert [when for when, _, _ in told[1:]] == [f"{day} {h}:{m:02}" for day, h, m in eve[1:]] + ["10-1 17:31"] * 2
    assert [level for _, level, _ in handling(await read(autumn, case["id"]))] == LEVELS


async def test_after_an_outage_over_the_holidays_a_grid_leader_gets_one_list_of_eight(autumn: Platform) -> None:
    cases = [await called(autumn) for _ in range(8)]
    # What the platform's own timers still look at when the clock moves would be told beside the list.
    await run_timers(autumn, FILED, "ladders")

    told = [await story(autumn, case, ("10-8", 11, 1)) for case in cases]

    of_him = "what = 'supervision-digest' AND to_id = 'grid-leader'"
    query = f"SELECT to_id, facts FROM notices WHERE {of_him} ORDER BY id DESC LIMIT 1"
    (notice,) = await rows(autumn, query)
    assert (told, notice.to_id, notice.facts["count"]) == ([[]] * 8, "grid-leader", 8)
    assert datetime.fromisoformat(notice.facts["oldest_due_at"]) == on("9-30", 17, 30)
    leader = autumn.client("dispatch", role="grid-leader", person_id="p-grid-leader")
    listed = (await leader.get(f"/supervision/digests/{notice.facts['digest']}")).json()["items"]
    assert {one["case_id"] for one in listed} == {case["id"] for case in cases}
    assert [handling(await read(autumn, case["id"])) for case in cases] == [[(2, "grid-leader", [1])]] * 8
