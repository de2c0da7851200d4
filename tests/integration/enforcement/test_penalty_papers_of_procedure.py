"""What stands on the records, reports, opinions and decisions that the procedure needs: over HTTP, from the PDF."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import DAY, LARGE, PenaltyDesk, refused
from tests.support.platform import Platform
from tests.support.printed import said


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682173", "MP73").build()


async def missing(desk: PenaltyDesk, case: str, kind: str, *parts: str) -> list[str]:
    """Return which parts the last paper of a kind lacks; blanks count for nothing."""
    items = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    number = next(paper["number"] for paper in reversed(items) if paper["kind"] == kind)
    answer = await desk.officer().get(f"/penalties/{case}/papers/{number}", params={"purpose": "归档"})
    words = said(answer)
    assert desk.cases[case]["number"] in words
    return [part for part in parts if part not in words]


async def test_what_was_seen_and_said_is_written_down_and_the_report_names_the_gains(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "evidence", kind="site-record", what="人行道上有两个摊位")
    await desk.take(case, "evidence", kind="statement", what="问：摊位是你的吗？答：是。")
    assert await missing(desk, case, "XB", "现场（勘验）笔录", "第1号", "人行道上有两个摊位", "见证人") == []
    assert await missing(desk, case, "XW", "询问笔录", "第2号", "当事人的陈述", "摊位是你的吗") == []
    await desk.take(case, "preserve", desk.head(), words="三轮车一辆")
    await desk.take(case, "preserve/settle", settlement="released", words="无需保存")
    assert await missing(desk, case, "DB", "第五十六条", "解除先行登记保存措施", "无需保存") == []
    gains: dict[str, Any] = {"gained_fen": 50_000, "returned_fen": 20_000}
    await desk.take(case, "conclude", conclusion="punish", report="事实清楚，证据确凿", **gains)
    parts = ("事实清楚", "给予行政处罚", "违法所得：人民币500.00元", "应当退赔：人民币200.00元", "询问")
    assert await missing(desk, case, "ZJ", "调查终结报告", *parts[:4]) == []


async def test_defence_hearing_review_and_discussion_have_their_papers(desk: PenaltyDesk) -> None:
    case = await desk.noticed(LARGE, weighty=True)
    await desk.take(case, "defence", words="摊位当日已撤")
    await desk.take(case, "defence/check", accepted=False, found="经查当日未撤")
    assert await missing(desk, case, "SB", "陈述申辩笔录", "摊位当日已撤") == []
    assert await missing(desk, case, "FH", "经查当日未撤", "不予采纳") == []
    chair, on = desk.client("leader", f"{desk.region}-c"), desk.today + 16 * DAY
    await desk.take(case, "hearing", by_whom="当事人")
    fixed = {"on": on.isoformat(), "chair": f"{desk.region}-c", "place": "会议室"}
    await desk.take(case, "hearing/fix", desk.review_desk(), **fixed)
    desk.platform.clock.ahead += 16 * DAY
    try:
        await desk.take(case, "hearing/hold", chair, record="双方发表意见", attended=True, signed=True)
        await desk.take(case, "review", desk.review_desk(), passed=True, opinion="程序合法")
        await desk.take(case, "discuss", desk.head(), present=["h-1", "h-2"], minutes="一致同意")
    finally:
        desk.platform.clock.ahead = timedelta(0)
    assert await missing(desk, case, "TB", "听证笔录", "双方发表意见", f"{desk.region}-c", "到场") == []
    assert await missing(desk, case, "SH", "法制审核意见书", "程序合法", "审核结论：通过", desk.reviewer) == []
    assert await missing(desk, case, "TL", "集体讨论记录", "h-1、h-2", "一致同意", "第五十七条第二款") == []


async def test_what_the_head_orders_in_between_has_its_papers(desk: PenaltyDesk) -> None:
    case, third = await desk.file(), f"{desk.region}-3"
    await desk.take(case, "recusal", officer=desk.officers[1], words="亲属")
    await desk.take(case, "recusal/decide", desk.head(), granted=True, replacement=third, words="情况属实")
    assert await missing(desk, case, "HB", "同意回避", desk.officers[1], f"由{third}", "接替") == []
    await desk.take(case, "extend", desk.head(), days=10, words="省规章第八条")
    assert await missing(desk, case, "YA", "批准延长10日", "省规章第八条", "第六十条") == []
    await desk.take(case, "suspend", desk.head(), ground="court", words="等待判决")
    assert await missing(desk, case, "ZZ", "以相关案件的裁判", "等待判决") == []
    await desk.take(case, "resume", desk.head(), words="判决已生效")
    assert await missing(desk, case, "HF", "恢复调查", "判决已生效", "顺延至") == []
    await desk.take(case, "terminate", desk.head(), ground="party-dissolved", words="注销证明")
    assert await missing(desk, case, "ZD", "当事人终止", "注销证明") == []
    refused(await desk.ask(case, "suspend", desk.head(), ground="court", words="x"), "penalties.illegal-step")


async def test_what_was_looked_at_after_an_order_to_correct_has_its_paper(desk: PenaltyDesk) -> None:
    case, at_once = await desk.heard_out({"kinds": ["warning"]}), {"way": "at-once", "what": "撤走摊位"}
    body: dict[str, Any] = {"outcome": "punish", "sanction": {"kinds": ["warning"]}, "reasons": "理由"}
    await desk.take(case, "decide", desk.head(), **body, correction=at_once)
    await desk.take(case, "serve", on=desk.today.isoformat(), way="handed-over", receipt="回证")
    assert await missing(desk, case, "ZG", "撤走摊位", "立即改正") == []
    await desk.take(case, "correction", corrected=False, found="摊位仍在")
    assert await missing(desk, case, "FC", "摊位仍在", "逾期未改正") == []
    await desk.take(case, "correction", corrected=True, found="摊位已撤")
    assert await missing(desk, case, "FC", "摊位已撤", "已经改正") == []
