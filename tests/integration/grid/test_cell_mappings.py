"""A department keeps its own numbers of areas: they are mapped onto the township's cells, and draw no second grid."""

import asyncio
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from grid.cells.timers import timers
from grid.main import FOLLOWERS
from shared.clock import day_start, town_day
from shared.runtime.timers import run_round
from tests.integration.grid.town import Town, collection, feature, new_town, now, rectangle
from tests.support.platform import Platform

HEAD = "code,cells,valid_from,valid_to"
DAY = timedelta(days=1)
[BOUNDARIES] = timers(FOLLOWERS)
CHANGE = town_day(now()) + timedelta(days=20)


@pytest.fixture
async def town(platform: Platform) -> Town:
    town = new_town(platform)
    assert (await town.draw()).status_code == 200
    return town


async def propose(town: Town, *lines: str, role: str = "department", **asked: Any) -> httpx.Response:
    params = {"department": "police", "region": town.region} | asked
    headers = {"Content-Type": "text/csv"}
    file = "\n".join([HEAD, *lines])
    return await town.client(role, "sun").post(
        "/cells/mappings/proposals", params=params, content=file, headers=headers
    )


async def decide(town: Town, proposal: str, role: str = "admin", who: str = "boss", *, grant: bool = True) -> Any:
    url = f"/cells/mappings/proposals/{proposal}/decision"
    return await town.client(role, who).post(url, json={"grant": grant})


async def mapped(town: Town, *lines: str, **asked: Any) -> None:
    proposed = await propose(town, *lines, **asked)
    assert proposed.status_code == 201, proposed.text
    assert (await decide(town, proposed.json()["id"])).status_code == 204


