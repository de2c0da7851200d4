"""Whom a ladder tells, what stops it, what starts it anew, and that two replicas take each rung once."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.clock import utc_now
from tests.integration.dispatch.desk import STALLS, WORKER, acted, read, report, rows, suspended
from tests.integration.dispatch.late_desk import (
    case_due,
    march,
    quiet,
    run_timers,
    rungs,
    stand,
    told_of,
)
from tests.support.platform import TOWN, Platform
from tests.support.town import TEAM

OVERDUE = "case-overdue"


@pytest.fixture(autouse=True)
async def silence(town: Platform) -> None:
    await quiet(town)


async def test_what_nobody_has_comes_before_the_centre_at_the_first_rung(town: Platform) -> None:
    case = await case_due(town, position=None)
    await run_timers(town, march(3, 17, 31))
    assert rungs(await read(town, case["id"])) == [(1, "centre", [])]
    await run_timers(town, march(4, 17, 31))
    assert rungs(await read(town, case["id"]))[1:] == [(4, "shift-leader", [])]
    assert (await told_of(town, case)) == [(OVERDUE, "dispatcher"), (OVERDUE, "shift-leader")]


async def test_a_teams_case_has_no_grid_leader_and_comes_before_the_centre(town: Platform) -> None:
    case = await case_due(town, category=STALLS)
    for moment in ((3, 17, 31), (4, 11, 1), (4, 14, 31)):
        await run_timers(town, march(*moment))
    assert await told_of(town, case) == [(OVERDUE, TEAM), (OVERDUE, "dispatcher")]
    assert rungs(await read(town, case["id"])) == [(1, "holder", []), (2, "centre", [])]


async def test_of_rungs_that_fell_into_an_outage_the_highest_alone_is_told(town: Platform) -> None:
    case = await case_due(town)
    await run_timers(town, march(5, 17, 31))
    assert await told_of(town, case) == [(OVERDUE, "leader")]
    assert rungs(await read(town, case["id"])) == [(5, "head", [1, 2, 3, 4])]
    query = "SELECT s.stage, s.passed FROM clock_steps s JOIN case_clocks c ON c.id = s.clock_id WHERE c.case_id = :id"
    taken = await rows(town, f"{query} ORDER BY s.stage", id=case["id"])
    assert [(row.stage, row.passed) for row in taken] == [(n, n < 7) for n in range(1, 8)]


async def test_a_ladder_stops_with_its_clock_and_stands_still_with_it(town: Platform) -> None:
    voided, paused = await case_due(town), await case_due(town)
    await run_timers(town, march(3, 17, 31))
    await acted(town, await read(town, voided["id"]), "void", reason="sent-twice")
    await suspended(town, await read(town, paused["id"]), days=30)
    await run_timers(town, march(8, 18))
    assert await told_of(town, voided, paused) == [(OVERDUE, WORKER)] * 2
    still = [one["light"] for one in (await read(town, paused["id"]))["clocks"] if one["kind"] == "handle"]
    assert still == [None]


async def test_a_ladder_begins_anew_when_the_deadline_moves_and_what_was_overdue_is_so_no_more(town: Platform) -> None:
    case = await case_due(town)
    await run_timers(town, march(4, 11, 1))
    assert any(one["overdue_at"] for one in (await read(town, case["id"]))["clocks"])
    await stand(town, case, "handle", march(1), march(10, 17, 30))
    await run_timers(town, march(4, 12))
    (clock,) = [one for one in (await read(town, case["id"]))["clocks"] if one["kind"] == "handle"]
    assert (clock["overdue_at"], clock["rung"]) == (None, 0)
    await run_timers(town, march(10, 17, 31))
    assert [rung for rung, _, _ in rungs(await read(town, case["id"]))] == [2, 1]


async def test_a_pause_is_no_part_of_the_term_that_turns_yellow(town: Platform) -> None:
    case = await case_due(town, march(3, 16))
    try:
        await run_timers(town, march(1, 16))
        town.clock.ahead = march(1, 16) - utc_now()
        await suspended(town, await read(town, case["id"]), days=30)
        town.clock.ahead = march(9, 16) - utc_now()
        case = await acted(town, await read(town, case["id"]), "resume")
    finally:
        town.clock.ahead = timedelta(0)
    (clock,) = [one for one in case["clocks"] if one["kind"] == "handle"]
    # Six working days later, and yellow at the same hour as without the pause: a quarter of its term before.
    moments = [datetime.fromisoformat(clock[name]) for name in ("due_at", "yellow_at")]
    late = [one - wanted for one, wanted in zip(moments, (march(11, 16), march(11, 9, 37)), strict=True)]
    assert all(abs(one) < timedelta(minutes=1) for one in late), moments


async def test_two_replicas_take_every_rung_once(town: Platform) -> None:
    cases = [await case_due(town) for _ in range(6)]
    await asyncio.gather(*[run_timers(town, march(3, 17, 31), "ladders") for _ in range(3)])
    await run_timers(town, march(3, 17, 32))
    assert [rungs(await read(town, case["id"])) for case in cases] == [[(1, "holder", [])]] * 6
    digests = await rows(
        town, "SELECT told FROM supervision_digests WHERE to_id = :w AND what = :o", w=WORKER, o=OVERDUE
    )
    assert [row.told for row in digests][-1] == 6


async def test_whom_a_case_complains_of_is_never_told_and_the_centre_is_instead(town: Platform) -> None:
    case = await case_due(town)
    about = "INSERT INTO case_subjects VALUES (:id, 'person', :who, 'p-test', now()) RETURNING case_id"
    await rows(town, about, id=case["id"], who=WORKER)
    await run_timers(town, march(3, 15, 31))
    await run_timers(town, march(3, 17, 31))
    told = await told_of(town, case)
    assert WORKER not in {who for _, who in told}
    assert told == [("case-due-last", "dispatcher"), (OVERDUE, "dispatcher")]


async def test_a_sealed_case_comes_before_discipline_inspection_alone(town: Platform) -> None:
    report_id, _ = await report(town, sealed=True)

    async def opened() -> Any:
        return await rows(town, "SELECT case_id AS id FROM case_reports WHERE report_id = :id", id=report_id)

    case = {"id": str((await town.until(opened))[0].id)}
    await stand(town, case, "dispatch", march(1), march(3, 17, 30))
    await run_timers(town, march(3, 17, 31))
    await run_timers(town, march(8, 17, 31))
    assert await told_of(town, case) == [(OVERDUE, "discipline")] * 2


async def test_the_grid_leader_of_the_cells_community_is_told(town: Platform) -> None:
    case = await case_due(town)
    await run_timers(town, march(4, 11, 1))
    query = "SELECT to_region FROM notices WHERE case_id = :id AND to_id = 'grid-leader'"
    assert [row.to_region for row in await rows(town, query, id=case["id"])] == [f"{TOWN}001"]


async def test_a_refused_case_comes_before_the_unit_that_is_to_take_it(town: Platform) -> None:
    case, bureau = await case_due(town), f"u-{TOWN}-governance-office"
    clock = """INSERT INTO case_clocks (id, case_id, kind, unit, started_at, due_at, provisional, calendar_version,
    policy_version) VALUES (gen_random_uuid(), :id, 'take', 'working-days', :began, :due, false, 'x', 1) RETURNING id"""
    await rows(town, clock, id=case["id"], began=march(1), due=march(2, 17, 30))
    await rows(town, HANDOVER, id=case["id"], region=TOWN, unit=bureau)
    await rows(town, "UPDATE cases SET handover = 'open' WHERE id = :id RETURNING id", id=case["id"])
    await run_timers(town, march(2, 17, 31))
    assert await told_of(town, case) == [(OVERDUE, bureau)]


async def test_a_part_of_a_case_comes_before_the_unit_that_does_it(town: Platform) -> None:
    case, office = await case_due(town), f"u-{TOWN}-service-centre"
    part = "INSERT INTO subtasks (id, case_id, region, unit, what, state, given_by, given_at) VALUES"
    row = f"{part} (gen_random_uuid(), :id, :region, :unit, 'clean-up', 'given', 'p-test', now()) RETURNING id"
    (subtask,) = await rows(town, row, id=case["id"], region=TOWN, unit=office)
    clock = """INSERT INTO case_clocks (id, case_id, part_id, kind, unit, started_at, due_at, provisional,
    calendar_version, policy_version) VALUES
    (gen_random_uuid(), :id, :part, 'support', 'working-days', :began, :due, false, 'x', 1) RETURNING id"""
    await rows(town, clock, id=case["id"], part=subtask.id, began=march(1), due=march(2, 17, 30))
    await run_timers(town, march(2, 17, 31))
    assert (await told_of(town, case))[-1] == (OVERDUE, office)


HANDOVER = """INSERT INTO handovers (id, case_id, region, matter, state, to_unit, reason, refused_by, refused_at)
VALUES (gen_random_uuid(), :id, :region, 'M0101', 'open', :unit, 'not-ours', 'p-test', now()) RETURNING id"""
