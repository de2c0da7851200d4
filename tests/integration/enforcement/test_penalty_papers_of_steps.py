"""Which papers do the steps beside the decision give, and what does each say? Read from the PDF."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import DAY, LARGE, PenaltyDesk
from tests.support.penalty_steps import CORRECTED
from tests.support.platform import Platform
from tests.support.printed import said


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682122", "MP24").build()


async def words_of(desk: PenaltyDesk, case: str, kind: str) -> str:
    """Return the words of the last paper of a kind, without blanks."""
    items = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    number = next(paper["number"] for paper in reversed(items) if paper["kind"] == kind)
    answer = await desk.officer().get(f"/penalties/{case}/papers/{number}", params={"purpose": "送达"})
    return said(answer)


async def test_on_the_spot_the_paper_names_act_basis_amount_time_place_and_officers(desk: PenaltyDesk) -> None:
    today = desk.today.isoformat()
    said = {
        "sanction": {"kinds": ["fine"], "fine_fen": 5_000},
        "basis": "某条例第三十四条",
        "credentials_shown": True,
        "signed": False,
        "correction": CORRECTED,
    }
    form = desk.form(ended_on=today, found_on=today, place="示例路 8 号", refusal_noted=True) | said
    case = (await desk.officer().post("/penalties/simple", json=form)).json()["id"]
    words = await words_of(desk, case, "DC")
    held = (await desk.officer().get(f"/officers/{desk.officers[0]}/certificates")).json()["items"][0]
    assert f"{desk.officers[0]}（执法证号{held['number']}）" in words
    parts = ("占道经营", "某条例第三十四条", "罚款人民币50.00元", "示例路8号", "六十日内", "六个月内", "时", "拒绝签收")
    more = ("出示执法证件", "十五日内", *desk.officers)
    assert [part for part in (*parts, *more) if part not in words] == []


async def test_evidence_that_is_kept_is_listed_in_a_notice_with_its_seven_days(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "preserve", desk.head(), words="三轮车一辆")
    words = await words_of(desk, case, "DJ")
    assert "三轮车一辆" in words
    assert "七个工作日" in words


async def test_a_hearing_is_announced_to_the_party_with_day_place_and_chair(desk: PenaltyDesk) -> None:
    case = await desk.noticed(LARGE)
    await desk.take(case, "hearing", by_whom="示例餐饮有限公司")
    on = desk.today + 30 * DAY
    await desk.take(case, "hearing/fix", desk.review_desk(), chair="chair-9", on=on.isoformat(), place="三楼会议室")
    words = await words_of(desk, case, "TZ")
    for part in (f"{on.year}年{on.month}月{on.day}日", "三楼会议室", "chair-9"):
        assert part in words


async def test_who_is_spared_gets_a_decision_that_names_the_ground(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "conclude", conclusion="spare", ground="minor", report="报告")
    await desk.take(case, "decide", desk.head(), outcome="spare", ground="minor", reasons="已经改正")
    words = await words_of(desk, case, "BC")
    assert "违法行为轻微并及时改正" in words
    assert "已经改正" in words
    assert "罚款" not in words


@pytest.mark.parametrize(("outcome", "ground"), [("spare", "minor"), ("unfounded", None)])
async def test_who_is_spared_is_educated_and_who_did_nothing_is_not(
    desk: PenaltyDesk, outcome: str, ground: str | None
) -> None:
    case = await desk.file()
    await desk.take(case, "conclude", conclusion=outcome, ground=ground, report="报告")
    await desk.take(case, "decide", desk.head(), outcome=outcome, ground=ground, reasons="理由")
    words = await words_of(desk, case, "BC")
    assert ("第三十三条第三款的规定，本机关对当事人进行教育" in words) is (outcome == "spare")
    assert "决定不予行政处罚" in words


async def test_what_is_put_off_pressed_for_and_asked_of_a_court_has_its_papers(desk: PenaltyDesk) -> None:
    case = await desk.decided()
    first = desk.today
    await desk.take(case, "serve", on=first.isoformat(), way="handed-over", receipt="回证 1 号")
    assert "行政处罚决定书JD-320682122" in await words_of(desk, case, "SD")
    to = first + 20 * DAY
    await desk.take(case, "put-off", desk.head(), to=to.isoformat(), words="分两期")
    assert f"{to.year}年{to.month}月{to.day}日" in await words_of(desk, case, "YQ")
    desk.platform.clock.ahead += timedelta(days=150)
    try:
        await desk.take(case, "demand", on=desk.today.isoformat(), words="催告回证")
        assert "人民币2,000.00元，其中加处罚款人民币1,000.00元" in await words_of(desk, case, "CG")
        desk.platform.clock.ahead += timedelta(days=50)
        await desk.take(case, "court", desk.head(), words="决定书、回证")
        assert "强制执行尚欠款项人民币2,000.00元" in await words_of(desk, case, "QZ")
    finally:
        desk.platform.clock.ahead = timedelta(0)


async def test_what_an_appeal_changed_stands_on_later_papers(desk: PenaltyDesk) -> None:
    case, on = await desk.decided(), desk.today.isoformat()
    await desk.take(case, "serve", on=on, way="handed-over", receipt="回证 1 号")
    await desk.take(case, "appeal", kind="reconsideration", on=on, words="申请书")
    less = {"kinds": ["fine"], "fine_fen": 50_000}
    await desk.take(case, "appeal/end", result="changed", on=on, words="复议决定书", sanction=less)
    await desk.take(case, "payments", amount_fen=50_000, on=on, receipt="银行 1")
    await desk.take(case, "close", words="结案")
    assert "罚款人民币500.00元" in await words_of(desk, case, "JA")
    assert "罚款人民币1,000.00元" in await words_of(desk, case, "JD")


async def test_a_crime_goes_with_a_letter_and_the_case_ends_with_its_report(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "conclude", conclusion="crime", report="涉嫌犯罪")
    await desk.take(case, "decide", desk.head(), outcome="crime", reasons="移送")
    await desk.take(case, "transfer", desk.head(), words="公安回执 7 号")
    assert "公安回执7号" in await words_of(desk, case, "YS")
    assert "涉嫌犯罪，移送司法机关" in await words_of(desk, case, "JA")
