"""Does a formula come into force only by two persons, from a day on, and for the regions that it is for?"""

from typing import Any

import httpx
import pytest

from shared.clock import town_day, utc_now
from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.test_figures import leader, numbers, told
from tests.support.platform import Platform

CITY, COUNTY, ELSEWHERE = "3207", "320724", "320830"


def formula(**given: Any) -> dict[str, Any]:
    """Return a city's own formula of the rate of closing: what was closed at all, and suspended cases count."""
    own = {"code": "closing-in-time", "region": CITY, "name": "按期结案率", "name_en": "closed in time"}
    parts = {"basis": "示例市办法第八条", "cohort": "close-due", "numerator": {"plus": ["closed"]}}
    return own | parts | {"valid_from": town_day(utc_now()).isoformat()} | given


def manager(platform: Platform, person_id: str = "p-first", scope: str = "32") -> httpx.AsyncClient:
    return platform.client("dispatch", role="admin", scope=scope, person_id=person_id)


async def proposed(platform: Platform, **given: Any) -> str:
    answer = await manager(platform).post("/figures/formulas", json=formula(**given))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_citys_own_formula_counts_in_the_city_and_nowhere_else(platform: Platform) -> None:
    now = utc_now()
    moment = now.replace(microsecond=0).isoformat()
    cases = [await past_case(platform, f"{county}101", moment, late=True) for county in (COUNTY, ELSEWHERE)]
    await told(platform, *cases)
    formula_id = await proposed(platform)
    himself = await manager(platform).post(f"/figures/formulas/{formula_id}/confirm")
    assert (himself.status_code, himself.json()["title"]) == (403, "figures.second-person-needed")
    confirmed = await manager(platform, "p-second").post(f"/figures/formulas/{formula_id}/confirm")
    assert confirmed.json() == {"id": formula_id, "version": 1}
    days = {"from": town_day(now).isoformat(), "to": town_day(now).isoformat()}
    found = await numbers(leader(platform, "32"), "closing-in-time", by="township", **days)
    own, others = found[f"{COUNTY}101"], found[f"{ELSEWHERE}101"]
    assert (own["numerator"], others["numerator"], own["denominator"], others["denominator"]) == (1, 0, 1, 1)
    shown = (await leader(platform, "32").get("/figures", params=days)).json()["formulas"]
    texts = {f["region"]: f["text"] for f in shown if f["code"] == "closing-in-time"}
    assert texts[CITY] == "结案 ÷ 应结案"
    assert texts[""].startswith("按时结案 ÷ 应结案（不计：挂账、撤单、并案")
    again = await manager(platform, "p-second").post(f"/figures/formulas/{formula_id}/confirm")
    assert (again.status_code, again.json()["title"]) == (409, "figures.formula-is-decided")
    older = await manager(platform).post("/figures/formulas", json=formula())
    assert (older.status_code, older.json()["title"]) == (409, "figures.later-formula-exists")


async def test_one_proposal_waits_at_a_time_and_can_be_taken_away(platform: Platform) -> None:
    first = await proposed(platform, code="rework", region="3209", numerator={"plus": ["reworked"]})
    body = formula(code="rework", region="3209")
    second = await manager(platform).post("/figures/formulas", json=body)
    assert (second.status_code, second.json()["title"]) == (409, "figures.one-proposal-at-a-time")
    waiting = await leader(platform, "3209").get("/figures/formulas", params={"state": "open"})
    assert [item["id"] for item in waiting.json()["items"]] == [first]
    assert (await manager(platform).post(f"/figures/formulas/{first}/withdraw")).status_code == 204
    gone = await manager(platform, "p-second").post(f"/figures/formulas/{first}/confirm")
    assert gone.json()["title"] == "figures.formula-is-decided"


async def test_who_does_not_answer_for_a_region_proposes_and_confirms_nothing_there(platform: Platform) -> None:
    for region in (CITY, None):
        refused = await manager(platform, scope=COUNTY).post("/figures/formulas", json=formula(region=region))
        assert (refused.status_code, refused.json()["title"]) == (403, "figures.beyond-your-region")
    formula_id = await proposed(platform, region="3208")
    foreign = await manager(platform, "p-second", scope=COUNTY).post(f"/figures/formulas/{formula_id}/confirm")
    assert foreign.json()["title"] == "figures.formula-not-found"
    assert (await leader(platform).post("/figures/formulas", json=formula())).status_code == 403


BAD: list[tuple[dict[str, Any], str]] = [
    ({"numerator": {}}, "figures.formula-refused"),
    ({"numerator": {"plus": ["closed"], "minus": ["closed"]}}, "figures.formula-refused"),
    ({"numerator": {"plus": ["closed", "closed"]}}, "figures.formula-refused"),
    ({"denominator": {"plus": ["closed"]}}, "figures.formula-refused"),
    ({"numerator": {"plus": ["voided"]}, "exclusions": ["voided"]}, "figures.formula-refused"),
    ({"valid_from": "2026-01-01"}, "figures.not-back-in-time"),
]


@pytest.mark.parametrize(("given", "code"), BAD)
async def test_a_formula_that_counts_nothing_or_itself_is_refused(
    platform: Platform, given: dict[str, Any], code: str
) -> None:
    refused = await manager(platform).post("/figures/formulas", json=formula(region="3206") | given)
    assert (refused.status_code, refused.json()["title"]) == (422, code)


async def test_an_expression_is_no_formula(platform: Platform) -> None:
    for given in ({"numerator": "closed / due"}, {"numerator": {"plus": ["closed*2"]}}, {"cohort": "whenever"}):
        refused = await manager(platform).post("/figures/formulas", json=formula() | given)
        assert refused.status_code == 422, given
