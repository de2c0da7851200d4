"""What a new division of a township moves, shown before and done at the midnight of its day."""

import asyncio
from datetime import date, timedelta
from typing import Any

import httpx

from grid.cells.timers import timers
from grid.main import FOLLOWERS
from shared.clock import day_start, town_day
from shared.runtime.timers import run_round
from shared.schemas.grid import WorkerChanged
from shared.schemas.vocabulary import Point
from tests.integration.grid.registry_desk import home, kept, resident
from tests.integration.grid.town import Town, collection, feature, hear, now, rectangle, step, told

DAY = timedelta(days=1)
[BOUNDARIES] = timers(FOLLOWERS)
CHANGE = town_day(now()) + timedelta(days=20)


def merged(town: Town) -> dict[str, Any]:
    """Return the west cell over all of the township: the east one ends."""
    return feature(town.west, rectangle(121.00, 31.50, 121.02, 31.51))


def third(town: Town) -> list[dict[str, Any]]:
    """Return the west cell, and a new one instead of the east one."""
    return [town.features()[0], feature(f"{town.region}001003", rectangle(121.01, 31.50, 121.02, 31.51))]


async def preview(town: Town, *features: dict[str, Any], day: date = CHANGE) -> list[dict[str, Any]]:
    asked = {"region": town.region, "valid_from": day.isoformat(), "dry_run": "true"}
    answer = await town.client().put("/cells", params=asked, json=collection(*features))
    assert answer.status_code == 200, answer.text
    moves: list[dict[str, Any]] = answer.json()["moves"]
    return moves


async def midnight_of(town: Town, day: date) -> None:
    await run_round(BOUNDARIES, town.platform.database("grid"), lambda: day_start(day))


async def worker(town: Town, name: str) -> dict[str, Any]:
    found: httpx.Response = await town.client().get("/workers", params={"region": town.region})
    return {one["worker_id"]: one for one in found.json()["items"]}[town.person(name)]


async def test_a_preview_names_holdings_that_end_and_cells_that_nobody_would_hold(town: Town):
    moves = await preview(town, *third(town))

    assert [(one["kind"], one["from_cell"], one["to_cell"], one["ids"]) for one in moves] == [
        ("holding", town.east, None, [town.person("zhao")]),
        ("vacant-cell", None, f"{town.region}001003", []),
    ]
    assert (await worker(town, "zhao"))["answers_for"] == [{"cell": town.east, "role": "A"}]


async def test_a_real_change_shows_no_moves_and_moves_nothing_before_its_day(town: Town):
    answer = await town.draw(merged(town), valid_from=CHANGE)

    await midnight_of(town, CHANGE - DAY)

    assert answer.json()["moves"] == []
    assert (await worker(town, "zhao"))["cells"] == [{"cell": town.east, "role": "A"}]


async def test_at_midnight_the_holders_of_an_ended_cell_hold_it_no_more_and_are_told(town: Town):
    await town.draw(merged(town), valid_from=CHANGE)

    await midnight_of(town, CHANGE)

    assert (await worker(town, "zhao"))["cells"] == []
    event = (await told(town.platform, WorkerChanged, town.person("zhao")))[-1]
    assert event.cells == []
    assert (await worker(town, "wang"))["answers_for"] == [{"cell": town.west, "role": "A"}]


async def test_who_was_named_before_the_day_answers_for_a_new_cell_from_its_midnight_on(town: Town):
    new = f"{town.region}001003"
    await town.draw(*third(town), valid_from=CHANGE)
    assert (await town.assign(("zhao", new, "A"))).status_code == 200
    assert (await worker(town, "zhao"))["answers_for"] == [{"cell": town.east, "role": "A"}]

    await midnight_of(town, CHANGE)

    assert (await worker(town, "zhao"))["answers_for"] == [{"cell": new, "role": "A"}]
    assert (await worker(town, "zhao"))["cells"] == [{"cell": new, "role": "A"}]


