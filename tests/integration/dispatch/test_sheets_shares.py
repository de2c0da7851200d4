"""How do a township's shares in stationed agencies go out with their register and come back, over HTTP?"""

from datetime import date
from typing import Any

import httpx
import pytest

from tests.integration.dispatch.paper import DOCUMENT, XLSX, Row, as_csv, bad, lines_of, send, unit
from tests.support.days import on
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWN = "321323", "321323101"
LAND, TAX, OFFICE = "u-ss-land", "u-ss-tax", "u-ss-office"
YEAR, JULY = 2026, date(2026, 7, 1)
SHARES = [{"unit_id": LAND, "township_percent": 60}, {"unit_id": TAX, "township_percent": 100}]
SHEET = "assessment-items"


def office(platform: Platform, person: str = "p-ss-1") -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=COUNTY, person_id=person)


async def approved(platform: Platform, draft: str) -> None:
    done = await office(platform, "p-ss-2").post(f"/assessment/drafts/{draft}/approve")
    assert done.status_code == 200, done.text


async def register_of(platform: Platform, day: date) -> tuple[list[Any], list[Any]]:
    """Return the items and the shares by which the township is assessed on a day."""
    shown = await office(platform).get(f"/assessment/registers/{TOWN}", params={"as_of": day.isoformat()})
    items = [{name: value for name, value in one.items() if name != "register_id"} for one in shown.json()["items"]]
    return items, [{name: one[name] for name in ("unit_id", "township_percent")} for one in shown.json()["shares"]]


async def fetched(platform: Platform, ending: str, day: date) -> httpx.Response:
    asked = {"region": TOWN, "as_of": day.isoformat()}
    answer = await office(platform).get(f"/sheets/{SHEET}.{ending}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.fixture(scope="module")
async def county(platform: Platform) -> Platform:
    """A township with two stationed agencies, each with a share in the register of the first half of the year."""
    kinds = {LAND: "stationed-land", TAX: "stationed-tax", OFFICE: "governance-office"}
    places = [unit(one, TOWN, kind) for one, kind in kinds.items()]
    taken = await send(office(platform), "units", as_csv(places))
    assert taken.status_code == 200, taken.text
    items = [{"code": f"I-{n}", "name": f"指标{n}", "weight": n, "basis": "办法"} for n in (60, 40)]
    head = {"what": "register", "region": TOWN, "year": YEAR, "adopted_by": DOCUMENT}
    with on(platform, JULY):
        kept = await office(platform).post("/assessment/drafts", json=head | {"items": items, "shares": SHARES})
        assert kept.status_code == 201, kept.text
        await approved(platform, kept.json()["id"])
    return platform


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_a_register_that_went_out_comes_back_as_it_was(county: Platform, ending: str) -> None:
    body = (await fetched(county, ending, JULY)).content

    again = await send(office(county), SHEET, body, "text/csv" if ending == "csv" else XLSX)

    assert (again.status_code, again.json()["changed"], again.json()["drafts"]) == (200, 0, [])


async def test_a_register_taken_from_its_file_has_the_items_and_the_shares_of_before(county: Platform) -> None:
    lines = lines_of((await fetched(county, "csv", JULY)).text)
    assert [line["派驻机构乡镇权重（%）"] for line in lines] == [f"{LAND}=60;{TAX}=100"] * 2
    follows: list[Row] = [line | {"生效日期": "2026-08-01"} for line in reversed(lines)]
    with on(county, JULY):
        taken = await send(office(county), SHEET, as_csv(follows))
        assert taken.status_code == 200, taken.text
        (draft,) = taken.json()["drafts"]
        await approved(county, draft)

    before, after = await register_of(county, JULY), await register_of(county, date(2026, 8, 1))
    assert (before, before[1]) == (after, SHARES)


async def test_each_bad_share_is_named_with_its_agency(county: Platform) -> None:
    async def refused(cell: str) -> list[tuple[int, str | None, str]]:
        line = {"region": "321323102", "year": YEAR, "adopted_by": DOCUMENT, "code": "I", "name": "指标", "weight": 100}
        answer = await send(office(county), SHEET, as_csv([line | {"basis": "办法", "shares": cell}]))
        return bad(answer)

    wrong = (2, "shares", "sheets.bad-value")
    assert [await refused(cell) for cell in ("u-ss-land=101", "u-ss-land", "u-ss-land=-5")] == [[wrong]] * 3
    # The township lies beside the one in which the agencies stand.
    assert await refused("u-ss-land=60") == [(2, "shares", "assessment.unknown-unit")]
    line = {"region": TOWN, "year": YEAR, "adopted_by": DOCUMENT, "valid_from": "2026-09-01", "basis": "办法"}
    cell = f"{LAND}=49;{OFFICE}=60;{TAX}=50;{TAX}=60;u-ghost=70"
    items = [line | {"code": code, "name": "指标", "weight": 50, "shares": cell} for code in ("A", "B")]
    with on(county, JULY):
        answer = await send(office(county), SHEET, as_csv(items))
    assert bad(answer) == [
        (2, "shares", "assessment.unknown-unit"),
        (2, "shares", "assessment.township-share-too-low"),
        (2, "shares", "assessment.not-a-stationed-agency"),
        (2, "shares", "assessment.twice"),
        (2, "shares", "assessment.twice"),
    ]
    assert answer.json()["rows"][1]["message"] == "u-ss-land：乡镇（街道）考核权重不得低于50%"
