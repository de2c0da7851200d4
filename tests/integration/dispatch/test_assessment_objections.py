"""Who objects to what, by when, who decides it, and what the decision does to figure and total, over HTTP."""

import asyncio
from datetime import date
from typing import Any

import httpx

from shared.runtime.db import new_id
from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.test_assessment import approved, got, item, org_office, register
from tests.integration.dispatch.test_assessment_terms import refusal
from tests.support.days import on
from tests.support.platform import Platform

# Nobody else plays in these townships; each test has one of its own.
COUNTY, YEAR = "320382", 2024
DECEMBER = date(YEAR, 12, 1)


def mayor(platform: Platform, region: str, person: str = "p-mayor") -> httpx.AsyncClient:
    return platform.client("dispatch", role="leader", scope=region, person_id=person)


def to_case(region: str, case_id: object, **more: Any) -> dict[str, Any]:
    body = {"region": region, "year": YEAR, "figure": "closed-in-time", "ground": "force-majeure"}
    return body | {"document": "土政函〔2024〕8号", "subject": {"kind": "case", "id": str(case_id)}} | more


def to_score(region: str, score_id: str, **more: Any) -> dict[str, Any]:
    return to_case(region, "") | {"figure": None, "subject": {"kind": "score", "id": score_id}} | more


async def raised(platform: Platform, body: dict[str, Any]) -> httpx.Response:
    return await mayor(platform, body["region"]).post("/assessment/objections", json=body)


async def decided(
    platform: Platform, kept: httpx.Response, decision: str = "uphold", person: str = "p-org-9", scope: str = COUNTY
) -> httpx.Response:
    assert kept.status_code == 201, kept.text
    path, said = f"/assessment/objections/{kept.json()['id']}/decide", {"decision": decision, "reason": "台风停工"}
    return await org_office(platform, person, scope).post(path, json=said)


async def scored(platform: Platform, region: str, points: int) -> str:
    body = {"region": region, "year": YEAR, "about": "item", "subject": "judged", "points": points, "reason": "核查"}
    kept = await org_office(platform).post("/assessment/scores", json=body)
    assert kept.status_code == 201, kept.text
    (await org_office(platform, "p-org-2").post(f"/assessment/scores/{kept.json()['id']}/confirm")).raise_for_status()
    return str(kept.json()["id"])


async def listed(platform: Platform, region: str) -> dict[str, Any]:
    return dict((await got(platform, "objections", region=region))["items"][0])


async def test_an_upheld_objection_corrects_figure_and_total_and_the_past_stays_readable(platform: Platform) -> None:
    region = "320382107"
    late = await past_case(platform, region, f"{YEAR}-06-01", late=True)
    await past_case(platform, region, f"{YEAR}-06-02")
    with on(platform, DECEMBER):
        await approved(platform, register(region, item("closed", 100, figure="closed-in-time"), year=YEAR))
        kept = await raised(platform, to_case(region, late))
        twice = await raised(platform, to_case(region, late))
        own = await decided(platform, kept, scope=region)
        done = await decided(platform, kept)
        again = await decided(platform, kept, "dismiss")
        whole = await got(platform, "total", region=region, year=YEAR)

    assert refusal(twice) == (409, "assessment.objection-stands")
    assert refusal(own) == (403, "assessment.not-the-county")
    assert (done.json()["before"]["denominator"], done.json()["after"]["denominator"]) == (2, 1)
    assert done.json()["after"]["excluded"] == {"objection-upheld": 1}
    assert refusal(again) == (409, "assessment.objection-is-decided")
    assert (done.json()["total_before"], done.json()["total_after"], whole["total"]) == (50.0, 100.0, 100.0)
    shown = await listed(platform, region)
    assert (shown["state"], shown["decided_by"], shown["decided_because"]) == ("upheld", "p-org-9", "台风停工")
    assert shown["before"] == {"numerator": 1, "denominator": 2, "total": 50.0}
    assert shown["after"] == {"numerator": 1, "denominator": 1, "total": 100.0}


async def test_a_dismissed_objection_leaves_the_figure_and_may_be_raised_again(platform: Platform) -> None:
    region = "320382108"
    late = await past_case(platform, region, f"{YEAR}-06-01", late=True)
    with on(platform, DECEMBER):
        kept = await raised(platform, to_case(region, late, ground="not-ours"))
        same = await decided(platform, kept, "dismiss", "p-mayor")
        done = await decided(platform, kept, "dismiss")
        again = await raised(platform, to_case(region, late, ground="wrong-fact"))
        ghost = await raised(platform, to_case(region, new_id()))

    assert refusal(same) == (403, "assessment.second-person-needed")
    assert done.json()["before"] == done.json()["after"]
    assert again.status_code == 201
    assert refusal(ghost) == (422, "assessment.not-counted")


