"""How the load of a township is shown: by unit and by head, from what was open then and who had it, over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from shared.clock import town_day
from tests.integration.dispatch.desk import acted, dispatcher, reported_case, rows
from tests.integration.dispatch.org_office import COUNTY, START, got, org_office
from tests.integration.dispatch.past_cases import past_case
from tests.support.platform import TOWN, Platform
from tests.support.town import WORKER

# Nobody else plays in this township.
PAST = "320381114"
FIRST, SECOND, BUREAU = "u-load-first", "u-load-second", "u-load-bureau"


@pytest.fixture(scope="module")
async def units(platform: Platform) -> Platform:
    places = ((FIRST, PAST, "enforcement-team"), (SECOND, PAST, "economy-office"), (BUREAU, COUNTY, "bureau"))
    given = [
        {"id": unit, "region": region, "kind": kind, "name": kind, "valid_from": START} for unit, region, kind in places
    ]
    admin = platform.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": given})).raise_for_status()
    return platform


STEP = """INSERT INTO case_history (case_id, seq, action, to_state, "by", at, facts)
    VALUES (:id, :seq, :action, :to, 'test', :at, CAST(:facts AS jsonb)) RETURNING seq"""
NOW = "UPDATE cases SET unit = :unit, closed_at = :closed WHERE id = :id RETURNING id"


async def ended(platform: Platform, case_id: UUID, unit: str, closed: str | None) -> None:
    at = datetime.fromisoformat(closed) if closed else None
    await rows(platform, NOW, id=case_id, unit=unit, closed=at)


async def case_with(platform: Platform, unit: str, closed: str | None, *steps: tuple[str, str, str, str]) -> UUID:
    """Write a case of 17 March that a unit has now, and how it went: action, state, day, facts."""
    case_id = await past_case(platform, PAST, "2026-03-20")
    await ended(platform, case_id, unit, closed)
    for seq, (action, to, day, facts) in enumerate(steps, 1):
        at = datetime.fromisoformat(f"{day}T12:00:00+08:00")
        await rows(platform, STEP, id=case_id, seq=seq, action=action, to=to, at=at, facts=facts)
    return case_id


async def cases_on(platform: Platform, day: str, region: str = PAST) -> dict[str | None, int]:
    load = await got(platform, "load", region=region, as_of=day)
    assert load["open_cases"] == sum(one["open_cases"] for one in load["units"])
    return {one["unit_id"]: one["open_cases"] for one in load["units"] if one["open_cases"]}


async def test_a_past_day_shows_the_unit_that_had_the_case_then(units: Platform) -> None:
    given = [
        ("dispatch", "dispatched", day, f'{{"unit": "{unit}"}}')
        for day, unit in (("2026-03-17", FIRST), ("2026-03-19", SECOND))
    ]
    await case_with(units, SECOND, "2026-03-23T09:00:00+08:00", *given)

    days = ("2026-03-16", "2026-03-18", "2026-03-19", "2026-03-22", "2026-03-23")
    assert [await cases_on(units, day) for day in days] == [{}, {FIRST: 1}, {SECOND: 1}, {SECOND: 1}, {}]


async def test_a_case_that_was_closed_and_is_reopened_was_no_load_in_between(units: Platform) -> None:
    ends = [("close", "closed", "2026-04-02", "{}"), ("reopen", "reopened", "2026-04-10", "{}")]
    case_id = await case_with(units, FIRST, None, *ends)

    days = ("2026-04-01", "2026-04-02", "2026-04-09", "2026-04-10")
    assert [await cases_on(units, day) for day in days] == [{FIRST: 1}, {}, {}, {FIRST: 1}]
    await ended(units, case_id, FIRST, "2026-04-12T00:00:00+08:00")
    # Closed at midnight in Shanghai: the day before it was open still.
    assert [await cases_on(units, day) for day in ("2026-04-11", "2026-04-12")] == [{FIRST: 1}, {}]


async def test_what_a_department_of_the_county_has_is_no_load_of_the_township(units: Platform) -> None:
    taken = ("take-over", "handling", "2026-05-05", f'{{"unit": "{BUREAU}"}}')
    await case_with(units, BUREAU, None, ("dispatch", "dispatched", "2026-05-02", f'{{"unit": "{FIRST}"}}'), taken)

    before = (await cases_on(units, "2026-05-04"))[FIRST]
    assert (await cases_on(units, "2026-05-05")).get(FIRST, 0) == before - 1
    assert BUREAU not in await cases_on(units, "2026-05-05")
    assert (await cases_on(units, "2026-05-05", COUNTY))[BUREAU] == 1


async def load_of(town: Platform) -> dict[str, Any]:
    return dict((await dispatcher(town).get("/resources/load", params={"region": TOWN})).json())


async def tasks_of(town: Platform, person: str, **query: str) -> int | None:
    """Return how many open tasks name a person of the town, None where he is not of it."""
    asked = {"region": TOWN, "limit": "200"} | query
    answer = await dispatcher(town).get("/resources/load/heads", params=asked)
    return next((one["open_tasks"] for one in answer.json()["items"] if one["person_id"] == person), None)


def cases_of(shown: dict[str, Any], unit: str) -> int:
    return sum(one["open_cases"] for one in shown["units"] if one["unit_id"] == unit)


async def test_the_open_work_of_a_living_town_is_counted_by_unit_and_by_head(town: Platform) -> None:
    office, before, tasks = f"u-{TOWN}-social-affairs", await load_of(town), await tasks_of(town, WORKER)
    case = await reported_case(town)
    with_worker, his = await load_of(town), await tasks_of(town, WORKER)
    case = await acted(town, case, "return", reason="not-mine")
    await acted(town, case, "dispatch", executor="unit", unit=office)
    with_office = await load_of(town)

    assert (case["worker_id"], with_office["on"]) == (WORKER, town_day(town.clock()).isoformat())
    for name in ("open_cases", "open_tasks"):
        assert with_worker[name] == before[name] + 1
    assert tasks is not None
    assert (his, await tasks_of(town, WORKER)) == (tasks + 1, tasks)
    assert cases_of(with_office, office) == cases_of(before, office) + 1
    assert await tasks_of(town, WORKER, as_of="2025-12-31") is None


async def test_the_heads_of_a_pool_are_shown_to_who_may_see_the_township(town: Platform) -> None:
    foreign = await dispatcher(town).get("/resources/load/heads", params={"region": PAST})
    worker = town.client("dispatch", role="worker", person_id="p-w")

    assert (foreign.status_code, foreign.json()["title"]) == (404, "resources.region-unknown")
    assert (await worker.get("/resources/load/heads", params={"region": TOWN})).status_code == 403


async def test_a_city_reads_the_load_of_its_townships_page_by_page(units: Platform) -> None:
    given = ("dispatch", "dispatched", "2026-06-02", f'{{"unit": "{FIRST}"}}')
    await case_with(units, FIRST, "2026-06-09T09:00:00+08:00", given)
    city, day = org_office(units, scope=COUNTY[:4]), "2026-06-05"

    found: list[dict[str, Any]] = []
    asked = {"region": COUNTY, "as_of": day, "limit": "5"}
    while True:
        page = (await city.get("/resources/load/townships", params=asked)).json()
        found += page["items"]
        if page["next"] is None:
            break
        assert len(page["items"]) == 5
        asked["after"] = page["next"]

    towns = "SELECT code FROM regions WHERE parent = :county ORDER BY code"
    assert [one["region"] for one in found] == [row.code for row in await rows(units, towns, county=COUNTY)]
    assert found == [await got(units, "load", region=one["region"], as_of=day) for one in found]
    (here,) = [one for one in found if one["region"] == PAST]
    assert (here["open_cases"], here["overloaded"]) == (1, [FIRST])


async def test_what_is_wider_than_a_county_is_no_pool(units: Platform) -> None:
    city = org_office(units, scope=COUNTY[:4])
    wide = await city.get("/resources/load", params={"region": COUNTY[:4]})
    first = (await city.get("/resources/load/townships", params={"region": COUNTY[:4], "limit": 2})).json()

    assert (wide.status_code, wide.json()["title"]) == (422, "resources.load-too-wide")
    assert (len(first["items"]), first["next"]) == (2, first["items"][1]["region"])
    foreign = await org_office(units, scope="320382").get("/resources/load/townships", params={"region": COUNTY})
    assert (foreign.status_code, foreign.json()["title"]) == (404, "resources.region-unknown")
