"""What do the sheets of applications, checks, scores, adoptions and standards keep to, over HTTP?"""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.clock import town_day
from tests.integration.dispatch.paper import START, as_csv, bad, duty, hand, item, lines_of, send, unit
from tests.integration.dispatch.school import days_ago
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWN = "320923", "320923100"
BUREAU, OTHER = "u-sr-bureau", "u-sr-other"
MATTER = "M0206"


def office(platform: Platform, person: str = "p-sr-1", **who: str) -> httpx.AsyncClient:
    return platform.client("dispatch", person_id=person, **({"role": "org-office", "scope": COUNTY} | who))


def inspector(platform: Platform, agency: str = BUREAU) -> httpx.AsyncClient:
    return office(platform, f"p-{agency}", role="department", unit=agency)


async def taken(client: httpx.AsyncClient, sheet: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    answer = await send(client, sheet, as_csv(lines))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def out(client: httpx.AsyncClient, sheet: str, **query: str) -> list[dict[str, str]]:
    answer = await client.get(f"/sheets/{sheet}.csv", params=query)
    assert answer.status_code == 200, answer.text
    return lines_of(answer.text)


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    """A county with two departments, a township's duty that one of them watches, and what it is assessed by."""
    await taken(office(town), "units", [unit(one, COUNTY, f"kind-{one}") for one in (BUREAU, OTHER)])
    listed = [duty("M0203", "basic", "x", region=TOWN, title="清单")]
    (draft,) = (await taken(office(town), "duty-lists", listed))["drafts"]
    assert (await office(town, "p-sr-2").post(f"/duties/drafts/{draft}/publish")).status_code == 200
    named = {"kind": "duty", "region": TOWN, "code": "M0203", "agency": BUREAU, "plan": "双随机", "every_months": 6}
    await taken(office(town), "supervision", [named])
    items = [item("I-1", 60) | {"region": TOWN}, item("I-2", 40) | {"region": TOWN, "figure": "closed-in-time"}]
    (draft,) = (await taken(office(town), "assessment-items", items))["drafts"]
    assert (await office(town, "p-sr-2").post(f"/assessment/drafts/{draft}/approve")).status_code == 200
    return town


# ---------------------------------------------------------------------------------------------------------- admissions
async def test_an_application_goes_out_as_it_stood_to_whom_it_concerns(county: Platform) -> None:
    line = {"matter": MATTER, "kind": "basic", "lead": "x", "support": [], "legal_basis": "条例"}
    about = {"why": "=由镇维护更快", "persons": 1, "money_fen": 1, "training": "两天", "wanted_from": "2026-01-01"}
    with days_ago(county, 3):
        asked = await inspector(county).post("/duties/admissions", json={"townships": [TOWN], "duty": line} | about)
        assert asked.status_code == 201, asked.text
    made = asked.json()["id"]
    done = await inspector(county).post(f"/duties/admissions/{made}/withdrawal", json={"version": 1})
    assert done.status_code == 200, done.text

    today = town_day(county.clock())
    days = [(today - timedelta(days=ago)).isoformat() for ago in (4, 1, 0)]
    found = [await out(office(county), "admissions", as_of=day) for day in days]
    assert [[one["状态"] for one in lines] for lines in found] == [[], ["applied"], ["withdrawn"]]
    assert (found[1][0]["理由"], found[1][0]["乡镇代码"]) == ("'=由镇维护更快", TOWN)
    assert len(await out(office(county, role="leader", scope=TOWN), "admissions")) == 1
    assert await out(office(county, scope="320924"), "admissions") == []
    assert await out(office(county, scope="3209"), "admissions", region="320922") == []


# ----------------------------------------------------------------------------------------------------- what was found
def check(code: str = "M0203", **more: Any) -> dict[str, Any]:
    head = {"kind": "duty", "region": TOWN, "code": code, "checked_on": "2026-03-01"}
    return head | {"sampled": 5, "findings": "no-permit=2;late=1"} | more


async def test_the_supervising_agency_alone_hands_in_what_it_found(county: Platform) -> None:
    foreign = await send(inspector(county, OTHER), "supervision-checks", as_csv([check()]))
    assert bad(foreign) == [(2, "agency", "powers.not-the-supervisor")]
    forbidden = await send(office(county), "supervision-checks", as_csv([check()]))
    assert (forbidden.status_code, forbidden.json()["title"]) == (403, "missing-permission")

    assert [(await taken(inspector(county), "supervision-checks", [check()]))["changed"] for _ in range(2)] == [1, 0]
    (line,) = await out(office(county), "supervision-checks")
    assert (line["发现问题"], line["监管单位编号"], line["检查人"]) == ("late=1;no-permit=2", BUREAU, f"p-{BUREAU}")
    assert await out(office(county), "supervision-checks", as_of="2026-02-28") == []
    shown = await office(county).get(f"/powers/supervision/duty/{TOWN}:M0203")
    assert shown.json()["checks"][0]["findings"] == {"no-permit": 2, "late": 1}


async def test_bad_checks_are_named_each_and_nothing_is_kept(county: Platform) -> None:
    lines = [
        check(checked_on="2026-04-01"),
        check("M0404"),
        check(checked_on="2025-12-31"),
        check(checked_on="2026-05-01", sampled=2),
        check(checked_on="2100-01-01"),
    ]
    found = bad(await send(inspector(county), "supervision-checks", as_csv(lines)))
    assert [(line, code) for line, _, code in found] == [
        (3, "powers.nothing-to-supervise"),
        (4, "powers.nothing-to-supervise"),
        (5, "powers.check-impossible"),
        (6, "powers.check-impossible"),
    ]
    twice = bad(await send(inspector(county), "supervision-checks", as_csv([check(findings="a=1;a=2")])))
    assert twice == [(2, "findings", "sheets.bad-value")]
    assert [one["检查日期"] for one in await out(office(county), "supervision-checks")] in ([], ["2026-03-01"])


# -------------------------------------------------------------------------------------------------- scores and demands
def score(subject: str = "I-1", **more: Any) -> dict[str, Any]:
    return {
        "region": TOWN,
        "day": "2026-03-01",
        "about": "item",
        "subject": subject,
        "points": 80,
        "reason": "查",
    } | more


async def test_a_score_from_a_file_counts_when_another_person_confirmed_it(county: Platform) -> None:
    (draft,) = (await taken(office(county), "assessment-scores", [score()]))["drafts"]
    assert (await taken(office(county), "assessment-scores", [score()]))["drafts"] == []

    own = await office(county).post(f"/assessment/scores/{draft}/confirm")
    assert (own.status_code, own.json()["title"]) == (403, "assessment.second-person-needed")
    assert [one["状态"] for one in await out(office(county), "assessment-scores")] == ["open"]
    assert (await office(county, "p-sr-2").post(f"/assessment/scores/{draft}/confirm")).status_code == 200
    (line,) = await out(office(county), "assessment-scores")
    assert (line["状态"], line["评分人"], line["确认人"]) == ("confirmed", "p-sr-1", "p-sr-2")


async def test_bad_scores_are_named_each(county: Platform) -> None:
    lines = [score("I-2"), score("ghost"), score("I-1", day="2100-01-01"), score("I-1", points=101)]
    found = bad(await send(office(county), "assessment-scores", as_csv(lines)))
    assert found == [(5, "points", "sheets.bad-value")]
    found = bad(await send(office(county), "assessment-scores", as_csv(lines[:3])))
    assert [(line, code) for line, _, code in found] == [
        (2, "assessment.item-is-computed"),
        (3, "assessment.item-unknown"),
        (4, "assessment.day-not-come"),
    ]


async def test_void_demands_and_objections_go_out(county: Platform) -> None:
    demand = {"region": TOWN, "year": 2026, "kind": "award-drive", "department": "某局", "title": "=评优"}
    assert (await office(county).post("/assessment/demands", json=demand)).status_code == 201

    (line,) = await out(office(county), "assessment-demands")
    assert (line["名称"], line["无效"], line["无效原因"]) == ("'=评优", "是", "assessment.award-drive")
    # Other tests of this county object, too, but not for this township.
    raised = await out(office(county), "assessment-objections")
    assert [line for line in raised if line["乡镇代码"] == TOWN] == []
    for sheet in ("assessment-demands", "assessment-objections", "admissions"):
        put = await send(office(county), sheet, b"id\r\n1")
        assert (put.status_code, put.json()["title"], put.json()["message"]) == (
            403,
            "sheets.read-only",
            "这个登记簿只能导出，不能导入",
        )


# ------------------------------------------------------------------------------------------------------------ adoption
async def test_townships_are_taken_in_by_a_file_and_each_bad_line_is_named(county: Platform) -> None:
    one: dict[str, Any] = {"region": TOWN, "type": "town", "valid_from": START, "document": "阜政发〔2026〕1号"}
    street = one | {"region": "320923001"}
    lines = [one, street, one | {"region": COUNTY}, one | {"region": "320923101", "version": 99}]
    found = bad(await send(office(county), "adopted-townships", as_csv(lines)))
    assert [(line, code) for line, _, code in found] == [
        (3, "adoption.type-does-not-fit"),
        (4, "adoption.not-a-township"),
        (5, "adoption.version-not-published"),
    ]
    assert await out(office(county), "adopted-townships") == []

    good = [one, street | {"type": "street"}]
    assert [(await taken(office(county), "adopted-townships", good))["changed"] for _ in range(2)] == [2, 0]
    kept = await out(office(county), "adopted-townships")
    assert [(line["乡镇代码"], line["标准版本"], line["示范乡镇"]) for line in kept] == [
        ("320923001", "1", "否"),
        (TOWN, "1", "否"),
    ]
    assert await out(office(county), "adopted-townships", as_of="2025-12-31") == []


async def test_a_standard_from_a_file_binds_nobody_until_another_person_publishes_it(county: Platform) -> None:
    province = office(county, "p-sr-province", scope="32")
    # One that begins so late that no other test meets it, and that is withdrawn again.
    every = await out(province, "adoption-standards", as_of="2026-01-01")
    lines = [line for line in every if line["乡镇类型"] == "rural"]
    later = [line | {"生效日期": "2099-01-01", "标准名称": "新标准"} for line in lines]

    (draft,) = (await taken(province, "adoption-standards", later))["drafts"]
    shown = (await province.get(f"/adoption/standards/drafts/{draft}")).json()
    alone = await province.post(f"/adoption/standards/drafts/{draft}/publish")
    (await province.post(f"/adoption/standards/drafts/{draft}/withdraw")).raise_for_status()

    first = (await province.get("/adoption/standards/rural/1")).json()
    assert (shown["pack"], shown["title"]) == (first["pack"], "新标准")
    assert (alone.status_code, alone.json()["title"]) == (403, "adoption.second-person-needed")
    below = await send(office(county), "adoption-standards", as_csv(later))
    assert bad(below) == [(2, None, "adoption.not-the-province")]


async def test_what_no_township_could_keep_is_named_by_its_line(county: Platform) -> None:
    province = hand(county, "adoption-standards")
    every = await out(province, "adoption-standards", as_of="2026-01-01")
    lines = [line | {"生效日期": "2099-01-01"} for line in every if line["乡镇类型"] == "street"]
    head = {name: lines[0][name] for name in ("乡镇类型", "生效日期", "标准名称", "文号")}
    lines += [head | {"要求类型": "agencies", "代码": "tourism-office", "机构名称": "旅游办"}]
    lines += [head | {"要求类型": "people", "代码": "magician", "数量": "1"}]
    number = len(lines) + 1

    found = bad(await send(province, "adoption-standards", as_csv(lines)))
    assert {(line, code) for line, _, code in found} >= {
        (number - 1, "adoption.no-agency-kind"),
        (number, "adoption.unknown-role"),
    }
    lines[-1] = head | {"要求类型": "people", "代码": "clerk", "机构名称": "窗口"}
    assert bad(await send(province, "adoption-standards", as_csv(lines))) == [(number, None, "sheets.bad-value")]