async def test_a_second_round_changes_nothing_and_one_that_comes_days_late_does_it_all(town: Town):
    await town.draw(merged(town), valid_from=CHANGE)
    await midnight_of(town, CHANGE + 4 * DAY)
    zhao = await worker(town, "zhao")

    await midnight_of(town, CHANGE + 5 * DAY)

    assert zhao["cells"] == []
    assert (await worker(town, "zhao"))["version"] == zhao["version"]


async def test_two_replicas_at_the_same_midnight_do_it_once(town: Town):
    await town.draw(merged(town), valid_from=CHANGE)
    before = (await worker(town, "zhao"))["version"]

    await asyncio.gather(midnight_of(town, CHANGE), midnight_of(town, CHANGE))

    assert (await worker(town, "zhao"))["version"] == before + 1


async def test_a_set_that_is_corrected_after_its_day_is_followed_again(town: Town):
    await town.draw(merged(town), valid_from=CHANGE)
    await midnight_of(town, CHANGE)

    await town.draw(*third(town), valid_from=CHANGE)
    await town.assign(("zhao", f"{town.region}001003", "A"))
    await midnight_of(town, CHANGE)

    assert (await worker(town, "zhao"))["answers_for"] == [{"cell": f"{town.region}001003", "role": "A"}]


# ------------------------------------------------------------------------------------------------------------- records
def moved_border(town: Town) -> list[dict[str, Any]]:
    """Return both cells, the border between them half a cell farther west."""
    west, east = rectangle(121.00, 31.50, 121.005, 31.51), rectangle(121.005, 31.50, 121.02, 31.51)
    return [feature(town.west, west), feature(town.east, east)]


def at(lon: float) -> dict[str, Any]:
    return {"position": {"lon": lon, "lat": 31.505}}


async def record(town: Town, kind: str, record_id: str) -> dict[str, Any]:
    found = await town.client("grid-leader").get(f"/registry/records/{record_id}", params={"kind": kind})
    seen: dict[str, Any] = found.json()
    return seen


async def family(town: Town) -> dict[str, str]:
    """Return the ids of a home beyond the new border, its household and resident, and of a home that stays."""
    far, near = await kept(town, home(town, **at(121.007))), await kept(town, home(town, **at(121.002)))
    household = {"kind": "household", "region": town.region, "cell": town.west, "home_id": far["id"]}
    person = await kept(town, resident(town))
    ends = {"from_kind": "resident", "from_id": person["id"], "to_kind": "home", "to_id": far["id"]}
    tied = await town.client("grid-leader").post("/registry/ties", json=ends | {"relation": "lives-in"})
    assert tied.status_code == 201, tied.text
    lives = {"home": far["id"], "stays": near["id"], "resident": person["id"]}
    return lives | {"household": (await kept(town, household))["id"]}


async def test_a_preview_counts_the_homes_that_would_move_and_those_who_live_there(town: Town):
    ids = await family(town)

    moves = await preview(town, *moved_border(town))

    ways = {(one["kind"], one["from_cell"], one["to_cell"], one["count"], *one["ids"]) for one in moves}
    assert ways == {(kind, town.west, town.east, 1, ids[kind]) for kind in ("home", "household", "resident")}
    assert (await record(town, "home", ids["home"]))["fields"]["cell"] == town.west


async def test_at_midnight_homes_and_those_who_live_there_lie_in_the_new_cell_and_their_history_says_so(town: Town):
    ids = await family(town)
    await town.draw(*moved_border(town), valid_from=CHANGE)

    await midnight_of(town, CHANGE)
    await midnight_of(town, CHANGE + DAY)

    for kind in ("home", "household", "resident"):
        seen = await record(town, kind, ids[kind])
        assert (seen["fields"]["cell"], seen["version"]) == (town.east, 2)
    assert (await record(town, "home", ids["stays"]))["version"] == 1
    asked = {"kind": "home", "purpose": "核对"}
    history = await town.client("grid-leader").get(f"/registry/records/{ids['home']}/history", params=asked)
    last = history.json()["items"][-1]
    assert (last["action"], last["plain"]["cell"]) == ("follow-boundaries", town.west)


