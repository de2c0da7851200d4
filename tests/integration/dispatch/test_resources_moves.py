"""How a person goes with his post, down with a power and back, and how he leaves, over HTTP."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import pytest

from dispatch.organisation import repository as registers
from dispatch.organisation.domain.rows import Given
from dispatch.organisation.domain.terms import PersonRole, Term
from dispatch.organisation.service.registers import put_persons
from shared.runtime.scope import Reach, Scope
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.org_office import (
    ADMINISTRATIVE,
    COUNTY,
    START,
    ceiling,
    changed,
    confirmed,
    drawn,
    got,
    org_office,
    placed,
    proposal,
    side,
)
from tests.support.platform import Platform
from tests.support.powers import listed

# Nobody else plays in this township.
TOWN = "320381111"
BUREAU, TEAM, OFFICE, STATION = "u-go-bureau", "u-go-team", "u-go-office", "u-go-station"
PEOPLE = [f"p-go-{number}" for number in range(9)]
POWER, KEPT = "P-GO", "county-kept-township-used"


def goes(person: str, before: str, after: str, kind: str = ADMINISTRATIVE) -> dict[str, Any]:
    return {"person_id": person, "from_unit": before, "to_unit": after, "kind": kind, "power": POWER}


async def posts(platform: Platform, unit: str, on: str) -> tuple[int, int, int]:
    """Return approved, posts and people on them."""
    items = (await got(platform, "posts", region=COUNTY, as_of=on))["items"]
    (one,) = [item for item in items if (item["unit_id"], item["kind"]) == (unit, ADMINISTRATIVE)]
    return one["approved"], one["posts"], one["occupied"]


async def unit_of(platform: Platform, person: str, on: str) -> str | None:
    """Return where a person works on a day, None where he is not there."""
    asked = {"region": COUNTY, "as_of": on, "limit": "200"}
    found = await org_office(platform).get("/organisation/persons", params=asked)
    return next((one["unit_id"] for one in found.json()["items"] if one["id"] == person), None)


async def confirming(platform: Platform, proposal_id: str, person: str = "p-org-2") -> httpx.Response:
    return await org_office(platform, person).post(f"/resources/proposals/{proposal_id}/confirm")


def codes(answer: httpx.Response) -> list[tuple[int, str]]:
    assert answer.status_code == 422, answer.text
    return [(bad["index"], bad["code"]) for bad in answer.json().get("lines") or answer.json()["rows"]]


@pytest.fixture(scope="module")
async def county(platform: Platform) -> Platform:
    """A bureau whose every post is taken, and a township's team, office and station without any post."""
    places = ((BUREAU, COUNTY, "bureau"), (TEAM, TOWN, "enforcement-team"), (OFFICE, TOWN, "governance-office"))
    units = [
        {"id": unit, "region": region, "kind": kind, "name": kind, "valid_from": START}
        for unit, region, kind in (*places, (STATION, TOWN, "stationed-land"))
    ]
    people = [
        {"id": person, "region": COUNTY, "unit_id": BUREAU, "name": "测试", "roles": ["officer"], "valid_from": START}
        for person in PEOPLE
    ]
    admin = platform.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
    (await admin.put("/organisation/persons", json={"persons": people})).raise_for_status()
    await listed(platform, POWER)
    await confirmed(platform, proposal("establishment", ceiling(BUREAU, 9), ceiling(TEAM, 2), ceiling(OFFICE, 3)))
    await confirmed(platform, proposal("transfer", side(None, -9), side(BUREAU, 9)))
    await confirmed(platform, proposal("placement", *[placed(one, "own", BUREAU, BUREAU) for one in PEOPLE]))
    return platform


async def of_the_county(platform: Platform, on: str) -> tuple[int, int, int]:
    """Return who works in townships, the posts there, and all posts."""
    shown = await got(platform, "summary", region=COUNTY, as_of=on)
    posts_shown = shown["posts"][ADMINISTRATIVE]
    return shown["pool"], posts_shown["in_townships"], posts_shown["posts"]


