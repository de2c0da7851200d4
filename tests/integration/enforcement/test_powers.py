"""How the team keeps to the days of its township's powers: over HTTP and Kafka, on real servers."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from shared.clock import town_day, utc_now
from shared.schemas.dispatch import PersonChanged, TaskAssigned
from shared.schemas.registers import PowerChanged
from tests.support.platform import Platform
from tests.support.register_samples import power_changed
from tests.support.samples import task_assigned

# Townships of its own: a power that is told stays told.
MATTER, OTHER = "M0203", "M0204"
TODAY = town_day(utc_now())
ONE_DAY = timedelta(days=1)


def term(begins: date, ends: date | None = None) -> dict[str, str | None]:
    return {"in_force_from": begins.isoformat(), "in_force_to": ends.isoformat() if ends else None}


def power(region: str, *terms: dict[str, str | None], version: int = 1, **changes: Any) -> PowerChanged:
    return power_changed(region=region, version=version, terms=list(terms), matters=[MATTER], **changes)


async def officer_of(team: Platform, tell: Any, region: str) -> httpx.AsyncClient:
    """Return the first of two officers of a township, once the team knows them."""
    ids = [f"{region}-1", f"{region}-2"]
    usual = {"version": 1, "region": region, "unit_id": None, "roles": ["officer"], "valid_to": None}
    await tell(*(PersonChanged(person_id=one, valid_from=TODAY - 9 * ONE_DAY, **usual) for one in ids))
    client = team.client("enforcement", role="officer", person_id=ids[0], scope=region)

    async def known() -> bool:
        listed = (await client.get("/officers")).json()["items"]
        return set(ids) <= {item["person_id"] for item in listed}

    await team.until(known)
    return client


async def find(
    officer: httpx.AsyncClient, region: str, matter: str = MATTER, *, ago: timedelta = timedelta(0)
) -> httpx.Response:
    body = {
        "category": {"scheme": "onefour", "code": matter},
        "region": region,
        "text": "占道经营",
        "second_officer_id": f"{region}-2",
        "found_at": (utc_now() - ago).isoformat(),
    }
    return await officer.post("/findings", json=body)


async def observed(team: Platform, matter: str) -> float:
    """Return how many acts the team has counted as observed in a matter."""
    line = f'onefour_powers_observed_total{{matter="{matter}"}} '
    shown = (await team.stranger("enforcement").get("/metrics")).text.splitlines()
    return sum(float(one.removeprefix(line)) for one in shown if one.startswith(line))


async def refused_when(team: Platform, officer: httpx.AsyncClient, region: str, *, refused: bool) -> httpx.Response:
    """Return the team's answer to what is found now as soon as it is a refusal, or none any more."""

    async def look() -> httpx.Response | None:
        answer = await find(officer, region, ago=-team.clock.ahead)
        return answer if (answer.status_code == 409) == refused else None

    found: httpx.Response = await team.until(look)
    return found


async def test_a_township_of_which_nothing_was_told_is_observed(team: Platform, tell: Any) -> None:
    region, neighbour, matter = "320682103", "320682117", "M0209"
    officer, other = [await officer_of(team, tell, where) for where in (region, neighbour)]
    assert (await find(officer, region, matter)).status_code == 201
    assert await observed(team, matter) == 0

    # Its county has given the power to another township, and not to this one: seen, and counted.
    await tell(power_changed(region=neighbour, matters=[matter], terms=[term(TODAY + ONE_DAY)]))

    async def refused() -> bool:
        return (await find(other, neighbour, matter)).status_code == 409

    await team.until(refused)
    # What came in while the news was being written may have been counted, too.
    before = await observed(team, matter)
    assert (await find(officer, region, matter)).status_code == 201
    assert await observed(team, matter) == before + 1


