"""Deadlines beyond the published calendar are provisional, and computed again when its table comes; over HTTP."""

import asyncio
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from dispatch.cases.timers import timers
from shared.clock import SHANGHAI
from shared.runtime.timers import run_round
from tests.integration.dispatch.desk import acted, actions, inbox, open_task, read, reported_case, suspended
from tests.integration.dispatch.rule_desk import book, limit, put_in_force, with_limits
from tests.integration.dispatch.test_supervision import look_for_late
from tests.support.platform import Platform, TestClock

NOTICE = "国办发明电〔2027〕1号"
# The Thursday before the year of which nothing is known yet.
EVE = datetime(2027, 12, 30, 10, tzinfo=SHANGHAI)


@pytest.fixture
async def eve(town: Platform) -> Any:
    """The town a day before a year whose holidays nobody has published; handling takes five working days."""
    table = await with_limits(town, limit("handle", 5, matter="M0101"), limit("reply", 4, matter="M0101"))
    # Nothing is ruled for what is past: where that day is over, it is said on the morning of it.
    town.clock.ahead = min(timedelta(0), EVE - timedelta(hours=1) - TestClock()())
    # From that day, not from today: what other tests let begin tomorrow would hold then instead.
    held = (await book(town, "clocks", EVE))["body"]["rows"]
    if any(row not in held for row in table["rows"]):
        await put_in_force(town, "clocks", table, valid_from=EVE)
    await publish(town, 2027, {})
    town.clock.ahead = EVE - TestClock()()
    yield town
    town.clock.ahead = timedelta(0)


async def publish(town: Platform, year: int, moved: dict[str, bool]) -> None:
    """Publish the whole table of a year: the weekday rule, but for the days that are `moved`."""
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    told = [{"day": str(d), "is_workday": moved.get(str(d), d.weekday() < 5)} for d in days]
    client = town.client("dispatch", role="org-office", scope="32")
    answer = await client.put(f"/workdays/{year}", json={"source": NOTICE, "days": told})
    assert answer.status_code == 200, answer.text


async def compute_again(town: Platform) -> int:
    runtime = town.apps["dispatch-flow"].state.runtime
    timer = next(one for one in timers(runtime) if one.name == "cases.recalculate")
    return await run_round(timer, runtime.database, town.clock)


async def in_the_second_week(town: Platform, case: dict[str, Any]) -> dict[str, Any] | None:
    """Compute again, and return the case once it is due there: what the town's own timer holds is left to it."""
    await compute_again(town)
    found = await read(town, case["id"])
    return found if due(found)[:5] == "01-09" else None


def clock(case: dict[str, Any], kind: str = "handle") -> dict[str, Any]:
    return next(one for one in case["clocks"] if one["kind"] == kind)


def due(case: dict[str, Any], kind: str = "handle") -> str:
    return datetime.fromisoformat(clock(case, kind)["due_at"]).astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def assert_noted(moved: dict[str, Any]) -> None:
    """The history says of each clock, once, that it was computed by another calendar and is late no more."""
    lines = [line["facts"] for line in moved["history"] if line["action"] == "recalculated"]
    assert sorted(line["clock"] for line in lines) == ["handle", "reply"]
    assert all(line["late_no_more"] for line in lines)
    assert {line["calendar"] for line in lines} == {clock(moved)["calendar_version"]}


async def test_when_the_year_is_published_deadlines_move_and_late_marks_are_taken_back(eve: Platform) -> None:
    case, gone = await reported_case(eve), await reported_case(eve)
    paused = await suspended(eve, await reported_case(eve))
    gone = await acted(eve, gone, "void", reason="sent-twice")
    assert (due(case), clock(case)["provisional"]) == ("01-06 17:30", True)
    # A week later it is marked late; then the notice says that the first days of January were no workdays.
    ahead = eve.clock.ahead
    await look_for_late(eve, ahead + timedelta(days=8))
    assert clock(await read(eve, case["id"]))["overdue_at"] is not None

    holiday = dict.fromkeys(("2028-01-03", "2028-01-04", "2028-01-05", "2028-01-06"), False)
    await publish(eve, 2028, holiday | {"2028-01-08": True})
    # Two replicas at once: what one has, the other leaves to it.
    await asyncio.gather(compute_again(eve), compute_again(eve))

    moved = await read(eve, case["id"])
    assert (due(moved), clock(moved)["provisional"], clock(moved)["overdue_at"]) == ("01-11 17:30", False, None)
    told = await inbox(eve, open_task(moved), due_at=clock(moved)["due_at"])
    assert (told["state"], moved["state"], moved["version"]) == ("assigned", "dispatched", case["version"] + 5)
    assert_noted(moved)
    # What has ended stays as it was judged; what stands still is computed, too, and goes on from there.
    assert await read(eve, gone["id"]) == gone
    assert due(await read(eve, paused["id"])) == "01-11 17:30"
    assert await compute_again(eve) == 0


async def test_a_pause_lies_in_the_new_deadline_and_what_is_published_again_the_same_moves_nothing(
    eve: Platform,
) -> None:
    await publish(eve, 2028, {})
    known = await reported_case(eve)
    assert not clock(known)["provisional"]
    later = datetime(2028, 12, 28, 10, tzinfo=SHANGHAI)
    eve.clock.ahead = later - TestClock()()
    case = await suspended(eve, await reported_case(eve))
    eve.clock.ahead += timedelta(hours=23)
    resumed = await acted(eve, case, "resume")
    assert (due(case), due(resumed)[:5]) == ("01-04 17:30", "01-05")

    await publish(eve, 2029, {"2029-01-01": False, "2029-01-02": False})
    before = await eve.until(partial(in_the_second_week, eve, case))
    await publish(eve, 2030, {})
    await compute_again(eve)

    moved = await read(eve, case["id"])
    assert moved["version"] == before["version"]
    assert due(moved)[:5] == "01-09"
    assert actions(moved).count("recalculated") == 2
    assert actions(await read(eve, known["id"])).count("recalculated") == 0
    await acted(eve, await read(eve, case["id"]), "void", reason="sent-twice")
