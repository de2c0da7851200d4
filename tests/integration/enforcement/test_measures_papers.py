"""Which papers does a measure have, and what do they say (coercion law art. 18, 21, 24, 25, 28)? Read from the PDF."""

from typing import Any

import pytest

from tests.integration.enforcement.measure_desk import SHOP, given_back, imposed, measures, site, stove, wanted
from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk
from tests.integration.enforcement.test_penalty_papers_of_steps import words_of
from tests.support.platform import Platform
from tests.support.register_samples import power_changed


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682136", "MC36").build()


def said(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


async def test_decision_and_inventory_say_what_the_law_wants(desk: PenaltyDesk) -> None:
    case = await imposed(desk, things=[stove("SN-36"), stove("SN-37", amount=5)])
    decision, listed = await words_of(desk, case, "CK"), await words_of(desk, case, "QD")
    things = ("燃气灶具（SN-36），2台", "燃气灶具（SN-37），5台")
    who_and_why = ("示例餐饮有限公司", "示例路1号", "防止证据损毁", "某条例第五十条", "经本机关负责人批准")
    days = ("扣押，期限为30日", said(desk.today), said(desk.today + 30 * DAY))
    parts = (*who_and_why, *days, *things, "六十日内", "六个月内", "（印章）", *desk.officers)
    assert [part for part in parts if part not in decision] == []
    assert [part for part in (*things, "一式二份", "查封（扣押）决定书CK-320682136") if part not in listed] == []


async def test_beside_an_entrusted_power_it_is_in_the_name_of_the_township_alone(desk: PenaltyDesk, tell: Any) -> None:
    other = await PenaltyDesk(desk.platform, tell, "320682138", "MC38").build()
    terms = [{"in_force_from": other.today.isoformat(), "in_force_to": None}]
    told = {"region": other.region, "code": "A-MC38", "terms": terms, "matters": ["MC38"], "mode": "entrusted"}
    await tell(power_changed(**told))
    asked = {"matter": other.matter, "region": other.region}

    async def known() -> bool:
        powers = (await other.officer().get("/officers/powers", params=asked)).json()["told"]
        return len(powers) > 1

    await desk.platform.until(known)
    case = await imposed(other)
    assert "受委托实施行政执法" in await words_of(other, case, "LA")
    assert "受委托实施行政执法" not in await words_of(other, case, "CK")


async def test_a_site_record_says_who_was_there_and_what_he_said(desk: PenaltyDesk) -> None:
    words = await words_of(desk, await imposed(desk), "XC")
    assert [part for part in ("现场情况", "没有意见", "已出示执法身份证件") if part not in words] == []
    case = await desk.file()
    away = site(desk, party_present=False, witness="居委会某某", statement=None, keeper="示例物业公司")
    await desk.take(case, "measures/urgent", **wanted(kind="seal", things=[SHOP], site=away))
    assert "邀请见证人到场：居委会某某" in await words_of(desk, case, "XC")
    decision = await words_of(desk, case, "CK")
    assert [part for part in ("二十四小时内", "予以查封", "示例物业公司") if part not in decision] == []
    assert "经本机关负责人批准。" not in decision
    await given_back(desk, case)


async def test_what_is_kept_longer_examined_and_lifted_is_told_in_writing(desk: PenaltyDesk) -> None:
    case, today = await imposed(desk), desk.today
    await desk.take(case, "measures/1/extend", desk.head(), days=10, words="案情复杂")
    longer = await words_of(desk, case, "YC")
    parts = ("10日", said(today + 30 * DAY), said(today + 40 * DAY), "案情复杂")
    assert [part for part in parts if part not in longer] == []
    period: dict[str, Any] = {"begins_on": today.isoformat(), "until": (today + 2 * DAY).isoformat()}
    await desk.take(case, "measures/1/examine", kind="testing", words="检测燃气泄漏", **period)
    told = await words_of(desk, case, "JQ")
    clear = ("检测", said(today + 2 * DAY), said(today + 42 * DAY), "费用由本机关承担", "检测燃气泄漏")
    assert [part for part in clear if part not in told] == []
    await given_back(desk, case, "no-violation")
    lifted = await words_of(desk, case, "JF")
    assert [part for part in ("解除扣押", "当事人没有违法行为", "燃气灶具", "退还") if part not in lifted] == []


async def test_of_what_goes_along_with_a_crime_the_party_is_told(desk: PenaltyDesk) -> None:
    case = await imposed(desk)
    await desk.take(case, "conclude", conclusion="crime", report="涉嫌犯罪")
    await desk.take(case, "decide", desk.head(), outcome="crime", reasons="移送")
    await desk.take(case, "transfer", desk.head(), words="公安回执 7 号")
    words = await words_of(desk, case, "YG")
    assert [part for part in ("CK-320682136", "一并移送", "公安回执7号") if part not in words] == []
    book = await desk.officer().get(f"/penalties/{case}/file", params={"purpose": "归档"})
    assert book.content.startswith(b"%PDF")
    assert (await measures(desk, case))[0]["state"] == "transferred"
