"""What is late comes before somebody, and the wall shows how things stand."""

from datetime import timedelta
from typing import Any

from dispatch.supervision.timers import timers
from shared.runtime.timers import run_round
from tests.integration.dispatch.desk import (
    acted,
    actions,
    case_of,
    dispatcher,
    handled,
    read,
    report,
    reported_case,
    rows,
    suspended,
)
from tests.integration.dispatch.late_desk import UNMARKED
from tests.support.platform import Platform, TestClock

QUIET = "320585108"


async def look_for_late(town: Platform, ahead: timedelta) -> int:
    """Let the timer of the running process do one round, as if it were `ahead` of now.

    The clocks of orders are looked at by supervision soon after they start: were that to come later, but at an earlier
    time than the marks, it would take them back.
    """
    runtime = town.apps["dispatch-flow"].state.runtime
    overdue, ladders = (
        next(timer for timer in timers(runtime) if timer.name == name)
        for name in ("supervision.overdue", "supervision.ladders")
    )
    runs = "stopped_at IS NULL AND paused_at IS NULL"

    async def all_looked_at() -> bool:
        await run_round(ladders, runtime.database, town.clock)
        waiting = f"SELECT 1 FROM case_clocks WHERE {runs} AND watched_due_at IS DISTINCT FROM due_at LIMIT 1"
        return not await rows(town, waiting)

    marked = 0

    async def all_marked() -> bool:
        # A case that another round holds at this moment is left to it.
        nonlocal marked
        marked += await run_round(overdue, runtime.database, TestClock(ahead))
        return not await rows(town, UNMARKED, now=TestClock(ahead)())

    await town.until(all_looked_at)
    await town.until(all_marked)
    return marked


def late(case: dict[str, Any]) -> set[str]:
    return {clock["kind"] for clock in case["clocks"] if clock["overdue_at"]}


async def test_what_is_past_its_time_is_marked_once_and_stands_in_the_history(town: Platform) -> None:
    case, unassigned = await reported_case(town), await reported_case(town, position=None)

    assert await look_for_late(town, timedelta(days=60)) >= 4
    assert await look_for_late(town, timedelta(days=60)) == 0

    case, unassigned = await read(town, case["id"]), await read(town, unassigned["id"])
    assert (late(case), late(unassigned)) == ({"handle", "reply", "sign"}, {"dispatch", "reply", "sign"})
    lines = [line for line in case["history"] if line["action"] == "overdue"]
    assert {line["facts"]["clock"] for line in lines} == {"handle", "reply", "sign"}
    assert (case["state"], all(line["from_state"] == line["to_state"] for line in lines)) == ("dispatched", True)
    listed = (await dispatcher(town).get("/cases", params={"overdue": "true", "limit": 200})).json()["items"]
    assert {case["id"], unassigned["id"]} <= {item["id"] for item in listed}


async def test_what_stands_still_or_has_ended_is_not_late(town: Platform) -> None:
    standing = await suspended(town, await reported_case(town))
    voided = await acted(town, await reported_case(town), "void", reason="sent-twice")

    await look_for_late(town, timedelta(days=60))

    # The platform's own term for its order runs on, whatever the centre suspends.
    assert late(await read(town, standing["id"])) == {"reply", "sign"}
    now = await read(town, voided["id"])
    assert (late(now), now["version"]) == (set(), voided["version"])


async def test_who_is_late_can_still_finish_and_the_mark_stays(town: Platform) -> None:
    case = await reported_case(town)
    await look_for_late(town, timedelta(days=60))

    case = await handled(town, await read(town, case["id"]))

    handle = next(clock for clock in case["clocks"] if clock["kind"] == "handle")
    assert handle["overdue_at"] is not None
    assert handle["stopped_at"] is not None
    assert "feed-back" in actions(case)


async def figures(town: Platform, scope: str = QUIET, **params: str) -> dict[str, Any]:
    answer = await town.client("dispatch", role="leader", scope=scope).get("/situation", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_the_wall_counts_what_is_open_waits_is_late_and_has_ended(town: Platform) -> None:
    before = await figures(town)
    cases = [await case_of(town, (await report(town, region=QUIET, position=None))[0]) for _ in range(3)]
    desk = dispatcher(town, scope=QUIET)
    body = {"action": "reject", "version": cases[0]["version"], "reason": "in-court"}
    assert (await desk.post(f"/cases/{cases[0]['id']}/actions", json=body)).status_code == 200
    await look_for_late(town, timedelta(days=60))

    after = await figures(town)

    assert after["by_state"].get("filed", 0) - before["by_state"].get("filed", 0) == 2
    assert after["by_queue"].get("no-cell", 0) - before["by_queue"].get("no-cell", 0) == 2
    assert after["overdue"] - before["overdue"] == 2
    assert after["ended_today"] - before["ended_today"] == 1
    assert after == await figures(town, "320585", region=QUIET) | {"at": after["at"]}


async def test_the_wall_shows_nobody_more_than_his_region(town: Platform) -> None:
    await case_of(town, (await report(town, region=QUIET, position=None))[0])

    foreign = await figures(town, "320586", region=QUIET)

    assert (foreign["by_state"], foreign["overdue"]) == ({}, 0)
    assert (await town.client("dispatch", role="worker").get("/situation")).status_code == 403
