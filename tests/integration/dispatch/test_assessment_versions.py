"""How is a year that is fixed corrected: by a further version, with a reason, to its end? Over HTTP."""

import httpx

from tests.integration.dispatch.test_assessment import item
from tests.integration.dispatch.test_assessment_results import (
    CORRECTION,
    DOCUMENT,
    JUNE,
    MARCH,
    confirming,
    fixed,
    fixing,
    given,
    office,
    proposed,
    registered,
    results,
    scored,
)
from tests.integration.dispatch.test_assessment_terms import refusal
from tests.support.days import on
from tests.support.platform import Platform


async def withdrawing(platform: Platform, kept: httpx.Response) -> httpx.Response:
    return await office(platform).post(f"/assessment/results/drafts/{kept.json()['id']}/withdraw")


async def test_a_fixed_year_is_corrected_by_a_further_version_with_a_reason(platform: Platform) -> None:
    region = "321324108"
    await registered(platform, region, item("judged", 100))
    with on(platform, JUNE):
        first = await scored(platform, region, 60)
    with on(platform, MARCH):
        await fixed(platform, fixing(region))
        further = await proposed(platform, fixing(region, adopted_by=CORRECTION, reason="计分有误"))
        await scored(platform, region, 70, corrects=first)
        own = await confirming(platform, further, "p-org-1")
        done = await confirming(platform, further)
        closed = await given(platform, region, 99)
    old, new = sorted(await results(platform, region), key=lambda one: int(one["version"]))

    assert refusal(own) == (403, "assessment.second-person-needed")
    assert done.json() == [{"region": region, "version": 2, "total": 70.0}]
    assert refusal(closed) == (409, "assessment.year-fixed")
    said = [(one["version"], one["reason"], one["adopted_by"], one["body"]["total"]["total"]) for one in (old, new)]
    assert said == [(1, None, DOCUMENT, 60.0), (2, "计分有误", CORRECTION, 70.0)]
    assert [(one["state"], one["points"]) for one in new["body"]["scores"]] == [("corrected", 60), ("confirmed", 70)]


async def test_a_further_version_that_is_taken_back_opens_nothing(platform: Platform) -> None:
    region = "321324109"
    await registered(platform, region, item("judged", 100))
    with on(platform, JUNE):
        first = await scored(platform, region, 60)
    with on(platform, MARCH):
        await fixed(platform, fixing(region))
        further = await proposed(platform, fixing(region, reason="计分有误"))
        assert [(await withdrawing(platform, further)).status_code for _ in range(2)] == [204, 409]

        assert refusal(await given(platform, region, 80, corrects=first)) == (409, "assessment.year-fixed")
        assert len(await results(platform, region)) == 1


async def test_a_further_version_for_which_scores_were_changed_is_not_taken_back(platform: Platform) -> None:
    region = "321324205"
    await registered(platform, region, item("judged", 100))
    with on(platform, JUNE):
        first = await scored(platform, region, 60)
    with on(platform, MARCH):
        await fixed(platform, fixing(region))
        further = await proposed(platform, fixing(region, reason="计分有误"))
        await scored(platform, region, 70, corrects=first)
        begun = await withdrawing(platform, further)
        done = await confirming(platform, further)

    assert refusal(begun) == (409, "assessment.correction-begun")
    assert begun.json()["regions"] == [region]
    assert done.json() == [{"region": region, "version": 2, "total": 70.0}]
