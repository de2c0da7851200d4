"""Which papers do confiscated goods have, and what do they say (penalty law art. 59, 66, 74)? Read from the PDF."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.goods_desk import auction, confiscated, taking
from tests.integration.enforcement.measure_desk import imposed
from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk
from tests.integration.enforcement.test_penalty_papers_of_steps import words_of
from tests.support.platform import Platform

BOTH: dict[str, Any] = {
    "kinds": ["confiscate-gains", "confiscate-goods"],
    "confiscated_fen": 12_300,
    "goods_fen": 30_000,
}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> AsyncIterator[PenaltyDesk]:
    yield await PenaltyDesk(team, tell, "320682188", "MG88").build()
    team.clock.ahead = timedelta(0)


def missing(words: str, *parts: str) -> list[str]:
    return [part for part in parts if part not in words]


async def test_a_decision_lists_goods_and_their_value_apart_from_gains(desk: PenaltyDesk) -> None:
    decision = await words_of(desk, await confiscated(desk, BOTH, parts=2), "JD")
    sums = ("没收违法所得金额人民币123.00元", "没收的非法财物价值人民币300.00元")
    listed = ("共2项", "第1号：假冒香烟，2条，价值人民币150.00元", "第2号：假冒香烟", "十五日内交付本机关")
    assert missing(decision, *sums, *listed) == []
    assert "没收金额合计" not in decision


async def test_of_what_a_measure_holds_a_decision_says_so_and_asks_nobody_for_it(desk: PenaltyDesk) -> None:
    case = await imposed(desk)
    await desk.take(case, "evidence", kind="object", what="灶具")
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    sanction = {"kinds": ["confiscate-goods"], "goods_fen": 500}
    await desk.take(case, "notify", proposed=sanction, told="告知")
    await desk.take(case, "defence/waive", words="放弃")
    stove = {"name": "燃气灶具", "identity": "SN-88", "amount": 2, "unit": "台", "value_fen": 500, "measure": 1}
    decided: dict[str, Any] = {"outcome": "punish", "sanction": sanction, "reasons": "理由", "goods": [stove]}
    await desk.take(case, "decide", desk.head(), **decided)
    decision = await words_of(desk, case, "JD")
    assert missing(decision, "燃气灶具（SN-88），2台", "已由第1号措施查封、扣押") == []
    assert "十五日内交付本机关" not in decision


async def test_the_inventory_lists_what_was_handed_over_to_whom(desk: PenaltyDesk) -> None:
    case = await confiscated(desk, parts=2)
    await desk.take(case, "goods/take", **taking(desk, 2, signed=False, refusal_noted=True))
    words = await words_of(desk, case, "MQ")
    said = ("没收财物清单", "示例餐饮有限公司", "共1项", "第2号：假冒香烟", "清点无误", "当事人拒绝签名", "一式二份")
    assert missing(words, *said, "行政处罚决定书JD-320682188", *desk.officers) == []
    assert "第1号" not in words


async def test_the_record_of_a_disposal_says_what_they_brought_and_where_it_went(desk: PenaltyDesk) -> None:
    case = await confiscated(desk, parts=2)
    await desk.take(case, "goods/take", **taking(desk, 1, 2))
    await desk.take(case, "goods/dispose", **auction(desk, 900))
    words = await words_of(desk, case, "MC")
    brought = ("第1号：假冒香烟", "所得款项人民币9.00元", "公开拍卖", "全部上缴国库", "一般缴款书7号")
    assert missing(words, *brought) == []
    assert "第2号" not in words
    gone = {"way": "destroy", "basis": "烟草专卖法", "goods": [{"number": 2}], "treasury_fen": 0}
    await desk.take(case, "goods/dispose", **auction(desk) | gone)
    papers = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    number = [one["number"] for one in papers if one["kind"] == "MC"][-1]
    assert number.endswith("000002")


async def test_a_demand_asks_for_the_goods_that_were_not_handed_over(desk: PenaltyDesk) -> None:
    case = await confiscated(desk, parts=2)
    await desk.take(case, "goods/take", **taking(desk, 1))
    desk.platform.clock.ahead += 16 * DAY
    await desk.take(case, "demand", on=desk.today.isoformat(), words="催告书")
    words = await words_of(desk, case, "CG")
    assert missing(words, "交付下列没收的财物", "第2号：假冒香烟") == []
    assert [part for part in ("第1号", "尚欠款项") if part in words] == []
