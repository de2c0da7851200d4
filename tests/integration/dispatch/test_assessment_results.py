"""How a year's result is fixed as a document by two persons, and how it is corrected, over HTTP."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import DBAPIError

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.test_assessment import item, register
from tests.integration.dispatch.test_assessment_terms import refusal
from tests.support.days import on
from tests.support.platform import Platform

# Each test has a township of its own, in years of which nobody else asks here.
CITY, COUNTY, YEAR = "3213", "321324", 2024
JUNE, DECEMBER, JANUARY, MARCH = date(YEAR, 6, 1), date(YEAR, 12, 31), date(2025, 1, 30), date(2025, 3, 3)
DOCUMENT, CORRECTION = "洪考发〔2025〕1号", "洪考发〔2025〕9号"


def office(platform: Platform, person: str = "p-org-1", scope: str = CITY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=scope, person_id=person)


async def registered(platform: Platform, region: str, *items: dict[str, Any]) -> None:
    """Let a region be assessed by items in the year."""
    with on(platform, JUNE):
        body, county = register(region, *items, year=YEAR), region[:6]
        kept = await office(platform, scope=county).post("/assessment/drafts", json=body)
        assert kept.status_code == 201, kept.text
        done = await office(platform, "p-org-2", county).post(f"/assessment/drafts/{kept.json()['id']}/approve")
        assert done.status_code == 200, done.text


async def given(platform: Platform, region: str, points: int, **more: Any) -> httpx.Response:
    body = {"region": region, "year": YEAR, "about": "item", "subject": "judged", "points": points, "reason": "核查"}
    return await office(platform).post("/assessment/scores", json=body | more)


async def counting(platform: Platform, score: httpx.Response) -> httpx.Response:
    assert score.status_code == 201, score.text
    return await office(platform, "p-org-2").post(f"/assessment/scores/{score.json()['id']}/confirm")


async def scored(platform: Platform, region: str, points: int, **more: Any) -> str:
    kept = await given(platform, region, points, **more)
    assert (await counting(platform, kept)).status_code == 200
    return str(kept.json()["id"])


def fixing(region: str, **more: Any) -> dict[str, Any]:
    return {"region": region, "year": YEAR, "adopted_by": DOCUMENT} | more


async def proposed(platform: Platform, body: dict[str, Any], **who: str) -> httpx.Response:
    return await office(platform, **who).post("/assessment/results/drafts", json=body)


async def confirming(platform: Platform, kept: httpx.Response, person: str = "p-org-2") -> httpx.Response:
    assert kept.status_code == 201, kept.text
    return await office(platform, person).post(f"/assessment/results/drafts/{kept.json()['id']}/confirm")


async def fixed(platform: Platform, body: dict[str, Any]) -> list[dict[str, Any]]:
    done = await confirming(platform, await proposed(platform, body))
    assert done.status_code == 200, done.text
    return list(done.json())


async def results(platform: Platform, region: str, **query: Any) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {"region": region, "year": YEAR} | query
    answer = await office(platform).get("/assessment/results", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.fixture(scope="module")
async def town(platform: Platform) -> str:
    """A township of whose two cases one was late, and whose other item has a score."""
    region = "321324104"
    await registered(platform, region, item("closed", 60, figure="closed-in-time"), item("judged", 40))
    for number in (1, 2):
        await past_case(platform, region, f"{YEAR}-03-0{number}", late=number == 1)
    with on(platform, JUNE):
        await scored(platform, region, 90)
    return region


async def test_a_year_is_fixed_by_two_persons(platform: Platform, town: str) -> None:
    with on(platform, MARCH):
        kept = await proposed(platform, fixing(town))
        own = await confirming(platform, kept, "p-org-1")
        before = await results(platform, town)
        waiting = await office(platform).get("/assessment/results/drafts", params={"region": town})
        done = await confirming(platform, kept)
        again = await confirming(platform, kept, "p-org-3")

    assert refusal(own) == (403, "assessment.second-person-needed")
    assert (before, [one["state"] for one in waiting.json()["items"]]) == ([], ["open"])
    # 60 % of 50 and 40 % of 90.
    assert (done.status_code, done.json()) == (200, [{"region": town, "version": 1, "total": 66.0}])
    assert refusal(again) == (409, "assessment.fixing-is-decided")
    for as_of, number in (("2025-03-02", 0), ("2025-03-03", 1)):
        assert len(await results(platform, town, as_of=as_of)) == number
    steps = (await office(platform).get("/assessment/history", params={"region": town})).json()["items"]
    assert [one["step"] for one in steps][:2] == ["fixed", "fixing-proposed"]


async def test_what_is_fixed_stays_with_all_that_stood_behind_it(platform: Platform, town: str) -> None:
    # What comes later changes what is computed, and not what is fixed.
    await past_case(platform, town, f"{YEAR}-03-03", late=True)
    asked: dict[str, Any] = {"region": town, "year": YEAR}
    assert (await office(platform).get("/assessment/total", params=asked)).json()["total"] == 56.0

    (result,) = await results(platform, town)

    assert (result["adopted_by"], result["proposed_by"], result["confirmed_by"]) == (DOCUMENT, "p-org-1", "p-org-2")
    body = result["body"]
    assert (body["total"]["total"], body["total"]["as_of"]) == (66.0, "2024-12-31")
    assert [(one["code"], one["weight"]) for one in body["items"]] == [("closed", 60), ("judged", 40)]
    assert [(one["region"], one["adopted_by"]) for one in body["registers"]] == [(town, "邳委发〔2026〕5号")]
    (closed,) = [one for one in body["figures"] if one["figure"] == "closed-in-time"]
    assert (closed["numerator"], closed["denominator"], "应结案数" in closed["formula"]) == (1, 2, True)
    scores = [(one["points"], one["given_by"], one["decided_by"]) for one in body["scores"]]
    assert scores == [(90, "p-org-1", "p-org-2")]


async def test_a_year_is_fixed_only_when_it_is_over_and_nobody_may_object_any_more(
    platform: Platform, town: str
) -> None:
    with on(platform, DECEMBER):
        running = await proposed(platform, fixing(town))
    with on(platform, JANUARY):
        term = await proposed(platform, fixing(town))

    assert refusal(running) == (409, "assessment.year-not-over")
    assert (refusal(term), term.json()["until"]) == ((409, "assessment.objection-term-runs"), {town: "2025-01-30"})


async def test_a_year_is_fixed_only_when_every_objection_is_decided(platform: Platform) -> None:
    region = "321324105"
    await registered(platform, region, item("closed", 100, figure="closed-in-time"))
    late = await past_case(platform, region, f"{YEAR}-03-01", late=True)
    about = {"figure": "closed-in-time", "ground": "wrong-clock", "document": "文8号"}
    body = {"region": region, "year": YEAR, "subject": {"kind": "case", "id": str(late)}} | about
    with on(platform, JANUARY):
        mayor = platform.client("dispatch", role="leader", scope=region, person_id="p-mayor")
        raised = await mayor.post("/assessment/objections", json=body)
        assert raised.status_code == 201, raised.text
    objection = raised.json()["id"]
    with on(platform, MARCH):
        waits = await proposed(platform, fixing(region))
        decision = {"decision": "uphold", "reason": "属实"}
        decided = await office(platform).post(f"/assessment/objections/{objection}/decide", json=decision)
        assert decided.status_code == 200
        await fixed(platform, fixing(region))
    (result,) = await results(platform, region)

    assert (refusal(waits), waits.json()["objections"]) == ((409, "assessment.objection-open"), [objection])
    # The only case is out of the figure: there is nothing to score.
    kept = result["body"]
    assert (kept["total"]["total"], [one["state"] for one in kept["objections"]]) == (None, ["upheld"])


async def test_what_cannot_be_fixed_says_why(platform: Platform) -> None:
    region, bare = "321324106", "321324107"
    await registered(platform, region, item("judged", 100))
    with on(platform, MARCH):
        unscored = await proposed(platform, fixing(region))
        nothing = await proposed(platform, fixing(bare))
        township = await proposed(platform, fixing(region), scope=region)
        foreign = await proposed(platform, fixing("320324101"))
        no_type = await proposed(platform, fixing(COUNTY))
        no_version = await proposed(platform, fixing(region, reason="计分有误"))
        ghost = await office(platform).post(f"/assessment/results/drafts/{'0' * 8}-0000-7000-8000-{'0' * 12}/confirm")

    assert (refusal(unscored), unscored.json()["missing"]) == (
        (409, "assessment.result-incomplete"),
        {region: ["judged"]},
    )
    assert refusal(nothing) == (404, "assessment.no-register")
    assert refusal(township) == (403, "assessment.not-the-county")
    assert refusal(foreign) == (404, "assessment.region-unknown")
    assert refusal(no_type) == (422, "invalid")
    assert (refusal(no_version), no_version.json()["regions"]) == ((409, "assessment.year-not-fixed"), [region])
    assert refusal(ghost) == (404, "assessment.fixing-not-found")


async def test_nothing_of_a_fixed_year_changes(platform: Platform) -> None:
    region = "321324113"
    await registered(platform, region, item("judged", 100))
    other = [register(place, item("other", 100), year=YEAR) for place in (region, COUNTY)]
    with on(platform, JUNE):
        first = await scored(platform, region, 60)
        open_still = await given(platform, region, 70, corrects=first)
    with on(platform, MARCH):
        await fixed(platform, fixing(region))
        refused = [
            await given(platform, region, 80, corrects=first),
            await counting(platform, open_still),
            await proposed(platform, fixing(region)),
            *[await office(platform).post("/assessment/drafts", json=body) for body in other],
        ]

    assert [refusal(one) for one in refused] == [(409, "assessment.year-fixed")] * 5


async def test_the_database_itself_changes_no_result(platform: Platform) -> None:
    region = "321324110"
    await registered(platform, region, item("judged", 100))
    with on(platform, JUNE):
        await scored(platform, region, 60)
    with on(platform, MARCH):
        await fixed(platform, fixing(region))

    for change in ("UPDATE assessment_results SET year = year", "DELETE FROM assessment_results"):
        with pytest.raises(DBAPIError, match="assessment_results only grows"):
            await rows(platform, change + " RETURNING id")
    assert len(await results(platform, region)) == 1


async def every_scored(platform: Platform, regions: list[str]) -> None:
    """Let each township be given a point more than the one before, by the office of its county."""
    for number, region in enumerate(regions):
        await scored(platform, region, 60 + number)


async def test_all_townships_of_a_type_are_fixed_at_once_or_none(platform: Platform) -> None:
    county = "321302"
    every = await rows(platform, "SELECT code FROM regions WHERE parent = :county AND NOT is_pseudo", county=county)
    streets = sorted(one.code for one in every if one.code[6] == "0")
    assert 1 < len(streets) < len(every)
    await registered(platform, county, item("judged", 100))
    body = fixing(county, type="street")
    with on(platform, MARCH):
        refused = await proposed(platform, body)
        await every_scored(platform, streets)
        done = await fixed(platform, body)
        twice = await proposed(platform, fixing(streets[0]))
    own = await office(platform, scope=streets[1]).get("/assessment/results", params={"year": YEAR})

    assert (refusal(refused), sorted(refused.json()["missing"])) == ((409, "assessment.result-incomplete"), streets)
    assert [(one["region"], one["total"]) for one in done] == [
        (region, 60.0 + number) for number, region in enumerate(streets)
    ]
    assert (refusal(twice), twice.json()["regions"]) == ((409, "assessment.year-fixed"), streets[:1])
    assert [one["region"] for one in own.json()["items"]] == [streets[1]]
