"""A clock turns yellow before it is due and red after, in every list, on the wall and in the figures."""

from datetime import timedelta
from typing import Any

from shared.clock import utc_now
from tests.integration.dispatch.desk import WORKER, dispatcher, read
from tests.integration.dispatch.late_desk import case_due, march, quiet, run_timers, rungs, told_of
from tests.support.platform import Platform

LIGHTS = ("green", "yellow", "red")


async def lit(platform: Platform, light: str) -> set[str]:
    answer = await dispatcher(platform).get("/cases", params={"light": light, "limit": 200})
    assert answer.status_code == 200, answer.text
    assert {item["light"] for item in answer.json()["items"]} <= {light}
    return {item["id"] for item in answer.json()["items"]}


async def test_a_case_is_green_then_yellow_then_red_in_list_file_and_filter(town: Platform) -> None:
    case = await case_due(town)
    await run_timers(town, march(1))
    seen = []
    try:
        # Three quarters of three days of seven hours are used at a quarter to eleven of the last.
        for moment in (march(3, 10, 44), march(3, 10, 46), march(3, 17, 31)):
            town.clock.ahead = moment - utc_now()
            found = [light for light in LIGHTS if case["id"] in await lit(town, light)]
            file = await read(town, case["id"])
            clock = next(one for one in file["clocks"] if one["kind"] == "handle")
            seen.append((found, file["light"], clock["light"]))
    finally:
        town.clock.ahead = timedelta(0)
    assert seen == [([light], light, light) for light in LIGHTS]
    assert (await dispatcher(town).get("/cases", params={"light": "blue"})).status_code == 422


async def test_a_case_comes_before_one_after_another_each_once(town: Platform) -> None:
    await quiet(town)
    case = await case_due(town)
    told: list[Any] = []
    moments = [(3, 10, 46), (3, 15, 31), (3, 17, 31), (4, 11, 1), (4, 14, 31), (4, 17, 31), (5, 17, 31), (8, 17, 31)]
    for moment in moments:
        for _ in range(2):
            await run_timers(town, march(*moment))
        told.append((await told_of(town, case))[len(told) :])
    assert told == [
        [("case-yellow", WORKER)],
        [("case-due-last", WORKER)],
        [("case-overdue", WORKER)],
        [("case-overdue", "grid-leader")],
        [("case-overdue", "dispatcher")],
        [("case-overdue", "shift-leader")],
        [("case-overdue", "leader")],
        [("case-overdue", "dispatcher"), ("case-overdue", "leader")],
    ]
    levels = ["holder", "grid-leader", "centre", "shift-leader", "head", "county"]
    assert rungs(await read(town, case["id"])) == [(n, level, []) for n, level in enumerate(levels, 1)]
