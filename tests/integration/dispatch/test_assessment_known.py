"""What was a township's total on a past day, of which nothing is counted that was decided later, over HTTP?"""

from datetime import date
from typing import Any

import pytest

from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.test_assessment import item
from tests.integration.dispatch.test_assessment_terms import approved, office
from tests.support.days import on
from tests.support.platform import Platform

# Nobody else plays in these townships.
COUNTY, TOWN, OBJECTING = "321324", "321324101", "321324102"
YEAR = 2026


def day(of_june: int) -> date:
    return date(YEAR, 6, of_june)


async def total(platform: Platform, as_of: date | None, region: str = TOWN) -> tuple[float | None, list[str]]:
    asked: dict[str, Any] = {"region": region, "year": YEAR} | ({"as_of": as_of.isoformat()} if as_of else {})
    answer = await office(platform, county=COUNTY).get("/assessment/total", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["total"], answer.json()["missing"]


async def given(platform: Platform, points: int, **more: Any) -> str:
    body = {"region": TOWN, "year": YEAR, "about": "item", "subject": "judged", "points": points, "reason": "核查"}
    kept = await office(platform, county=COUNTY).post("/assessment/scores", json=body | more)
    assert kept.status_code == 201, kept.text
    return str(kept.json()["id"])


async def confirmed(platform: Platform, score: str) -> None:
    done = await office(platform, "p-org-2", COUNTY).post(f"/assessment/scores/{score}/confirm")
    assert done.status_code == 200, done.text


async def upheld(platform: Platform, subject: dict[str, Any], figure: str | None, region: str = TOWN) -> None:
    body = {"region": region, "year": YEAR, "ground": "wrong-fact", "document": "文9号", "subject": subject}
    mayor = platform.client("dispatch", role="leader", scope=region, person_id="p-mayor")
    raised = await mayor.post("/assessment/objections", json=body | {"figure": figure})
    assert raised.status_code == 201, raised.text
    decision = {"decision": "uphold", "reason": "属实"}
    path = f"/assessment/objections/{raised.json()['id']}/decide"
    decided = await office(platform, "p-org-3", COUNTY).post(path, json=decision)
    assert decided.status_code == 200, decided.text


@pytest.fixture(scope="module")
async def town(platform: Platform) -> Platform:
    with on(platform, day(1)):
        await approved(platform, TOWN, item("judged", 100))
        await approved(platform, OBJECTING, item("closed", 100, figure="closed-in-time"))
    return platform


async def test_a_total_of_a_day_knows_neither_scores_nor_corrections_of_later_days(town: Platform) -> None:
    with on(town, day(10)):
        first = await given(town, 60)
    with on(town, day(12)):
        await confirmed(town, first)
    with on(town, day(14)):
        second = await given(town, 90, corrects=first)
    with on(town, day(16)):
        await confirmed(town, second)
    with on(town, day(18)):
        await upheld(town, {"kind": "score", "id": second}, None)

    missing = (None, ["judged"])
    assert [await total(town, day(number)) for number in (11, 12, 15, 16, 17, 18)] == [
        missing,
        (60.0, []),
        (60.0, []),
        (90.0, []),
        (90.0, []),
        missing,
    ]
    assert await total(town, None) == missing


async def test_a_total_of_a_day_knows_no_objection_that_was_upheld_later(town: Platform) -> None:
    for number, late in ((3, False), (4, True)):
        late_one = await past_case(town, OBJECTING, f"{YEAR}-06-0{number}", late=late)
    with on(town, day(20)):
        await upheld(town, {"kind": "case", "id": str(late_one)}, "closed-in-time", OBJECTING)

    assert [await total(town, one, OBJECTING) for one in (day(19), day(20), None)] == [
        (50.0, []),
        (100.0, []),
        (100.0, []),
    ]


async def test_what_was_scored_after_the_year_counts_in_it_unless_a_day_is_named(platform: Platform) -> None:
    region = "321324103"
    with on(platform, date(2025, 6, 1)):
        await approved(platform, region, item("judged", 100), year=2025)
    with on(platform, date(YEAR, 1, 9)):
        await confirmed(platform, await given(platform, 70, region=region, year=2025))
        asked = {"region": region, "year": "2025"}
        shown = [
            (await office(platform, county=COUNTY).get("/assessment/total", params=asked | more)).json()["total"]
            for more in ({}, {"as_of": "2025-12-31"})
        ]

    assert shown == [70.0, None]
