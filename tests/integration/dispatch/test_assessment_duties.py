"""What no item may pass down, on any day of its register, and who is given what for the same post, over HTTP."""

from datetime import date
from typing import Any

import httpx

from tests.integration.dispatch.test_assessment import drawn, item, org_office, register
from tests.integration.dispatch.test_assessment_terms import refusal
from tests.support.days import on
from tests.support.duties import publish
from tests.support.platform import Platform
from tests.support.wording import named

# Nobody else plays in this county.
COUNTY, TOWN, OTHER, OFFICE = "320921", "320921100", "320921101", "u-assess-duties"
YEAR, MATTER, MAY = 2026, "M0202", date(2026, 5, 4)


def duty_list(region: str, kind: str, valid_from: str) -> dict[str, Any]:
    line = {"matter": MATTER, "kind": kind, "lead": "bureau", "legal_basis": "条例第一条"}
    return {"region": region, "valid_from": valid_from, "title": "清单", "adopted_by": "文", "lines": [line]}


async def test_a_duty_is_passed_down_on_no_day_of_a_register_and_in_no_town(platform: Platform) -> None:
    places: dict[str, list[str]] = {}

    async def drawn_up(region: str, **more: Any) -> httpx.Response:
        return await drawn(platform, register(region, item("a", 100, matter=MATTER), **more), scope=COUNTY)

    with on(platform, MAY):
        await publish(platform, duty_list(COUNTY, "basic", "2026-01-01"), scope=COUNTY)
        await publish(platform, duty_list(TOWN, "taken-back", "2026-09-01"), scope=COUNTY)
        for region in (COUNTY, TOWN, OTHER):
            answer = await drawn_up(region)
            lines = answer.json().get("lines", [{"places": []}])
            places[region] = lines[0]["places"]
        # A township with a register of its own is not assessed by its county's.
        own = register(TOWN, item("b", 100))
        kept = (await drawn(platform, own, scope=COUNTY)).json()["id"]
        done = await org_office(platform, "p-org-2", COUNTY).post(f"/assessment/drafts/{kept}/approve")
        assert done.status_code == 200, done.text
        of_county = await drawn_up(COUNTY)

    assert places == {COUNTY: [TOWN], TOWN: [TOWN], OTHER: []}
    assert of_county.status_code == 201, of_county.text


async def test_nobody_is_scored_for_what_the_lists_took_back_meanwhile(platform: Platform) -> None:
    region = "320921102"
    body = {"region": region, "year": YEAR, "about": "item", "subject": "a", "points": 50, "reason": "核查"}
    path = "/assessment/scores"
    with on(platform, MAY):
        office = org_office(platform, scope=COUNTY)
        await publish(platform, duty_list(region, "basic", "2026-01-01"), scope=COUNTY)
        draft = (await drawn(platform, register(region, item("a", 100, matter=MATTER)), scope=COUNTY)).json()["id"]
        (await org_office(platform, "p-org-2", COUNTY).post(f"/assessment/drafts/{draft}/approve")).raise_for_status()
        await publish(platform, duty_list(region, "supporting", "2026-06-01"), scope=COUNTY)
        before = (await office.get(f"/assessment/registers/{region}")).json()["passed_down"]
    with on(platform, date(2026, 6, 2)):
        office = org_office(platform, scope=COUNTY)
        refused = await office.post(path, json=body)
        after = (await office.get(f"/assessment/registers/{region}")).json()["passed_down"]
        for_may = await office.post(path, json=body | {"on": "2026-05-31"})

    assert (before, after) == ([], ["a"])
    assert refusal(refused) == (409, "assessment.duty-passed-down")
    assert for_may.status_code == 201, for_may.text


async def test_the_same_post_is_that_on_record_and_nobody_who_holds_it_is_left_out(platform: Platform) -> None:
    region, posts = "320921103", {"p-reward-1": "科员", "p-reward-2": "科员", "p-reward-3": "主任"}
    usual = {"region": region, "name": "测试", "valid_from": "2026-01-01"}
    people = [usual | {"id": one, "post": post} for one, post in posts.items()]
    admin = platform.client("dispatch", scope="32")
    (await admin.put("/organisation/persons", json={"persons": people})).raise_for_status()

    async def rewards(*lines: tuple[str, str, int]) -> httpx.Response:
        given = [{"person_id": f"p-reward-{one}", "post": post, "fen": fen} for one, post, fen in lines]
        body = {"what": "rewards", "region": region, "year": YEAR, "adopted_by": "文", "lines": given}
        return await drawn(platform, body, scope=COUNTY)

    # Another name for the same post is no way round it.
    renamed = await rewards(("1", "科员", 100), ("2", "科员二", 200), ("3", "主任", 300))
    silent = await rewards(("1", "科员", 100), ("3", "主任", 300))
    whole = await rewards(("1", "科员", 100), ("2", "科员", 100), ("3", "主任", 300))

    assert [(one["index"], one["code"]) for one in renamed.json()["lines"]] == [(1, "assessment.other-post")]
    assert named(silent, "lines") == [
        {"part": "lines", "index": 0, "code": "assessment.left-out", "people": ["p-reward-2"]}
    ]
    assert whole.status_code == 201, whole.text