async def test_a_township_objects_for_itself_and_a_decision_gives_its_reason(platform: Platform) -> None:
    region = "320382110"
    late = await past_case(platform, region, f"{YEAR}-06-01", late=True)
    with on(platform, DECEMBER):
        for_it = await mayor(platform, COUNTY).post("/assessment/objections", json=to_case(region, late))
        of_another = await mayor(platform, "320382111").post("/assessment/objections", json=to_case(region, late))
        clerk = platform.client("dispatch", role="dispatcher", scope=region, person_id="p-desk")
        not_a_leader = await clerk.post("/assessment/objections", json=to_case(region, late))
        kept = (await raised(platform, to_case(region, late))).json()["id"]
        silent = await org_office(platform).post(f"/assessment/objections/{kept}/decide", json={"decision": "uphold"})

    assert refusal(for_it) == (403, "assessment.not-the-township")
    assert refusal(of_another) == (404, "assessment.region-unknown")
    assert (not_a_leader.status_code, silent.status_code) == (403, 422)
    assert (await listed(platform, region))["state"] == "open"


async def test_a_year_is_objected_to_until_the_day_that_its_register_names(platform: Platform) -> None:
    named, unnamed = "320382112", "320382113"
    cases = {region: await past_case(platform, region, f"{YEAR}-06-01", late=True) for region in (named, unnamed)}
    with on(platform, DECEMBER):
        await approved(platform, register(named, item("a", 100), year=YEAR, objection_days=10))
    shown = await got(platform, f"registers/{named}", year=YEAR)
    with on(platform, date(YEAR + 1, 1, 11)):
        late = await raised(platform, to_case(named, cases[named]))
    with on(platform, date(YEAR + 1, 1, 10)):
        in_time = await raised(platform, to_case(named, cases[named]))
    with on(platform, date(YEAR + 1, 1, 31)):
        after_thirty = await raised(platform, to_case(unnamed, cases[unnamed]))
    with on(platform, date(YEAR + 1, 1, 30)):
        by_thirty = await raised(platform, to_case(unnamed, cases[unnamed]))

    assert shown["registers"][-1]["objection_days"] == 10
    assert (refusal(late), late.json()["until"]) == ((409, "assessment.objection-too-late"), f"{YEAR + 1}-01-10")
    assert refusal(after_thirty) == (409, "assessment.objection-too-late")
    assert (in_time.status_code, by_thirty.status_code) == (201, 201)


async def test_a_score_is_objected_to_and_upheld_it_counts_no_more(platform: Platform) -> None:
    region = "320382115"
    with on(platform, DECEMBER):
        await approved(platform, register(region, item("judged", 100), year=YEAR))
        score = await scored(platform, region, 10)
        kept = await raised(platform, to_score(region, score))
        twice = await raised(platform, to_score(region, score))
        partial = [await decided(platform, kept, person=one) for one in ("p-org-1", "p-org-2")]
        done = await decided(platform, kept)
        gone = await got(platform, "total", region=region, year=YEAR)
        again = await raised(platform, to_score(region, score))
        await scored(platform, region, 80)
        anew = await got(platform, "total", region=region, year=YEAR)
        states = [(one["points"], one["state"]) for one in (await got(platform, "scores", region=region))["items"]]

    assert refusal(twice) == (409, "assessment.objection-stands")
    # Neither who gave it nor who confirmed it is the judge of it.
    assert {refusal(one) for one in partial} == {(403, "assessment.second-person-needed")}
    assert done.status_code == 200, done.text
    assert (done.json()["before"], done.json()["total_before"], done.json()["total_after"]) == (None, 10.0, None)
    assert (gone["total"], gone["missing"], anew["total"]) == (None, ["judged"], 80.0)
    assert refusal(again) == (409, "assessment.objection-stands")
    assert states == [(80, "confirmed"), (10, "overturned")]
    shown = await listed(platform, region)
    assert (shown["figure"], shown["subject"], shown["before"]["total"]) == (None, score, 10.0)


async def test_only_a_score_that_counts_is_objected_to_and_in_no_figure(platform: Platform) -> None:
    region = "320382116"
    with on(platform, DECEMBER):
        await approved(platform, register(region, item("judged", 100), year=YEAR))
        score = await scored(platform, region, 10)
        in_a_figure = await raised(platform, to_score(region, score, figure="satisfaction"))
        in_no_figure = await raised(platform, to_case(region, new_id(), figure=None))
        unknown = await raised(platform, to_score(region, str(new_id())))
        nonsense = await raised(platform, to_score(region, "x"))
        of_another = await raised(platform, to_score("320382119", score))

    assert (in_a_figure.status_code, in_no_figure.status_code) == (422, 422)
    assert {refusal(one) for one in (unknown, nonsense, of_another)} == {(422, "assessment.not-counted")}


async def test_of_two_at_once_one_objects_and_one_decides(platform: Platform) -> None:
    region = "320382118"
    late = await past_case(platform, region, f"{YEAR}-06-01", late=True)
    with on(platform, DECEMBER):
        both = await asyncio.gather(*(raised(platform, to_case(region, late)) for _ in range(2)))
        kept = next(one for one in both if one.status_code == 201)
        deciders = [decided(platform, kept, how, who) for how, who in (("uphold", "p-org-1"), ("dismiss", "p-org-2"))]
        answers = await asyncio.gather(*deciders)

    assert sorted(one.status_code for one in both) == [201, 409]
    assert sorted(one.status_code for one in answers) == [200, 409]
    steps = [one["step"] for one in (await got(platform, "history", region=region))["items"]]
    assert steps[1:] == ["objected"]
    assert len(steps) == 2