async def test_a_post_and_the_person_on_it_go_down_together_where_neither_could_go_alone(county: Platform) -> None:
    day, before = "2026-02-01", "2026-01-31"
    alone = await drawn(county, proposal("transfer", side(BUREAU, -1, POWER), side(TEAM, 1, POWER), day=day))
    without = await drawn(county, proposal("placement", placed(PEOPLE[0], "transferred", BUREAU, TEAM), day=day))
    assert (alone.json()["title"], without.json()["title"]) == ("resources.no-free-post", "resources.no-free-post")

    was = await of_the_county(county, day)
    moved = await confirmed(county, proposal("move", goes(PEOPLE[0], BUREAU, TEAM), day=day))

    # One more in townships, and as many in all.
    assert await of_the_county(county, day) == (was[0] + 1, was[1] + 1, was[2])
    assert [await unit_of(county, PEOPLE[0], on) for on in (before, day)] == [BUREAU, TEAM]
    assert [await posts(county, BUREAU, on) for on in (before, day)] == [(9, 9, 9), (9, 8, 8)]
    assert [await posts(county, TEAM, on) for on in (before, day)] == [(2, 0, 0), (2, 1, 1)]
    sides = [one for one in (await got(county, "transfers", region=COUNTY))["items"] if one["transfer_id"] == moved]
    both = {(BUREAU, COUNTY, -1, POWER), (TEAM, TOWN, 1, POWER)}
    assert {(one["unit_id"], one["region"], one["posts"], one["power"]) for one in sides} == both
    earlier = await got(county, "transfers", region=COUNTY, as_of=before)
    assert moved not in {one["transfer_id"] for one in earlier["items"]}
    (here,) = (await got(county, "placements", region=TOWN, as_of=day))["items"]
    assert (here["person_id"], here["mode"], here["holder"], here["power"]) == (PEOPLE[0], "transferred", TEAM, POWER)
    assert (await got(county, "placements", region=TOWN, as_of=before))["items"] == []
    assert (await got(county, "confirmed", power=POWER, region=TOWN, as_of=day))["posts"] == 1


async def test_both_go_back_to_the_county_when_the_power_does(county: Platform) -> None:
    await confirmed(county, proposal("move", goes(PEOPLE[1], BUREAU, OFFICE), day="2026-02-01"))
    assert (await posts(county, OFFICE, "2026-02-01")) == (3, 1, 1)

    await confirmed(county, proposal("move", goes(PEOPLE[1], OFFICE, BUREAU), day="2026-03-01"))

    assert (await posts(county, OFFICE, "2026-03-01")) == (3, 0, 0)
    assert [await unit_of(county, PEOPLE[1], on) for on in ("2026-02-28", "2026-03-01")] == [OFFICE, BUREAU]
    placements = (await got(county, "placements", region=COUNTY, as_of="2026-03-01"))["items"]
    (back,) = [one for one in placements if one["person_id"] == PEOPLE[1]]
    assert (back["mode"], back["holder"], back["region"], back["power"]) == ("own", BUREAU, COUNTY, None)


async def test_who_was_lent_works_in_his_department_again_when_he_is_put_back_there(county: Platform) -> None:
    await confirmed(county, proposal("placement", placed(PEOPLE[2], KEPT, BUREAU, OFFICE), day="2026-02-01"))
    await confirmed(county, proposal("placement", placed(PEOPLE[2], "own", BUREAU, BUREAU), day="2026-04-01"))

    assert [await unit_of(county, PEOPLE[2], on) for on in ("2026-03-31", "2026-04-01")] == [OFFICE, BUREAU]
    load = await got(county, "load", region=TOWN, as_of="2026-04-01")
    assert OFFICE not in {one["unit_id"] for one in load["units"] if one["people"]}


async def test_each_line_that_cannot_move_is_named(county: Platform) -> None:
    day = "2026-05-01"
    lines = [
        goes("p-go-ghost", BUREAU, TEAM),
        goes(PEOPLE[3], OFFICE, TEAM),
        goes(PEOPLE[4], BUREAU, STATION),
        goes(PEOPLE[5], BUREAU, TEAM, "public-institution"),
    ]
    assert codes(await drawn(county, proposal("move", *lines, day=day))) == [
        (0, "resources.unknown-person"),
        (1, "resources.not-in-that-unit"),
        (2, "resources.not-a-stationed-agency"),
        (3, "resources.other-kind-of-post"),
    ]
    strange = [goes(PEOPLE[3], BUREAU, "u-ghost"), goes(PEOPLE[4], BUREAU, TEAM), goes(PEOPLE[4], BUREAU, OFFICE)]
    assert codes(await drawn(county, proposal("move", *strange, day=day))) == [
        (0, "resources.unknown-unit"),
        (1, "resources.twice"),
        (2, "resources.twice"),
    ]
    assert codes(await drawn(county, proposal("move", goes(PEOPLE[3], BUREAU, TEAM)))) == [(0, "resources.overlap")]