async def test_what_has_no_position_goes_to_the_heir_of_its_cell_and_to_none_where_there_are_two(town: Town):
    person = await kept(town, resident(town, cell=town.east))
    await town.draw(merged(town), valid_from=CHANGE)
    await midnight_of(town, CHANGE)
    assert (await record(town, "resident", person["id"]))["fields"]["cell"] == town.west

    halves = [(3, 121.00, 121.01), (4, 121.01, 121.02)]
    two = [feature(f"{town.region}00100{n}", rectangle(west, 31.50, east, 31.51)) for n, west, east in halves]
    moves = await preview(town, *two, day=CHANGE + DAY)
    await town.draw(*two, valid_from=CHANGE + DAY)
    await midnight_of(town, CHANGE + DAY)

    assert ("resident", town.west, None) in {(one["kind"], one["from_cell"], one["to_cell"]) for one in moves}
    assert (await record(town, "resident", person["id"]))["fields"]["cell"] is None


async def test_households_that_the_registry_knows_are_counted_for_the_hint_of_size(town: Town):
    await family(town)

    answer = await town.draw(valid_from=CHANGE)

    hints = {(one["code"], one["cell"], one["households"]) for one in answer.json()["warnings"] if one["cell"]}
    assert ("cells.small", town.west, 1) in hints


async def test_homes_in_the_cells_of_a_worker_are_part_of_his_load(town: Town):
    await family(town)

    found = await town.client("grid-leader").get("/workers/load", params={"region": town.region})

    loads = {one["worker_id"]: one["counted"]["homes"] for one in found.json()["items"]}
    assert (loads[town.person("wang")], loads[town.person("zhao")]) == (2, 0)


# --------------------------------------------------------------------------------------------------------------- tasks
async def tasks_of(town: Town, name: str) -> dict[str, dict[str, Any]]:
    found = (await town.client("worker", name).get("/tasks")).json()["items"]
    return {one["id"]: one for one in found}


async def test_tasks_that_nobody_has_accepted_go_to_who_answers_there_and_those_in_work_stay(town: Town):
    there = Point(lon=121.007, lat=31.505)
    waiting, working, near = town.task(position=there), town.task(position=there), town.task()
    await hear(town.platform, waiting, working, near)
    begun = await town.client("worker", "wang").post(f"/tasks/{working.task_id}/accept", json=step())
    assert begun.status_code == 200, begun.text
    border = [feature(town.west, rectangle(121.00, 31.50, 121.006, 31.51))]
    border += [feature(town.east, rectangle(121.006, 31.50, 121.02, 31.51))]

    moves = await preview(town, *border)
    await town.draw(*border, valid_from=CHANGE)
    await midnight_of(town, CHANGE)
    await midnight_of(town, CHANGE + DAY)

    assert [(one["kind"], one["from_cell"], one["to_cell"], one["ids"]) for one in moves] == [
        ("task", town.west, town.east, [str(waiting.task_id)])
    ]
    his, mine = await tasks_of(town, "zhao"), await tasks_of(town, "wang")
    assert list(his) == [str(waiting.task_id)]
    assert set(mine) == {str(working.task_id), str(near.task_id)}
    assert his[str(waiting.task_id)]["version"] == 2


async def test_a_task_stays_with_who_has_it_where_nobody_answers_in_the_new_cell(town: Town):
    task = town.task(cell=town.east, worker_id=town.person("zhao"), position=Point(lon=121.015, lat=31.505))
    await hear(town.platform, task)
    await town.draw(*third(town), valid_from=CHANGE)

    await midnight_of(town, CHANGE)

    found = (await tasks_of(town, "zhao"))[str(task.task_id)]
    assert (found["cell"], found["version"]) == (f"{town.region}001003", 2)


async def test_open_and_overdue_tasks_are_part_of_a_workers_load(town: Town):
    late, soon = town.task(due_at=now() - timedelta(minutes=5)), town.task()
    await hear(town.platform, late, soon)

    found = await town.client("grid-leader").get("/workers/load", params={"region": town.region})

    loads = {one["worker_id"]: one["counted"] for one in found.json()["items"]}
    assert loads[town.person("wang")] == {"open": 2, "overdue": 1, "homes": 0, "gaps": 0}
