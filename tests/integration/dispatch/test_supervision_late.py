"""What is late is listed with who has it; after an outage nobody is flooded, and the wall counts lights."""

from typing import Any

import httpx

from shared.clock import utc_now
from tests.integration.dispatch.desk import WORKER, dispatcher, rows
from tests.integration.dispatch.late_desk import case_due, march, quiet, run_timers, told_of, written
from tests.support.platform import TOWN, Platform
from tests.support.town import STAND_IN

# What is asked for here is asked for as of the middle of that March.
LATE_AT = march(4, 11, 2)


async def at(platform: Platform, client: httpx.AsyncClient, path: str, **params: Any) -> dict[str, Any]:
    platform.clock.ahead = LATE_AT - utc_now()
    try:
        answer = await client.get(path, params=params)
    finally:
        platform.clock.ahead -= platform.clock.ahead
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def walked(platform: Platform, client: httpx.AsyncClient, path: str, limit: int) -> list[dict[str, Any]]:
    """Return every item of a paged list."""
    found: list[dict[str, Any]] = []
    page = await at(platform, client, path, limit=limit)
    while page["next"]:
        found += page["items"]
        page = await at(platform, client, path, limit=limit, after=page["next"])
    return found + page["items"]


async def test_what_is_late_is_listed_the_oldest_first_with_who_has_it_and_how_far_it_climbed(town: Platform) -> None:
    await quiet(town)
    first, second = await case_due(town, march(3, 17)), await case_due(town, position=None)
    await run_timers(town, LATE_AT)
    desk = dispatcher(town)
    listed = await walked(town, desk, "/supervision/late", 50)
    assert [one["due_at"] for one in listed] == sorted(one["due_at"] for one in listed)
    mine = {one["case_id"]: one for one in listed if one["case_id"] in {first["id"], second["id"]}}
    assert mine[first["id"]]["holder"] == {"kind": "person", "id": WORKER}
    assert (mine[first["id"]]["rung"], mine[first["id"]]["level"]) == (2, "grid-leader")
    assert mine[second["id"]]["holder"] == {"kind": "centre", "id": TOWN}
    assert (mine[second["id"]]["rung"], mine[second["id"]]["level"]) == (1, "centre")
    elsewhere = await walked(town, dispatcher(town, scope="320281"), "/supervision/late", 50)
    assert {one["region"][:6] for one in elsewhere} <= {"320281"}
    assert (await town.client("dispatch", role="worker").get("/supervision/late")).status_code == 403


async def test_who_has_what_is_late_is_counted_as_it_is_listed(town: Platform) -> None:
    await quiet(town)
    case = await case_due(town, march(3, 17))
    await run_timers(town, LATE_AT)
    desk, path = dispatcher(town), "/supervision/late"
    # What others left may turn late between one question and the next: it is asked before and after.
    before = await walked(town, desk, path, 50)
    counts = await at(town, desk, f"{path}/holders", region=TOWN)
    (workers,) = [one for one in counts["holders"] if one["holder"]["id"] == WORKER]
    all_ids, his = [], []
    for page in (before, await walked(town, desk, path, 50)):
        all_ids.append({one["case_id"] for one in page})
        his.append({one["case_id"] for one in page if one["holder"]["id"] == WORKER})
    assert case["id"] in his[0]
    for count, ids in ((counts["cases"], all_ids), (workers["cases"], his)):
        assert len(ids[0] & ids[1]) <= count <= len(ids[0] | ids[1])


async def test_what_hides_from_a_leader_is_late_for_others_alone(town: Platform) -> None:
    case = await case_due(town)
    about = "INSERT INTO case_subjects VALUES (:id, 'person', 'p-about-late', 'p-test', now()) RETURNING case_id"
    await rows(town, about, id=case["id"])
    seen = []
    for person in ("p-other", "p-about-late"):
        client = town.client("dispatch", role="leader", person_id=person)
        listed = await walked(town, client, "/supervision/late", 200)
        counts = await at(town, client, "/supervision/late/holders")
        wall = await at(town, client, "/situation", region=TOWN)
        seen.append((case["id"] in {one["case_id"] for one in listed}, counts["cases"], wall["by_light"]["red"]))
    other, himself = seen
    assert (other[0], himself[0]) == (True, False)
    assert other[1] - himself[1] == other[2] - himself[2] == 1


async def test_after_an_outage_one_list_comes_instead_of_twelve_notices_and_nothing_is_missed(town: Platform) -> None:
    await quiet(town)
    cases = [await case_due(town) for _ in range(12)]
    await run_timers(town, march(3, 17, 31))
    query = "SELECT facts, id FROM notices WHERE what = 'supervision-digest' AND to_id = :id ORDER BY id DESC LIMIT 1"
    (notice,) = await rows(town, query, id=WORKER)
    assert await told_of(town, *cases) == []
    assert (notice.facts["count"], notice.facts["oldest_due_at"][:16]) == (12, written(march(3, 17, 30))[:16])
    path = f"/supervision/digests/{notice.facts['digest']}"
    himself = town.client("dispatch", role="worker", person_id=WORKER)
    listed = await walked(town, himself, path, 5)
    assert {one["case_id"] for one in listed} == {case["id"] for case in cases}
    strangers = (town.client("dispatch", role="worker", person_id=STAND_IN), dispatcher(town))
    assert [(await one.get(path)).json()["title"] for one in strangers] == ["supervision.digest-unknown"] * 2
    await run_timers(town, march(3, 17, 40))
    assert [row.id for row in await rows(town, query, id=WORKER)] == [notice.id]


async def test_the_wall_counts_cases_by_their_light_and_so_do_the_figures(town: Platform) -> None:
    before = await at(town, dispatcher(town), "/situation")
    await case_due(town)
    await case_due(town, march(4, 17, 30))
    await case_due(town, march(9, 17, 30))
    await run_timers(town, march(1))
    after = await at(town, dispatcher(town), "/situation")
    grown = {light: after["by_light"][light] - before["by_light"][light] for light in before["by_light"]}
    assert grown == {"green": 1, "yellow": 1, "red": 1}
    await run_timers(town, LATE_AT, "ladders")
    text = (await town.stranger("dispatch-flow").get("/metrics")).text
    lights = {line.split('"')[1] for line in text.splitlines() if line.startswith("onefour_clocks_by_light{")}
    assert lights == {"green", "yellow", "red"}
    assert 'onefour_ladder_steps_total{to="holder"}' in text