async def found(town: Town, **asked: Any) -> list[dict[str, Any]]:
    answer = await town.client("department", "sun").get("/cells/mappings", params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def line(town: Town, code: str = "JW-07", *cells: str, since: str = "2026-02-01", until: str = "") -> str:
    return f"{code},{';'.join(cells or (town.west,))},{since},{until}"


async def test_what_another_person_lets_hold_is_found_by_code_and_by_cell(town: Town):
    proposed = (await propose(town, line(town, "JW-07", town.west, town.east), line(town, "JW-08", town.east))).json()
    before = await found(town, department="police")
    await decide(town, proposed["id"])
    await mapped(town, line(town, "M3", town.east), department="civil-affairs")

    [by_code] = await found(town, department="police", code="JW-07")
    by_cell = await found(town, cell=town.east)

    assert [(one["line"], one["verdict"]) for one in proposed["lines"]] == [(2, "fine"), (3, "fine")]
    assert (before, by_code["cells"], by_code["state"]) == ([], [town.west, town.east], "current")
    assert {(one["department"], one["code"]) for one in by_cell} == {
        ("police", "JW-07"),
        ("police", "JW-08"),
        ("civil-affairs", "M3"),
    }


async def test_a_code_is_what_it_was_on_the_day_asked(town: Town):
    await mapped(town, line(town, until="2026-06-01"), line(town, "JW-07", town.east, since="2026-06-01"))

    days = [(await found(town, code="JW-07", on=day))[0]["cells"] for day in ("2026-05-31", "2026-06-01")]

    assert days == [[town.west], [town.east]]
    assert await found(town, code="JW-07", on="2026-01-31") == []


async def test_each_bad_line_is_named_and_nothing_of_the_file_is_kept(town: Town):
    strange, other = f"{town.region}001009", new_town(town.platform)
    await other.draw()
    lines = (
        line(town, "A1", strange),
        line(town, "A2", other.west),
        line(town, "A3", since="2025-01-01"),
        line(town, "A4", until="2026-02-01"),
        line(town, "A5", until="2026-05-01"),
        line(town, "A5", since="2026-04-30"),
        line(town, "A6", since="bald"),
    )

    refused = await propose(town, *lines)
    tried = await propose(town, *lines, line(town, "A7"), dry_run=True)

    flaws = ["unknown-cell", "other-township", "not-then", "no-days", "twice"]
    wanted = [(n, f"cells.mapping-{flaw}") for n, flaw in zip((2, 3, 4, 5, 7), flaws, strict=True)]
    wanted.append((8, "sheets.bad-value"))
    assert (refused.status_code, refused.json()["title"]) == (422, "cells.bad-mapping")
    assert [(one["line"], one["verdict"]) for one in refused.json()["lines"]] == wanted
    verdicts = {one["line"]: one["verdict"] for one in tried.json()["lines"]}
    assert verdicts == dict(wanted) | {6: "fine", 9: "fine"}
    listed = (await town.client("department").get("/cells/mappings/proposals")).json()["items"]
    assert (tried.status_code, tried.json()["id"], listed) == (201, None, [])


async def test_a_code_that_is_mapped_on_a_day_is_not_mapped_again_on_that_day(town: Town):
    first = (await propose(town, line(town))).json()["id"]
    second = (await propose(town, line(town, "JW-07", town.east, since="2026-03-01"))).json()["id"]
    await decide(town, first)

    late = await decide(town, second)
    again = await propose(town, line(town, since="2026-04-01"))
    another = await propose(town, line(town), department="health")

    assert [(one.status_code, one.json()["lines"][0]["verdict"]) for one in (late, again)] == [
        (422, "cells.mapping-twice")
    ] * 2
    assert (another.status_code, len(await found(town))) == (201, 1)


async def test_two_who_let_the_same_code_hold_at_once_map_it_once(town: Town):
    proposals = [(await propose(town, line(town, "JW-07", cell))).json()["id"] for cell in (town.west, town.east)]

    answers = await asyncio.gather(*(decide(town, one) for one in proposals))

    assert sorted(one.status_code for one in answers) == [204, 422]
    assert len(await found(town, code="JW-07")) == 1


async def test_who_proposed_does_not_decide_and_no_department_does(town: Town):
    proposal = (await propose(town, line(town), role="admin")).json()["id"]

    own = await decide(town, proposal, "admin", "sun")
    department = await decide(town, proposal, "department", "zhou")
    refused = await decide(town, proposal, grant=False)
    again = await decide(town, proposal)

    assert (own.status_code, own.json()["title"]) == (403, "second-person-needed")
    assert (department.status_code, department.json()["title"]) == (403, "cells.second-grid")
    assert (refused.status_code, again.json()["title"], again.json()["state"]) == (
        204,
        "cells.mapping-decided",
        "refused",
    )
    assert await found(town) == []


async def test_another_townships_mappings_and_proposals_are_out_of_reach(town: Town):
    await mapped(town, line(town))
    proposal = (await propose(town, line(town, "JW-09"))).json()["id"]
    [mapping] = await found(town)
    other = new_town(town.platform)

    foreign = await propose(town, line(town, "X"), region=other.region)

    assert (foreign.status_code, foreign.json()["title"]) == (404, "cells.region-not-found")
    assert (await decide(other, proposal)).json()["title"] == "cells.mapping-proposal-not-found"
    seen = await other.client().get(f"/cells/mappings/{mapping['id']}")
    assert (await found(other, code="JW-07"), seen.json()["title"]) == ([], "cells.mapping-not-found")
    assert (await town.client("worker", "wang").get("/cells/mappings")).status_code == 403


async def test_a_strange_department_and_a_file_that_is_none_are_refused(town: Town):
    strange = await propose(town, line(town), department="weather")
    short = await propose(town, dry_run=True)
    county = await propose(town, line(town), region=town.region[:6])

    assert (strange.status_code, strange.json()["title"]) == (422, "cells.unknown-department")
    assert "police" in strange.json()["known"]
    assert [one["verdict"] for one in short.json()["lines"]] == ["sheets.empty"]
    assert county.json()["title"] == "cells.not-a-township"


async def test_a_mapping_ends_on_a_day_and_its_code_is_free_then(town: Town):
    await mapped(town, line(town))
    [mapping] = await found(town)
    url = f"/cells/mappings/{mapping['id']}"

    async def end(**body: Any) -> httpx.Response:
        return await town.client().post(f"{url}/end", json={"version": 1, "valid_to": "2026-07-01"} | body)

    early, done, stale = await end(valid_to="2026-02-01"), await end(), await end()

    assert (early.json()["title"], stale.json()["title"]) == ("cells.mapping-over", "cells.mapping-changed")
    assert (done.status_code, await found(town, code="JW-07", on="2026-07-01")) == (204, [])
    await mapped(town, line(town, "JW-07", town.east, since="2026-07-01"))
    whole = (await town.client().get(url)).json()
    boss = town.person("boss")
    assert [(one["action"], one["by"]) for one in whole["history"]] == [("map", boss), ("end", boss)]


async def draw_merged(town: Town, day: date, **more: Any) -> httpx.Response:
    """Let the west cell be all of the township from a day on: the east one ends."""
    asked = {"region": town.region, "valid_from": day.isoformat()} | more
    merged = collection(feature(town.west, rectangle(121.00, 31.50, 121.02, 31.51)))
    return await town.client().put("/cells", params=asked, json=merged)


async def midnight_of(town: Town, day: date) -> None:
    await run_round(BOUNDARIES, town.platform.database("grid"), lambda: day_start(day))


async def test_a_mapping_onto_a_cell_that_ends_is_shown_before_and_stale_from_its_midnight_on(town: Town):
    await mapped(town, line(town, "JW-07", town.west, town.east), line(town, "JW-08"))
    [mapping] = await found(town, code="JW-07")
    moves = (await draw_merged(town, CHANGE, dry_run=True)).json()["moves"]
    await draw_merged(town, CHANGE)
    await midnight_of(town, CHANGE - DAY)
    before = await found(town, state="stale")

    await midnight_of(town, CHANGE)
    await midnight_of(town, CHANGE)

    shown = [one for one in moves if one["kind"] == "mapping"]
    assert [(one["from_cell"], one["ids"]) for one in shown] == [(town.east, [mapping["id"]])]
    [stale] = await found(town, state="stale")
    assert (before, stale["id"], stale["version"]) == ([], mapping["id"], 2)
    whole = (await town.client().get(f"/cells/mappings/{mapping['id']}")).json()
    assert (whole["history"][-1]["action"], whole["history"][-1]["facts"]) == ("go-stale", {"gone": [town.east]})


async def test_a_mapping_holds_again_when_its_cell_is_drawn_again(town: Town):
    await mapped(town, line(town, "JW-07", town.east))
    await draw_merged(town, CHANGE)
    await midnight_of(town, CHANGE)
    stale = await found(town, state="stale")
    await town.draw(valid_from=CHANGE + DAY)

    await midnight_of(town, CHANGE + DAY)

    [mapping] = await found(town, code="JW-07")
    assert (len(stale), mapping["state"], mapping["version"]) == (1, "current", 3)


async def test_a_mapping_that_is_to_begin_after_its_cell_has_ended_is_stale(town: Town):
    since = (CHANGE + 10 * DAY).isoformat()
    await mapped(town, line(town, "JW-07", town.east, since=since), line(town, "JW-08", since=since))
    await draw_merged(town, CHANGE)

    await midnight_of(town, CHANGE)

    assert [one["code"] for one in await found(town, state="stale", on=since)] == ["JW-07"]