async def test_a_move_beyond_the_establishment_is_refused_and_nothing_is_half_done(county: Platform) -> None:
    async def entries() -> Any:
        return (await rows(county, "SELECT count(*) FROM post_entries WHERE region = :town", town=TOWN))[0][0]

    before, day = await entries(), "2026-05-01"
    nowhere = await drawn(county, proposal("move", goes(PEOPLE[3], BUREAU, BUREAU), day=day))
    assert (nowhere.status_code, nowhere.json()["title"]) == (422, "invalid")
    crowd = [goes(one, BUREAU, TEAM) for one in PEOPLE[3:5]]
    beyond = await drawn(county, proposal("move", *crowd, day=day))
    assert (beyond.status_code, beyond.json()["title"]) == (409, "resources.beyond-establishment")
    assert (beyond.json()["unit"], beyond.json()["approved"], beyond.json()["posts"]) == (TEAM, 2, 3)
    assert await entries() == before


async def test_of_two_who_would_take_the_last_post_of_an_establishment_at_once_one_comes(county: Platform) -> None:
    day = "2026-06-01"
    kept = [
        (await drawn(county, proposal("move", goes(one, BUREAU, TEAM), day=day))).json()["id"] for one in PEOPLE[3:5]
    ]

    # Each of them twice, too: what is confirmed is not confirmed again.
    answers = await asyncio.gather(*(confirming(county, one, who) for one in kept for who in ("p-org-2", "p-org-3")))

    assert sorted(one.status_code for one in answers) == [200, 409, 409, 409]
    titles = {one.json()["title"] for one in answers if one.status_code == 409}
    assert titles == {"resources.beyond-establishment", "resources.proposal-is-decided"}
    assert await posts(county, TEAM, day) == (2, 2, 2)
    assert [await unit_of(county, one, day) for one in PEOPLE[3:5]].count(TEAM) == 1


async def test_of_two_establishments_from_one_day_at_once_one_holds(county: Platform) -> None:
    bodies = [proposal("establishment", ceiling(OFFICE, number, "public-institution")) for number in (4, 5)]
    kept = [(await drawn(county, body)).json()["id"] for body in bodies]

    answers = await asyncio.gather(*(confirming(county, one) for one in kept))

    assert sorted(one.status_code for one in answers) == [200, 422]
    assert codes(next(one for one in answers if one.status_code == 422)) == [(0, "resources.overlap")]


async def test_what_somebody_else_changes_of_a_person_meanwhile_is_not_lost(county: Platform) -> None:
    one, day = PEOPLE[5], "2026-06-15"
    body = proposal("placement", placed(one, KEPT, BUREAU, OFFICE), day=day)
    kept = (await drawn(county, body)).json()["id"]

    async with county.database("dispatch").begin() as work:
        (before,) = (await registers.terms_of_persons(work.connection, [one]))[one]
        facts = replace(before.facts, roles=(PersonRole.CLERK, PersonRole.OFFICER))
        clerk = Given(one, Term(facts, date(2026, 6, 1), None), synthetic=False, name="测试")
        await put_persons(work, Scope(Reach(COUNTY, "p-admin")), given=[clerk], now=county.clock())
        moving = asyncio.create_task(confirming(county, kept))
        await asyncio.sleep(0.5)

    assert (await moving).status_code == 200
    found = await org_office(county).get("/organisation/persons", params={"region": TOWN, "as_of": day, "limit": 200})
    (person,) = [row for row in found.json()["items"] if row["id"] == one]
    assert (person["unit_id"], person["roles"]) == (OFFICE, ["clerk", "officer"])


