"""What a township is held to is added to by admission alone, and never for a day gone by; over HTTP."""

import asyncio
from datetime import datetime, time, timedelta
from typing import Any

import httpx
import pytest

from shared.clock import SHANGHAI, town_day
from tests.integration.dispatch.desk import dispatcher, read, reported_case, rows
from tests.support import duties
from tests.support.duties import bind, drawn, line, org_office
from tests.support.platform import Platform

COUNTY, BOUND, OTHER, FREE = "320831", "320831001", "320831101", "320831107"
STALLS, LAMPS, NOISE, ROADS = "M0203", "M0206", "M0101", "M0208"


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    """A county whose list gives two matters; two of its townships are held to it, one has a line of its own."""
    await duties.publish(town, drawn(COUNTY, line(STALLS), line(NOISE, "supporting", "bureau")), scope=COUNTY)
    await duties.publish(town, drawn(OTHER, line(LAMPS)), scope=COUNTY)
    await bind(town, BOUND, scope=COUNTY)
    await bind(town, OTHER, scope=COUNTY)
    return town


def day(platform: Platform, later: int = 0) -> str:
    return (town_day(platform.clock()) + timedelta(days=later)).isoformat()


async def draft(platform: Platform, region: str, *lines: dict[str, Any], later: int = 1) -> httpx.Response:
    body = drawn(region, *lines, valid_from=day(platform, later))
    return await org_office(platform, scope=COUNTY).post("/duties/drafts", json=body)


async def publish(platform: Platform, kept: httpx.Response, person: str = "p-org-2") -> httpx.Response:
    path = f"/duties/drafts/{kept.json()['id']}/publish"
    return await org_office(platform, person, scope=COUNTY).post(path)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def test_two_persons_of_the_org_office_do_not_admit_a_matter(county: Platform) -> None:
    own = await draft(county, BOUND, line(STALLS), line(LAMPS), line(ROADS))
    # What the county keeps for itself is no more the township's than what no list names.
    countys = await draft(county, BOUND, line(NOISE))
    for_all = await draft(county, COUNTY, line(STALLS), line(NOISE))

    assert [refusal(one) for one in (own, countys, for_all)] == [(409, "duties.needs-admission")] * 3
    assert [one.json()["matters"] for one in (own, countys, for_all)] == [[LAMPS, ROADS], [NOISE], [NOISE]]
    assert own.json()["form"] == "/duties/admissions"
    assert not await rows(county, "SELECT 1 FROM duty_drafts WHERE region = :region", region=BOUND)


async def test_a_draft_from_before_the_township_was_held_to_its_list_is_asked_again(county: Platform) -> None:
    region = "320831103"
    kept = await draft(county, region, line(STALLS), line(LAMPS))
    assert kept.status_code == 201, kept.text
    await bind(county, region, scope=COUNTY)

    refused = await publish(county, kept)

    assert refusal(refused) == (409, "duties.needs-admission")
    history = (await org_office(county, scope=COUNTY).get(f"/duties/lists/{region}/history")).json()
    assert [one["step"] for one in history] == ["drawn-up", "binding-proposed", "bound"]


async def test_a_line_that_goes_lets_no_other_speak_in_its_place(county: Platform) -> None:
    """A township's own line goes before that of its county: without it, the county's would give it the matter."""
    region = "320831111"
    await duties.publish(county, drawn(region, line(STALLS, "taken-back", "bureau"), line(LAMPS)), scope=COUNTY)
    await bind(county, region, scope=COUNTY)

    refused = await draft(county, region, line(LAMPS))
    fewer = await publish(county, await draft(county, region, line(STALLS, "taken-back", "bureau")))

    assert (refusal(refused), refused.json()["matters"]) == ((409, "duties.needs-admission"), [STALLS])
    assert fewer.status_code == 200, fewer.text


async def test_who_is_held_to_a_list_is_not_held_to_another_one_for_days_gone_by(county: Platform) -> None:
    past = await draft(county, OTHER, line(LAMPS, lead="construction-office"), later=-1)
    of_the_county = await draft(county, COUNTY, line(STALLS), later=-1)
    today = await publish(county, await draft(county, OTHER, line(LAMPS, lead="construction-office"), later=0))

    assert [refusal(one) for one in (past, of_the_county)] == [(409, "duties.begins-in-the-past")] * 2
    assert of_the_county.json()["townships"][:2] == [BOUND, OTHER]
    assert today.status_code == 200, today.text


async def test_until_a_township_is_held_to_its_list_two_persons_put_it_right(county: Platform) -> None:
    await duties.publish(county, drawn(FREE, line(LAMPS)), scope=COUNTY)

    done = await publish(county, await draft(county, FREE, line(LAMPS), line(ROADS), later=-30))

    assert done.json()["lines"] == 2, done.text


