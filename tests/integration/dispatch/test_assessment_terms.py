"""How a register changes within its year, and what is judged by which, over HTTP."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from tests.integration.dispatch.paper import as_csv, lines_of, send
from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.test_assessment import item, register
from tests.support.days import on
from tests.support.platform import Platform

# Nobody else plays in these townships; each test has one of its own.
COUNTY, OTHER = "320324", "320826"
YEAR, DAY = 2026, timedelta(days=1)
JULY = date(YEAR, 7, 1)


def office(platform: Platform, person: str = "p-org-1", county: str = COUNTY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=county, person_id=person)


async def drawn(platform: Platform, body: dict[str, Any]) -> httpx.Response:
    return await office(platform, county=body["region"][:6]).post("/assessment/drafts", json=body)


async def approve(platform: Platform, kept: httpx.Response, body: dict[str, Any]) -> httpx.Response:
    assert kept.status_code == 201, kept.text
    second = office(platform, "p-org-2", body["region"][:6])
    return await second.post(f"/assessment/drafts/{kept.json()['id']}/approve")


async def approved(platform: Platform, region: str, *items: dict[str, Any], **more: Any) -> str:
    body = register(region, *items, **more)
    done = await approve(platform, await drawn(platform, body), body)
    assert done.status_code == 200, done.text
    return str(done.json()["id"])


async def got(platform: Platform, path: str, **query: Any) -> Any:
    region = query.get("region", path.rsplit("/", maxsplit=1)[-1])
    answer = await office(platform, county=region[:6]).get(f"/assessment/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def score(platform: Platform, region: str, subject: str, points: int, **more: Any) -> httpx.Response:
    body = {"region": region, "year": YEAR, "about": "item", "subject": subject, "points": points, "reason": "核查"}
    return await office(platform, county=region[:6]).post("/assessment/scores", json=body | more)


async def scored(platform: Platform, region: str, subject: str, points: int, **more: Any) -> None:
    kept = await score(platform, region, subject, points, **more)
    assert kept.status_code == 201, kept.text
    second = office(platform, "p-org-2", region[:6])
    (await second.post(f"/assessment/scores/{kept.json()['id']}/confirm")).raise_for_status()


async def codes_on(platform: Platform, region: str, day: date) -> list[str]:
    shown = await got(platform, f"registers/{region}", as_of=day.isoformat())
    return [one["code"] for one in shown["items"] if one["region"] == region]


# ------------------------------------------------------------------------------------------------------------ its days
async def test_a_register_that_follows_ends_the_one_before_on_the_day_before(platform: Platform) -> None:
    region = "320324107"
    with on(platform, JULY):
        first = await approved(platform, region, item("old", 100))
        second = await approved(platform, region, item("new", 100), valid_from=JULY.isoformat())
        before = await got(platform, f"registers/{region}", as_of=(JULY - DAY).isoformat())
        after = await got(platform, f"registers/{region}")

    for shown, draft, days, code in (
        (before, first, ("2026-01-01", "2026-06-30"), "old"),
        (after, second, ("2026-07-01", "2026-12-31"), "new"),
    ):
        (head,) = [one for one in shown["registers"] if one["region"] == region]
        assert (head["id"], (head["valid_from"], head["valid_to"])) == (draft, days)
        assert [one["code"] for one in shown["items"] if one["region"] == region] == [code]
    assert (before["as_of"], after["as_of"]) == ("2026-06-30", "2026-07-01")
    newest = (await got(platform, "history", region=region))["items"][0]
    assert (newest["step"], newest["facts"]["valid_from"], newest["facts"]["ended"]) == (
        "approved",
        "2026-07-01",
        first,
    )


async def test_a_change_keeps_to_its_year_its_order_and_the_future(platform: Platform) -> None:
    region = "320324108"
    with on(platform, JULY):
        await approved(platform, region, item("old", 100))

        async def refused(valid_from: str) -> tuple[int, str]:
            return refusal(await drawn(platform, register(region, item("new", 100), valid_from=valid_from)))

        assert await refused("2027-01-01") == (422, "assessment.day-outside-year")
        assert await refused("2025-12-31") == (422, "assessment.day-outside-year")
        assert await refused("2026-06-30") == (409, "assessment.changes-the-past")
        await approved(platform, region, item("new", 100), valid_from="2026-09-01")
        assert await refused("2026-09-01") == (409, "assessment.later-register-exists")
        assert await refused("2026-08-01") == (409, "assessment.later-register-exists")
        other_year: dict[str, Any] = {"year": YEAR, "as_of": "2025-06-01"}
        asked = await office(platform).get(f"/assessment/registers/{region}", params=other_year)
        assert refusal(asked) == (422, "assessment.day-outside-year")


async def test_a_draft_is_looked_at_again_on_the_day_of_its_approval(platform: Platform) -> None:
    region = "320324109"
    body = register(region, item("new", 100), valid_from=JULY.isoformat())
    with on(platform, JULY):
        await approved(platform, region, item("old", 100))
        kept = await drawn(platform, body)
        own = await office(platform).post(f"/assessment/drafts/{kept.json()['id']}/approve")
        assert refusal(own) == (403, "assessment.second-person-needed")
    with on(platform, JULY + DAY):
        assert refusal(await approve(platform, kept, body)) == (409, "assessment.changes-the-past")
    assert await codes_on(platform, region, JULY) == ["old"]


# --------------------------------------------------------------------------------------------------------- judged by it
async def test_an_attempt_is_judged_by_the_register_of_its_day(platform: Platform) -> None:
    region = "320324111"
    asked = {"region": region, "year": YEAR, "department": "某局", "title": "任务", "kind": "item"}

    async def reason(code: str) -> str | None:
        answer = await office(platform).post("/assessment/demands", json=asked | {"item": code})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["reason"]) if answer.json()["void"] else None

    with on(platform, JULY - DAY):
        await approved(platform, region, item("old", 100))
        await approved(platform, region, item("new", 100), valid_from=JULY.isoformat())
        assert [await reason("old"), await reason("new")] == [None, "assessment.not-registered"]
    with on(platform, JULY):
        assert [await reason("old"), await reason("new")] == ["assessment.not-registered", None]


async def changed_in_july(platform: Platform, region: str, first: tuple[Any, ...], then: tuple[Any, ...]) -> None:
    with on(platform, JULY - DAY):
        await approved(platform, region, *first)
        await approved(platform, region, *then, valid_from=JULY.isoformat())


async def test_a_score_is_given_by_the_register_of_its_day(platform: Platform) -> None:
    region = "320324113"
    await changed_in_july(platform, region, (item("old", 100),), (item("new", 100),))
    with on(platform, JULY - DAY):
        assert refusal(await score(platform, region, "new", 90)) == (422, "assessment.item-unknown")
        early = await score(platform, region, "new", 90, on=JULY.isoformat())
        assert refusal(early) == (422, "assessment.day-not-come")
    with on(platform, JULY):
        assert refusal(await score(platform, region, "old", 80)) == (422, "assessment.item-unknown")
        other_year = await score(platform, region, "old", 80, on="2025-06-30")
        assert refusal(other_year) == (422, "assessment.day-outside-year")
        await scored(platform, region, "old", 80, on=(JULY - DAY).isoformat())
    (listed,) = (await got(platform, "scores", region=region))["items"]
    assert (listed["day"], listed["state"]) == ("2026-06-30", "confirmed")


async def test_a_total_weighs_the_parts_of_a_year_by_their_days(platform: Platform) -> None:
    region = "320324112"
    for due, is_late in (("2026-02-02", True), ("2026-02-03", False), ("2026-08-03", False)):
        await past_case(platform, region, due, late=is_late)
    first = (item("closed", 60, figure="closed-in-time"), item("old", 40))
    await changed_in_july(platform, region, first, (item("overdue", 20, figure="overdue-clocks"), item("new", 80)))
    with on(platform, date(YEAR, 8, 31)):
        await scored(platform, region, "old", 80, on=(JULY - DAY).isoformat())
        half = await got(platform, "total", region=region, year=YEAR)
        await scored(platform, region, "new", 90)
        whole = await got(platform, "total", region=region, year=YEAR)
        before = await got(platform, "total", region=region, year=YEAR, as_of="2026-06-30")

    assert (half["total"], half["missing"]) == (None, ["new"])
    # One of two closed in time until June: 60 % of 50 and 40 % of 80; none overdue since: 20 % of 100 and 80 % of 90.
    shown = [(one["valid_from"], one["valid_to"], one["days"], one["total"]) for one in whole["parts"]]
    assert shown == [("2026-01-01", "2026-06-30", 181, 62.0), ("2026-07-01", "2026-08-31", 62, 92.0)]
    assert whole["total"] == round((181 * 62 + 62 * 92) / 243, 4)
    assert "Σ" in whole["formula"]
    # On that day nobody had scored the item yet.
    assert (before["total"], before["missing"], len(before["parts"])) == (None, ["old"], 1)
    assert before["as_of"] == "2026-06-30"


async def test_a_first_register_looks_back_but_not_past_a_score_that_rests_on_the_countys(platform: Platform) -> None:
    region, free = "320826104", "320826105"
    with on(platform, JULY):
        await approved(platform, OTHER, item("county", 100))
        kept = await score(platform, region, "county", 70)
        assert kept.status_code == 201, kept.text
        body = register(region, item("own", 100), valid_from="2026-06-01")
        assert refusal(await drawn(platform, body)) == (409, "assessment.changes-the-past")
        # Nor on the day of the score itself.
        today = register(OTHER, item("later", 100), valid_from=JULY.isoformat())
        assert refusal(await drawn(platform, today)) == (409, "assessment.changes-the-past")
        await approved(platform, free, item("own", 100), valid_from="2026-06-01")
        await approved(platform, region, item("own", 100), valid_from=(JULY + DAY).isoformat())
    with on(platform, JULY + 2 * DAY):
        parts = (await got(platform, "total", region=region, year=YEAR))["parts"]

    shown = [(one["of"], one["valid_to"], [each["code"] for each in one["items"]]) for one in parts]
    assert shown == [(OTHER, "2026-07-01", ["county"]), (region, "2026-07-03", ["own"])]


async def test_townships_are_ranked_by_the_countys_register_of_the_day(platform: Platform) -> None:
    county, year = OTHER, 2025
    asked: dict[str, Any] = {"region": county, "year": year, "figure": "overdue-clocks"}
    for region, late in (("320826106", True), ("320826107", False)):
        await past_case(platform, region, f"{year}-03-03", late=late)
    with on(platform, date(year, 6, 30)):
        await approved(platform, county, item("k", 100), year=year)
        on_top: dict[str, Any] = {"year": year, "valid_from": f"{year}-07-01", "ranking": True, "minimum_cases": 1}
        await approved(platform, county, item("k", 100), **on_top)
    off = await office(platform, county=county).get("/assessment/ranking", params=asked | {"as_of": f"{year}-06-30"})
    ranked = await got(platform, "ranking", **asked)

    assert refusal(off) == (409, "assessment.ranking-off")
    # The lower the rate of clocks that ran out, the better.
    ranks = {one["region"]: (one["rank"], one["figure"]["value"]) for one in ranked["townships"]}
    assert ranks == {"320826106": (2, 1.0), "320826107": (1, 0.0)}


async def test_a_change_comes_and_goes_as_a_sheet(platform: Platform) -> None:
    region = "320826114"
    head = {"region": region, "year": YEAR, "adopted_by": "文2号", "name": "指标", "basis": "办法"}

    async def sent(**more: Any) -> httpx.Response:
        return await send(office(platform, county=OTHER), "assessment-items", as_csv([head | more]))

    async def shown(day: date) -> list[tuple[str, str]]:
        path, asked = "/sheets/assessment-items.csv", {"region": region, "as_of": day.isoformat()}
        answer = await office(platform, county=OTHER).get(path, params=asked)
        assert answer.status_code == 200, answer.text
        return [(one["指标代码"], one["生效日期"]) for one in lines_of(answer.text)]

    with on(platform, JULY):
        for more in ({"code": "old", "weight": 100}, {"code": "new", "weight": 100, "valid_from": JULY.isoformat()}):
            (draft,) = (await sent(**more)).json()["drafts"]
            second = office(platform, "p-org-2", OTHER)
            (await second.post(f"/assessment/drafts/{draft}/approve")).raise_for_status()
        # What stands word for word on its day is no second draft.
        again = (await sent(code="new", weight=100, valid_from=JULY.isoformat())).json()["drafts"]

    assert again == []
    assert await shown(JULY - DAY) == [("old", "2026-01-01")]
    assert await shown(JULY) == [("new", "2026-07-01")]


@pytest.mark.parametrize("answered", ["total", "ranking"])
async def test_a_day_of_another_year_is_refused(platform: Platform, answered: str) -> None:
    region = COUNTY if answered == "ranking" else "320324112"
    asked: dict[str, Any] = {"region": region, "year": YEAR, "as_of": "2025-06-01", "figure": "closed-in-time"}

    answer = await office(platform).get(f"/assessment/{answered}", params=asked)

    assert refusal(answer) == (422, "assessment.day-outside-year")