async def test_who_leaves_frees_his_post_and_is_nowhere_from_that_day_on(county: Platform) -> None:
    day, before = "2026-08-01", "2026-07-31"
    was = await posts(county, BUREAU, before)
    leaving = [{"person_id": PEOPLE[6], "why": "retired"}]
    await confirmed(county, proposal("leaving", *leaving, day=day))

    assert await posts(county, BUREAU, day) == (was[0], was[1], was[2] - 1)
    assert [await unit_of(county, PEOPLE[6], on) for on in (before, day)] == [BUREAU, None]
    gone = proposal("leaving", *leaving, {"person_id": PEOPLE[7], "why": "resigned"}, day="2026-09-01")
    assert codes(await drawn(county, gone)) == [(0, "resources.unknown-person")]
    sooner = await drawn(county, proposal("leaving", {"person_id": PEOPLE[7], "why": "resigned"}))
    assert codes(sooner) == [(0, "resources.overlap")]
    # The post is free: it may go down alone.
    await confirmed(county, proposal("transfer", side(BUREAU, -1), side(OFFICE, 1), day=day))


# ----------------------------------------------------------------------------------------- behind the back of the books
def person(one: str, **said: Any) -> dict[str, Any]:
    about = {"id": one, "region": COUNTY, "unit_id": BUREAU, "name": "测试", "roles": ["officer"], "valid_from": START}
    return about | said


async def test_the_register_of_persons_moves_nobody_who_sits_on_a_post(county: Platform) -> None:
    admin = county.client("dispatch", scope="32")

    async def put(**said: Any) -> httpx.Response:
        return await admin.put("/organisation/persons", json={"persons": [person(PEOPLE[7], **said)]})

    elsewhere = await put(region=TOWN, unit_id=TEAM, valid_from="2026-09-01")
    ends = await put(valid_to="2026-09-30")
    promoted = await put(post="科长", valid_from="2026-09-01")

    assert codes(elsewhere) == codes(ends) == [(0, "resources.sits-on-a-post")]
    assert promoted.status_code == 200
    assert await unit_of(county, PEOPLE[7], "2026-10-01") == BUREAU


async def test_an_agency_does_not_close_while_posts_are_kept_for_it(county: Platform) -> None:
    unit, other = "u-go-closing", "320381113"
    opened = {"id": unit, "kind": "economy-office", "name": "经济发展局", "valid_from": START}
    body = {"region": TOWN, "opens": [opened]}
    assert (await changed(county, body)).status_code == 201
    await confirmed(county, proposal("establishment", ceiling(unit, 1)))
    await confirmed(county, proposal("transfer", side(None, -1), side(unit, 1)))
    admin = county.client("dispatch", scope="32")
    closing = {"region": TOWN, "closes": [{"id": unit, "last_day": "2026-06-30"}]}

    by_agency = await org_office(county).post("/resources/agencies", json=closing)
    row = opened | {"region": TOWN}
    by_unit = await admin.put("/organisation/units", json={"units": [row | {"valid_to": "2026-06-30"}]})
    away = await admin.put("/organisation/units", json={"units": [row | {"region": other, "valid_from": "2026-07-01"}]})

    assert codes(by_agency) == codes(by_unit) == codes(away) == [(0, "resources.still-has-posts")]
    assert by_agency.json()["rows"][0]["on"] == "2026-07-01"
    await confirmed(county, proposal("transfer", side(unit, -1), side(None, 1), day="2026-07-01"))
    await confirmed(county, proposal("establishment", ceiling(unit, 0), day="2026-07-01"))
    assert (await changed(county, closing)).status_code == 201
    reopened = {"region": TOWN, "opens": [opened | {"valid_from": "2026-09-01"}]}
    assert (await changed(county, reopened)).status_code == 201
    shown = [(await got(county, "summary", region=TOWN, as_of=day))["agencies"] for day in ("2026-06-30", "2026-08-31")]
    assert shown == [3, 2]
    assert (await got(county, "summary", region=TOWN, as_of="2026-09-01"))["agencies"] == 3


async def test_a_unit_does_not_go_to_another_township_without_its_people(county: Platform) -> None:
    unit = {"id": "u-go-alone", "region": TOWN, "kind": "bureau", "name": "测试", "valid_from": START}
    admin = county.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": [unit]})).raise_for_status()
    inside = person("p-go-alone", region=TOWN, unit_id=unit["id"])
    (await admin.put("/organisation/persons", json={"persons": [inside]})).raise_for_status()

    moved = unit | {"region": "320381113", "valid_from": "2026-07-01"}
    away = await admin.put("/organisation/units", json={"units": [moved]})

    assert codes(away) == [(0, "organisation.still-staffed")]