async def test_the_second_person_reads_the_draft_and_what_it_changes(county: Platform) -> None:
    region = "320831003"
    await duties.publish(county, drawn(region, line(LAMPS), line(ROADS)), scope=COUNTY)
    kept = (await draft(county, region, line(LAMPS, lead="construction-office"), line(STALLS))).json()["id"]
    second = org_office(county, "p-org-2", scope=COUNTY)

    shown = (await second.get(f"/duties/drafts/{kept}")).json()
    listed = (await second.get("/duties/drafts", params={"region": region})).json()["items"]

    assert (shown["added"], shown["changed"], shown["removed"]) == ([STALLS], [LAMPS], [ROADS])
    assert [one["lead"] for one in shown["duties"]] == ["construction-office", "governance-office"]
    assert [(one["id"], one["lines"], one["drawn_up_by"]) for one in listed] == [(kept, 2, "p-org-1")]
    stranger = org_office(county, scope="320830")
    assert (await stranger.get(f"/duties/drafts/{kept}")).status_code == 404
    assert (await stranger.get("/duties/drafts", params={"region": region})).json()["items"] == []
    reader = county.client("dispatch", role="dispatcher", scope=COUNTY, person_id="p-d")
    assert (await reader.get("/duties/drafts")).status_code == 403
    assert (await second.post(f"/duties/drafts/{kept}/publish")).status_code == 200
    assert (await second.get("/duties/drafts", params={"region": region})).json()["items"] == []


async def test_two_lists_for_one_day_are_published_at_once_and_only_one_holds(county: Platform) -> None:
    region = "320831106"
    first, second = await draft(county, region, line(LAMPS)), await draft(county, region, line(ROADS))

    both = await asyncio.gather(publish(county, first), publish(county, second, "p-org-3"))

    assert sorted(one.status_code for one in both) == [200, 409]
    (late,) = [one for one in both if one.status_code == 409]
    assert late.json()["title"] == "duties.later-list-exists"
    stands = await rows(county, "SELECT version FROM duty_lists WHERE region = :region", region=region)
    states = await rows(county, "SELECT state FROM duty_drafts WHERE region = :r ORDER BY state", r=region)
    assert ([one.version for one in stands], [one.state for one in states]) == ([1], ["open", "published"])


async def test_a_township_does_not_write_its_own_list(county: Platform) -> None:
    own = org_office(county, scope=FREE)
    kept = (await draft(county, "320831103", line(STALLS))).json()

    answers = [
        await own.post("/duties/drafts", json=drawn(FREE, line(STALLS), valid_from=day(county, 9))),
        await own.put(f"/duties/bindings/{FREE}", json={"bound_from": day(county)}),
        await org_office(county, "p-org-2", scope="320831103").post(f"/duties/drafts/{kept['id']}/publish"),
    ]

    assert [refusal(one) for one in answers] == [(403, "duties.not-your-level")] * 3


async def step(platform: Platform, case: dict[str, Any], action: str, **more: str) -> httpx.Response:
    """Take a step of a case as it stands, read again where a timer, which a moved clock wakes, was faster."""
    while True:
        version = (await read(platform, case["id"]))["version"]
        body = {"action": action, "version": version} | more
        answer = await dispatcher(platform, case["region"]).post(f"/cases/{case['id']}/actions", json=body)
        if answer.is_success or answer.json()["title"] != "cases.stale-version":
            return answer


async def test_a_list_binds_from_midnight_in_the_town_hall(county: Platform) -> None:
    """At 16:00 UTC the day begins: a minute before what no list names is given with a warning, then it is refused."""
    region, office = "320831002", "u-320831002-construction"
    await duties.units(county, (office, region, "construction-office"))
    await bind(county, region, scope=COUNTY, bound_from=day(county, 1))
    category, to_office = {"scheme": "onefour", "code": LAMPS}, {"executor": "unit", "unit": office}
    case = await reported_case(county, region=region, category=category, position=None)
    midnight = datetime.combine(town_day(county.clock()) + timedelta(days=1), time(), SHANGHAI)
    left = midnight - county.clock()
    try:
        county.clock.ahead = left - timedelta(minutes=1)
        before = await step(county, case, "dispatch", **to_office)
        await step(county, case, "return", reason="not-mine")
        county.clock.ahead = left + timedelta(minutes=1)
        after = await step(county, case, "dispatch", **to_office)
    finally:
        county.clock.ahead = timedelta(0)

    assert (before.status_code, before.json()["warning"]["binding"]) == (200, False)
    assert refusal(after) == (409, "duties.not-admitted")


async def test_whose_a_matter_is_elsewhere_is_not_told(county: Platform) -> None:
    question = {"matter": STALLS, "region": BOUND}

    answers = [
        await org_office(county, scope=scope).get("/duties/who-may", params=question)
        for scope in ("3208", COUNTY, BOUND, FREE, "320830")
    ]

    assert [one.status_code for one in answers] == [200, 200, 200, 404, 404]
    above = await org_office(county, scope=FREE).get("/duties/who-may", params=question | {"region": COUNTY})
    assert above.json()["standing"] == "basic"