async def test_no_finding_is_made_by_a_power_that_begins_tomorrow(team: Platform, tell: Any) -> None:
    region = "320682104"
    officer = await officer_of(team, tell, region)

    await tell(power(region, term(TODAY + ONE_DAY)))
    answer = await refused_when(team, officer, region, refused=True)

    told = answer.json()
    assert (told["title"], told["matter"]) == ("enforcement.power-not-in-force", MATTER)
    assert (told["on"], told["powers"]) == (TODAY.isoformat(), ["P-101"])
    assert (await find(officer, region, OTHER)).status_code == 201
    team.clock.ahead = timedelta(days=1)
    try:
        assert (await find(officer, region, ago=-ONE_DAY)).status_code == 201
    finally:
        team.clock.ahead = timedelta(0)


async def test_an_event_that_comes_late_holds_from_its_day_and_an_old_one_changes_nothing(
    team: Platform, tell: Any
) -> None:
    region = "320682105"
    officer = await officer_of(team, tell, region)

    await tell(power(region, term(TODAY - 9 * ONE_DAY, TODAY - ONE_DAY), version=7, state="taken-back"))
    await refused_when(team, officer, region, refused=True)
    await tell(power(region, term(TODAY - 9 * ONE_DAY), version=6), power("320682199", term(TODAY)))
    await tell(power(region, term(TODAY - 9 * ONE_DAY), version=8, code="P-102", kind="licence"))
    assert (await find(officer, region)).status_code == 409
    await tell(power(region, term(TODAY - 9 * ONE_DAY), version=8))

    assert (await refused_when(team, officer, region, refused=False)).status_code == 201


async def test_a_clue_is_not_worked_without_the_power_and_may_be_given_back(team: Platform, tell: Any) -> None:
    region, clue_id = "320682107", str(uuid4())
    officer = await officer_of(team, tell, region)
    await tell(power(region, term(TODAY - ONE_DAY, TODAY - ONE_DAY)))
    clue = task_assigned(task_id=clue_id, case_id=str(uuid4()), executor="team", region=region, matter=MATTER)
    await tell(clue.model_copy(update={"worker_id": None}))
    await refused_when(team, officer, region, refused=True)

    async def act(action: str, **more: str) -> httpx.Response:
        return await officer.post(f"/clues/{clue_id}/{action}", json={"client_id": str(uuid4())} | more)

    async def there() -> bool:
        return (await officer.get(f"/clues/{clue_id}")).status_code == 200

    await team.until(there)
    accepted = await act("accept")
    assert (accepted.status_code, accepted.json()["title"]) == (409, "enforcement.power-not-in-force")
    assert (await act("return", reason="not-mine")).status_code == 200


async def test_what_officers_found_is_judged_by_the_day_on_which_they_found_it(team: Platform, tell: Any) -> None:
    ended, begun = "320682111", "320682112"
    first, second = [await officer_of(team, tell, region) for region in (ended, begun)]
    await tell(power(ended, term(TODAY - 9 * ONE_DAY, TODAY - ONE_DAY)), power(begun, term(TODAY)))
    assert (await refused_when(team, first, ended, refused=True)).json()["on"] == TODAY.isoformat()

    late = await find(first, ended, ago=ONE_DAY)
    early = await find(second, begun, ago=ONE_DAY)

    # Found while the power was in force and told after its midnight; found before it began and told on its first day.
    assert late.status_code == 201, late.text
    assert (early.status_code, early.json()["on"]) == (409, (TODAY - ONE_DAY).isoformat())
    history = (await first.get(f"/findings/{late.json()['id']}")).json()["history"]
    assert history[0]["facts"]["powers"] == ["P-101"]


