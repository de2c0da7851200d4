"""How townships are assessed by one register, from the platform's own facts, over HTTP."""

from datetime import date
from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import dispatcher
from tests.integration.dispatch.past_cases import past_case
from tests.support.days import on
from tests.support.platform import Platform
from tests.support.wording import named

# Nobody else plays in this county.
COUNTY, STREET, TOWN, OTHER, SMALL = "320382", "320382001", "320382104", "320382105", "320382106"
STATION, OFFICE = "u-assess-station", "u-assess-office"
PEOPLE = ("p-assess-1", "p-assess-2")
YEAR, PAST = 2026, 2025


def org_office(platform: Platform, person: str = "p-org-1", scope: str = COUNTY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=scope, person_id=person)


def item(code: str, weight: int, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": code, "weight": weight, "basis": "考核办法第三条"} | more


def register(region: str, *items: dict[str, Any], year: int = YEAR, **more: Any) -> dict[str, Any]:
    about = {"what": "register", "region": region, "year": year, "adopted_by": "邳委发〔2026〕5号"}
    return about | {"items": list(items)} | more


async def drawn(platform: Platform, body: dict[str, Any], **who: str) -> httpx.Response:
    return await org_office(platform, **who).post("/assessment/drafts", json=body)


async def approved(platform: Platform, body: dict[str, Any]) -> httpx.Response:
    kept = await drawn(platform, body)
    assert kept.status_code == 201, kept.text
    done = await org_office(platform, "p-org-2").post(f"/assessment/drafts/{kept.json()['id']}/approve")
    assert done.status_code == 200, done.text
    return done


async def got(platform: Platform, path: str, **query: Any) -> Any:
    answer = await org_office(platform).get(f"/assessment/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
async def county(platform: Platform) -> Platform:
    """A county with a station and two clerks in a town, and a year of cases there."""
    units = [
        {"id": unit, "region": TOWN, "kind": kind, "name": kind, "valid_from": "2025-01-01"}
        for unit, kind in ((STATION, "stationed-land"), (OFFICE, "governance-office"))
    ]
    people = [
        {"id": one, "region": TOWN, "unit_id": OFFICE, "name": "测试", "valid_from": "2026-01-01"} for one in PEOPLE
    ]
    admin = platform.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
    (await admin.put("/organisation/persons", json={"persons": people})).raise_for_status()
    for number in range(4):
        await past_case(platform, TOWN, f"2026-03-0{number + 1}", satisfied=number != 0, returned=number == 1)
    await past_case(platform, TOWN, "2026-04-01", late=True)
    await past_case(platform, TOWN, "2026-04-02", state="voided")
    await past_case(platform, TOWN, "2025-03-05", late=True)
    # Later in the year before than the day on which the two are compared.
    await past_case(platform, TOWN, "2025-12-31")
    await past_case(platform, TOWN, "2099-01-01")
    for day in ("2026-05-01", "2026-05-02"):
        await past_case(platform, OTHER, day)
    await past_case(platform, STREET, "2026-05-01", late=True)
    await past_case(platform, SMALL, "2026-05-01")
    return platform


# ----------------------------------------------------------------------------------------------------------- registers
async def test_another_person_approves_the_one_register_of_a_day(county: Platform) -> None:
    body = register(OTHER, item("a", 70), item("b", 30))
    kept = (await drawn(county, body)).json()["id"]

    own = await org_office(county).post(f"/assessment/drafts/{kept}/approve")
    other = await org_office(county, "p-org-2").post(f"/assessment/drafts/{kept}/approve")
    again = await org_office(county, "p-org-2").post(f"/assessment/drafts/{kept}/approve")
    second = await drawn(county, body)

    assert (own.status_code, own.json()["title"]) == (403, "assessment.second-person-needed")
    assert other.json() == {"id": kept, "what": "register", "region": OTHER, "year": YEAR}
    assert (again.status_code, again.json()["title"]) == (409, "assessment.draft-is-decided")
    assert (second.status_code, second.json()["title"]) == (409, "assessment.later-register-exists")
    shown = await got(county, f"registers/{OTHER}", year=YEAR)
    assert [(one["code"], one["weight"]) for one in shown["items"] if one["region"] == OTHER] == [("a", 70), ("b", 30)]
    steps = [one["step"] for one in (await got(county, "history", region=OTHER))["items"]]
    assert steps == ["approved", "drawn-up"]


async def test_a_share_of_49_percent_and_weights_of_99_are_refused(county: Platform) -> None:
    shares = [{"unit_id": STATION, "township_percent": 49}]
    low = await drawn(county, register(TOWN, item("a", 100), shares=shares))
    light = await drawn(county, register(TOWN, item("a", 60), item("b", 39)))

    assert (low.status_code, low.json()["title"]) == (422, "assessment.lines-refused")
    assert named(low, "lines") == [{"part": "shares", "index": 0, "code": "assessment.township-share-too-low"}]
    assert (light.status_code, light.json()["title"], light.json()["total"]) == (422, WEIGHTS, 99)
    await approved(county, register(TOWN, item("a", 100), shares=[shares[0] | {"township_percent": 50}], year=PAST))
    shown = await got(county, f"registers/{TOWN}", year=PAST)
    assert shown["shares"] == [{"unit_id": STATION, "township_percent": 50}]


WEIGHTS = "assessment.weights-not-whole"


async def test_a_duty_of_the_county_is_not_passed_down_as_an_item(county: Platform) -> None:
    line = {"matter": "M0202", "kind": "supporting", "lead": "bureau", "legal_basis": "条例第一条"}
    listed = {"region": SMALL, "valid_from": "2026-01-01", "title": "清单", "adopted_by": "文", "lines": [line]}
    duties = (await org_office(county).post("/duties/drafts", json=listed)).json()["id"]
    (await org_office(county, "p-org-2").post(f"/duties/drafts/{duties}/publish")).raise_for_status()

    refused = await drawn(county, register(SMALL, item("a", 60, matter="M0202"), item("b", 40)))

    about = {"part": "items", "index": 0, "code": "assessment.duty-passed-down"}
    assert named(refused, "lines") == [about | {"places": [SMALL]}]


async def test_what_is_withdrawn_is_never_approved(county: Platform) -> None:
    kept = (await drawn(county, register(SMALL, item("a", 100)))).json()["id"]

    assert (await org_office(county).post(f"/assessment/drafts/{kept}/withdraw")).status_code == 204
    assert (await org_office(county, "p-org-2").post(f"/assessment/drafts/{kept}/approve")).status_code == 409


async def test_the_same_post_brings_the_same_reward(county: Platform) -> None:
    def rewards(*fen: int) -> dict[str, Any]:
        lines = [{"person_id": one, "post": "clerk", "fen": much} for one, much in zip(PEOPLE, fen, strict=True)]
        return {"what": "rewards", "region": TOWN, "year": YEAR, "adopted_by": "文", "lines": lines}

    refused = await drawn(county, rewards(100, 200))

    assert [line["code"] for line in refused.json()["lines"]] == ["assessment.same-post-same-reward"] * 2
    assert (await approved(county, rewards(200, 200))).json()["what"] == "rewards"
    again = await drawn(county, rewards(300, 300))
    assert (again.status_code, again.json()["title"]) == (409, "assessment.rewards-exist")
    listed = (await got(county, "drafts", region=TOWN))["items"]
    assert [line["fen"] for line in listed[0]["body"]["lines"]] == [200, 200]
    of_county = await drawn(county, rewards(1, 1) | {"region": COUNTY})
    assert (of_county.status_code, of_county.json()["title"]) == (422, "assessment.not-an-assessed-place")


# ------------------------------------------------------------------------------------------------------------- demands
async def test_what_is_not_registered_is_void_and_the_attempt_is_on_record(county: Platform) -> None:
    await approved(county, register(SMALL, item("safety", 100)))
    asked = {"region": SMALL, "year": YEAR, "department": "某局", "title": "责任状"}

    async def demanded(kind: str, code: str | None = None) -> tuple[bool, str | None]:
        answer = await org_office(county).post("/assessment/demands", json=asked | {"kind": kind, "item": code})
        assert answer.status_code == 201, answer.text
        return answer.json()["void"], answer.json()["reason"]

    assert await demanded("item", "safety") == (False, None)
    assert await demanded("item", "tourism") == (True, "assessment.not-registered")
    assert await demanded("responsibility-letter", "safety") == (True, "assessment.responsibility-letter")
    assert await demanded("award-drive") == (True, "assessment.award-drive")
    listed = (await got(county, "demands", region=SMALL))["items"]
    assert [(one["kind"], one["void"], one["by"]) for one in listed][1:] == [
        ("responsibility-letter", True, "p-org-1"),
        ("item", True, "p-org-1"),
        ("item", False, "p-org-1"),
    ]


# ------------------------------------------------------------------------------------------------------------- figures
async def test_each_figure_names_its_formula_its_denominator_and_what_was_left_out(county: Platform) -> None:
    shown = (await got(county, "figures", region=TOWN, year=YEAR))["figures"]

    figures = {one["figure"]: (one["numerator"], one["denominator"], one["value"], one["excluded"]) for one in shown}
    assert figures == {
        "closed-in-time": (4, 5, 0.8, {"voided": 1}),
        "closed": (5, 5, 1.0, {"voided": 1}),
        "accurate-dispatch": (4, 5, 0.8, {"voided": 1}),
        "satisfaction": (3, 4, 0.75, {"not-called-back": 1, "voided": 1}),
        # Six dispatches of five cases, one of which came back.
        "return-rate": (1, 6, 0.1667, {"voided": 1}),
        "overdue-clocks": (1, 5, 0.2, {"voided": 1}),
        "officers-qualified": (0, 0, None, {}),
        "powers-evaluated-in-time": (0, 0, None, {}),
    }
    lower = {one["figure"] for one in shown if one["better"] == "lower"}
    assert lower == {"return-rate", "overdue-clocks"}
    assert all("÷" in one["formula"] for one in shown)


async def test_what_is_behind_a_figure_is_listed_page_by_page(county: Platform) -> None:
    asked = {"region": TOWN, "year": YEAR, "limit": 3}

    first = await got(county, "figures/closed-in-time/subjects", part="counted", **asked)
    second = await got(county, "figures/closed-in-time/subjects", part="counted", after=first["next"], **asked)
    left_out = await got(county, "figures/satisfaction/subjects", part="excluded", **asked)

    assert (len(first["items"]), len(second["items"]), second["next"]) == (3, 1, None)
    assert not {one["id"] for one in first["items"]} & {one["id"] for one in second["items"]}
    assert {one["kind"] for one in first["items"]} == {"case"}
    assert [one["reason"] for one in left_out["items"]] == ["not-called-back", "voided"]


async def test_a_township_is_compared_with_its_own_past_and_its_like(county: Platform) -> None:
    with on(county, date(YEAR, 11, 30)):
        shown = (await got(county, "comparison", region=TOWN, year=YEAR))["figures"][0]

    assert (shown["figure"]["value"], shown["before"]["value"], shown["before"]["denominator"]) == (0.8, 0.0, 1)
    # Seven of eight in the three towns; the street is of another type.
    assert shown["alike"] == 0.875


async def test_townships_are_ranked_only_where_the_county_switched_it_on(county: Platform) -> None:
    asked: dict[str, Any] = {"region": COUNTY, "year": YEAR, "figure": "closed-in-time"}
    off = await org_office(county).get("/assessment/ranking", params=asked)
    await approved(county, register(COUNTY, item("k", 100), ranking=True, minimum_cases=2))

    ranked = (await got(county, "ranking", **asked))["townships"]

    assert (off.status_code, off.json()["title"]) == (409, "assessment.ranking-off")
    ranks = {one["region"]: one["rank"] for one in ranked}
    assert ranks == {TOWN: 2, OTHER: 1, SMALL: None, STREET: None}


# ---------------------------------------------------------------------------------------------------------------- doors
async def test_a_foreign_region_is_not_there(county: Platform) -> None:
    stranger = org_office(county, "p-org-9", scope="320381")
    kept = (await drawn(county, register("320382109", item("a", 100)))).json()["id"]

    assert (await stranger.post("/assessment/drafts", json=register(TOWN, item("a", 100)))).status_code == 404
    assert (await stranger.post(f"/assessment/drafts/{kept}/approve")).status_code == 404
    for path in (f"registers/{TOWN}", "figures", "comparison"):
        answer = await stranger.get(f"/assessment/{path}", params={"region": TOWN, "year": YEAR})
        assert (answer.status_code, answer.json()["title"]) == (404, "assessment.region-unknown")
    for path in ("demands", "objections", "history", "scores", "drafts"):
        assert (await stranger.get(f"/assessment/{path}")).json()["items"] == []
    unknown = await org_office(county).post(
        f"/assessment/objections/{kept}/decide", json={"decision": "uphold", "reason": "属实"}
    )
    assert (unknown.status_code, unknown.json()["title"]) == (404, "assessment.objection-not-found")


async def test_who_may_not_manage_only_reads(county: Platform) -> None:
    reader = dispatcher(county, TOWN)

    assert (await reader.post("/assessment/drafts", json=register(TOWN, item("a", 100)))).status_code == 403
    assert (await reader.get("/assessment/figures", params={"region": TOWN, "year": YEAR})).status_code == 200
    # What is not decided yet, rewards of persons among it, is for who decides it.
    assert (await reader.get("/assessment/drafts")).status_code == 403
    worker = county.client("dispatch", role="worker", person_id="p-w")
    assert (await worker.get("/assessment/demands")).status_code == 403