async def test_a_past_day_is_asked_of_the_team_too(team: Platform, tell: Any) -> None:
    region = "320682113"
    officer = await officer_of(team, tell, region)
    await tell(power(region, term(TODAY - 9 * ONE_DAY, TODAY - 5 * ONE_DAY), term(TODAY)))
    asked = {"matter": MATTER, "region": region}

    async def told(days_ago: int) -> Any:
        day = (TODAY - days_ago * ONE_DAY).isoformat()
        answer = (await officer.get("/officers/powers", params=asked | {"as_of": day})).json()
        return answer["in_force"] if answer["told"] else None

    async def known() -> Any:
        return await told(0)

    assert await team.until(known) == ["P-101"]
    assert [await told(ago) for ago in (5, 4, 1)] == [["P-101"], [], []]
    stranger = await officer.get("/officers/powers", params=asked | {"region": "320682199"})
    assert (stranger.status_code, stranger.json()["title"]) == (404, "enforcement.region-unknown")


async def told_of(team: Platform, clue_id: str) -> list[Any]:
    """Return what the centre was told at each step of a clue of the powers that were used."""
    async with team.database("enforcement").begin() as work:
        query = text("SELECT body::jsonb -> 'use' AS use FROM outbox WHERE key = :key ORDER BY seq")
        return [row.use for row in await work.connection.execute(query, {"key": clue_id})]


async def taken_up(team: Platform, tell: Any, officer: httpx.AsyncClient, region: str) -> TaskAssigned:
    """Return a clue that an officer has accepted in a township with two powers in force and one of tomorrow."""
    days, later = term(TODAY - ONE_DAY), term(TODAY + ONE_DAY)
    await tell(*(power(region, days, code=code) for code in ("P-101", "P-102")), power(region, later, code="P-103"))

    async def known() -> bool:
        answer = await officer.get("/officers/powers", params={"matter": MATTER, "region": region})
        return len(answer.json()["told"]) == 3

    await team.until(known)
    ids = {"task_id": str(uuid4()), "case_id": str(uuid4())}
    clue = task_assigned(**ids, executor="team", region=region, matter=MATTER).model_copy(update={"worker_id": None})
    await tell(clue)

    async def accepted() -> bool:
        body = {"client_id": str(uuid4())}
        return (await officer.post(f"/clues/{clue.task_id}/accept", json=body)).status_code == 200

    await team.until(accepted)
    return clue


async def test_a_clue_is_ended_by_a_power_in_force_and_the_centre_hears_by_which(team: Platform, tell: Any) -> None:
    region = "320682114"
    officer = await officer_of(team, tell, region)
    clue = await taken_up(team, tell, officer, region)
    clue_id = str(clue.task_id)

    async def finish(**more: Any) -> httpx.Response:
        body = {"client_id": str(uuid4()), "second_officer_id": f"{region}-2", "result": "solved"}
        return await officer.post(f"/clues/{clue_id}/finish", json=body | more)

    wrong = await finish(power="P-103")
    again = {"client_id": str(uuid4()), "power": "P-102"}
    done = [await finish(**again) for _ in range(2)]

    assert (wrong.status_code, wrong.json()["title"]) == (409, "enforcement.power-not-in-force")
    assert [one.status_code for one in done] == [200, 200]
    history = (await officer.get(f"/clues/{clue_id}")).json()["history"]
    assert [(one["action"], one["facts"].get("powers")) for one in history[1:]] == [
        ("accept", ["P-101", "P-102"]),
        ("finish", ["P-102"]),
    ]
    used = {"region": region, "powers": ["P-102"], "assigned_at": clue.model_dump(mode="json")["assigned_at"]}
    assert await told_of(team, clue_id) == [None, used]


@pytest.mark.parametrize("state", ["trial", "formal"])
async def test_at_midnight_in_shanghai_the_power_is_over(team: Platform, tell: Any, state: str) -> None:
    region = {"trial": "320682108", "formal": "320682110"}[state]
    officer = await officer_of(team, tell, region)
    await tell(power(region, term(TODAY - ONE_DAY, TODAY), state=state))
    assert (await find(officer, region)).status_code == 201

    team.clock.ahead = timedelta(days=1)
    try:
        await refused_when(team, officer, region, refused=True)
    finally:
        team.clock.ahead = timedelta(0)
