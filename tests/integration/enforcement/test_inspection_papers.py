"""Which papers does an inspection have, in whose name, and what do they say? Read from the PDF."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from enforcement.records.service import erase
from shared.papers.writing import chinese_day
from shared.schemas.dispatch import UnitChanged
from tests.integration.enforcement.inspection_desk import WELL, InspectionDesk
from tests.integration.enforcement.penalty_desk import DAY, refused
from tests.integration.enforcement.photo_desk import given
from tests.support.platform import Platform
from tests.support.printed import pages_of, said
from tests.support.register_samples import power_changed
from tests.support.window_samples import licence_granted

TOWN, BARE, COUNTY = "320682141", "320682142", "320682"
ASKED = {"purpose": "交被检查人"}


def unit(region: str, kind: str, name: str) -> UnitChanged:
    which = {"unit_id": f"u-{region}-{kind}", "region": region, "kind": kind, "name": name}
    return UnitChanged.model_validate(which | {"version": 1, "valid_from": "2026-01-01", "valid_to": None})


@pytest.fixture
async def desk(team: Platform, tell: Any) -> InspectionDesk:
    await tell(unit(TOWN, "government", "四一镇人民政府"), unit(COUNTY, "government", "示例市人民政府"))
    await tell(unit(COUNTY, "urban-management-bureau", "示例市城市管理局"))
    return await InspectionDesk(team, tell, TOWN, "MI41", field_of_duty="papers-fire").ready(quiet_days=0)


async def papers_of(desk: InspectionDesk, case: str) -> dict[str, dict[str, Any]]:
    """Return by kind the last papers of an inspection."""
    items = (await desk.officer().get(f"/inspections/{case}/papers")).json()["items"]
    return {paper["kind"]: paper for paper in items}


async def printed(desk: InspectionDesk, case: str, kind: str, who: httpx.AsyncClient | None = None) -> httpx.Response:
    number = (await papers_of(desk, case))[kind]["number"]
    return await (who or desk.officer()).get(f"/inspections/{case}/papers/{number}", params=ASKED)


async def certificate(desk: InspectionDesk, person: str) -> str:
    return str((await desk.officer().get(f"/officers/{person}/certificates")).json()["items"][0]["number"])


async def test_the_site_record_says_whom_two_officers_inspected_when_where_and_what_they_saw(
    desk: InspectionDesk,
) -> None:
    case = await desk.open(object_id=await desk.enterprise(name="四一餐饮有限公司", address="示例路 8 号"))
    await desk.take(case, "credentials", to="店长王某")
    photo = await desk.officer().post(f"/inspections/{case}/photos", json=given(desk.platform.clock()))
    assert photo.status_code == 201, photo.text
    await desk.take(case, "answers", answers=WELL, note="灶台旁有灭火器两具")
    await desk.take(case, "sign")
    assert await papers_of(desk, case) == {}
    await desk.take(case, "sign", desk.officer(2))
    words = said(await printed(desk, case, "JL"))
    for part in (
        *("现场检查笔录", "被检查人：四一餐饮有限公司", "统一社会信用代码：91320682MA", "检查地点：示例路8号"),
        *("本机关自行组织的检查", "行政处罚权力编码：P-MI41", "向店长王某出示", "第五十五条", "有权申请回避"),
        *("疏散通道是否畅通：是", "噪声是否达标：是，实测52.5dB", "灶台旁有灭火器两具", "现场拍摄照片1张"),
        *("被检查人（签名或者盖章）", "拒绝签名或者盖章", "执法人员（签名）", f"{chinese_day(desk.today)}"),
        *("四一镇人民政府（印章）", desk.cases[case]["number"]),
        *[f"{one}（执法证号{await certificate(desk, one)}）" for one in desk.officers],
    ):
        assert part in words, part


async def test_of_a_place_whom_they_meet_is_filled_in_by_hand(desk: InspectionDesk) -> None:
    words = said(await printed(desk, await desk.signed(place="河边空地"), "JL"))
    assert "由执法人员现场填写" in words
    assert "检查地点：河边空地" in words
    assert "统一社会信用代码" not in words


async def test_who_holds_a_licence_is_named_by_it_and_a_plan_by_its_id(desk: InspectionDesk, tell: Any) -> None:
    field, licence, item = "papers-food", str(uuid4()), "food-workshop-registration"
    await tell(licence_granted(licence_id=licence, region=TOWN))
    food = InspectionDesk(desk.platform, tell, TOWN, "MI41", field_of_duty=field)
    await food.publish(items=[item])
    plan = await food.plan()

    async def opened() -> bool:
        return (await food.try_open(object_id=licence, ground="plan", plan_id=plan["id"])).is_success

    await desk.platform.until(opened)
    (case,) = food.cases
    await food.sign(case)
    words = said(await printed(food, case, "JL"))
    for part in (f"许可证件（标识{licence}）的持有人", f"许可事项编码：{item}", f"行政检查计划（编号{plan['id']}）"):
        assert part in words, part


async def test_the_site_record_keeps_the_name_of_its_day_and_no_word_of_who_complained(desk: InspectionDesk) -> None:
    why: dict[str, Any] = {"why": "邻居李某举报", "reason": "complaint", "proof": "TS-7"}
    enterprise = await desk.enterprise(name="从前的名称")
    case = await desk.signed(object_id=enterprise, ground="own", **why)
    changed = {"version": 1, "name": "后来的名称", "why": "更名"}
    number = (await desk.officer().get(f"/supervised-objects/{enterprise}/party", params=ASKED)).json()["number"]
    path = f"/supervised-objects/{enterprise}/correct"
    assert (await desk.officer().post(path, json=changed | {"number": number})).is_success
    words = said(await printed(desk, case, "JL"))
    assert "被检查人：从前的名称" in words
    assert "不受检查频次限制的事由：投诉举报" in words
    for part in ("后来的名称", "李某", "TS-7"):
        assert part not in words
    assert "从前的名称" not in str(await desk.record(case))


async def test_who_is_found_at_a_place_is_named_although_the_last_to_sign_sees_one_village_alone(
    desk: InspectionDesk,
) -> None:
    village, enterprise = f"{TOWN}001", await desk.enterprise(name="四一餐饮有限公司")
    case = await desk.open(region=village, place="村口 3 号")
    await desk.take(case, "credentials", to="店长王某", object_id=enterprise)
    await desk.take(case, "answers", answers=WELL)
    await desk.take(case, "sign")
    of_village = desk.platform.client("enforcement", role="officer", person_id=desk.officers[1], scope=village)
    await desk.take(case, "sign", of_village)
    words = said(await printed(desk, case, "JL"))
    assert "被检查人：四一餐饮有限公司" in words
    assert "检查地点：村口3号" in words


async def test_an_order_says_what_is_to_be_corrected_by_which_day_and_who_hears_an_appeal(
    desk: InspectionDesk,
) -> None:
    case = await desk.ordered(10, object_id=await desk.enterprise(name="四一餐饮有限公司"))
    words = said(await printed(desk, case, "GT"))
    record = (await papers_of(desk, case))["JL"]["number"]
    for part in (
        *("责令限期改正通知书", "四一餐饮有限公司：", "第二十八条第一款", "清理疏散通道", "疏散通道是否畅通：否"),
        *(f"改正期限：{chinese_day(desk.today + 10 * DAY)}以前", f"现场检查笔录{record}", "拒绝签收"),
        *("六十日内向示例市人民政府申请行政复议", "四一镇人民政府（印章）", *desk.officers),
    ):
        assert part in words, part
    assert "噪声" not in words


async def test_whoever_comes_back_says_what_was_corrected_and_names_the_order(desk: InspectionDesk) -> None:
    case = await desk.ordered(1)
    order = (await papers_of(desk, case))["GT"]["number"]
    desk.platform.clock.ahead += 2 * DAY
    try:
        await desk.take(case, "recheck", corrected=False, second_officer_id=f"{TOWN}-3", found="通道仍然堵塞")
        words = said(await printed(desk, case, "FY"))
        for part in ("复查意见书", "通道仍然堵塞", "逾期未改正", f"责令限期改正通知书{order}", f"{TOWN}-3（执法证号"):
            assert part in words, part
        assert f"{desk.officers[1]}（执法证号" not in words
        await desk.take(case, "order", due_on=(desk.today + DAY).isoformat(), what="拆除货架")
        await desk.take(case, "recheck", corrected=True, second_officer_id=desk.officers[1], found="已经畅通")
    finally:
        desk.platform.clock.ahead -= 2 * DAY
    assert "责令改正的内容已经改正" in said(await printed(desk, case, "FY"))
    kinds = [one["kind"] for one in (await desk.officer().get(f"/inspections/{case}/papers")).json()["items"]]
    assert kinds == ["JL", "GT", "FY", "GT", "FY"]


async def test_who_is_well_is_told_so_on_paper(desk: InspectionDesk) -> None:
    case = await desk.signed(WELL, object_id=await desk.enterprise(name="四一餐饮有限公司"))
    await desk.take(case, "nothing-found")
    words = said(await printed(desk, case, "JG"))
    for part in ("检查结果告知书", "四一餐饮有限公司：", "未发现问题", desk.cases[case]["number"], "四一镇人民政府"):
        assert part in words, part


async def test_papers_are_numbered_without_gaps_and_name_their_line(desk: InspectionDesk) -> None:
    first, second = await desk.signed(), await desk.signed()
    refused(await desk.ask(first, "order", due_on=desk.today.isoformat(), what="x"), "inspections.order-term-unfit")
    for case in (first, second):
        await desk.take(case, "order", due_on=(desk.today + DAY).isoformat(), what="清理")
    held = [await papers_of(desk, case) for case in (first, second)]
    for kind in ("JL", "GT"):
        serials = [int(one[kind]["number"].rpartition("-")[2]) for one in held]
        assert serials[1] == serials[0] + 1
        assert held[0][kind]["number"].startswith(f"{kind}-{TOWN}-{desk.today.year}-")
    line = (await desk.record(first))[held[0]["GT"]["seq"] - 1]
    assert (line["kind"], line["facts"]["papers"]) == ("order", [held[0]["GT"]["number"]])
    assert line["facts"]["authority"] == "四一镇人民政府"


async def test_a_reprint_says_that_it_is_one_and_every_print_is_a_line(desk: InspectionDesk) -> None:
    case = await desk.signed()
    first, second = said(await printed(desk, case, "JL")), said(await printed(desk, case, "JL", desk.head()))
    # It says so on every page.
    assert second.startswith("补打（第2次打印）JL-")
    assert second.replace("补打（第2次打印）", "") == first
    assert (await papers_of(desk, case))["JL"]["prints"] == 2
    lines = (await desk.record(case))[-2:]
    assert [(line["kind"], line["by"], line["facts"]["purpose"]) for line in lines] == [
        ("print", desk.officers[0], "交被检查人"),
        ("print", f"{TOWN}-h", "交被检查人"),
    ]


async def test_what_is_not_a_paper_of_the_inspection_is_refused_and_nothing_is_printed(desk: InspectionDesk) -> None:
    case, other = await desk.signed(), await desk.signed()
    number = (await papers_of(desk, other))["JL"]["number"]
    path = f"/inspections/{case}/papers/{number}"
    refused(await desk.officer().get(path, params=ASKED), "inspections.paper-not-found")
    assert (await desk.officer().get(f"/inspections/{other}/papers/{number}")).status_code == 422
    away = desk.platform.client("enforcement", role="officer", person_id=desk.officers[0], scope="320585")
    worker = desk.platform.client("enforcement", role="clerk", person_id=desk.officers[0], scope=TOWN)
    for tail in (f"papers/{number}", "papers"):
        refused(await away.get(f"/inspections/{other}/{tail}", params=ASKED), "inspections.not-found")
        assert (await worker.get(f"/inspections/{other}/{tail}", params=ASKED)).status_code == 403
    assert (await papers_of(desk, other))["JL"]["prints"] == 0


async def test_of_an_erased_record_nothing_is_printed(desk: InspectionDesk) -> None:
    case = await desk.signed(object_id=await desk.enterprise())
    runtime = desk.platform.apps["enforcement"].state.runtime
    async with runtime.database.begin() as work:
        await erase(work, UUID(case), "档案管理规定", by="test", now=desk.platform.clock())
    refused(await printed(desk, case, "JL"), "records.erased")
    assert (await papers_of(desk, case))["JL"]["prints"] == 0


async def test_entrusted_it_is_the_principal_who_inspects(desk: InspectionDesk, tell: Any) -> None:
    terms = [{"in_force_from": (desk.today - DAY).isoformat(), "in_force_to": None}]
    await tell(power_changed(region=TOWN, code="P-MI42", mode="entrusted", terms=terms, matters=["MI42"]))
    asked = {"matter": "MI42", "region": TOWN}

    async def knows() -> bool:
        return bool((await desk.officer().get("/officers/powers", params=asked)).json()["told"])

    await desk.platform.until(knows)
    entrusted = InspectionDesk(desk.platform, tell, TOWN, "MI42", field_of_duty="papers-entrusted")
    await entrusted.publish(quiet_days=0)
    words = said(await printed(entrusted, await entrusted.signed(), "JL"))
    assert "示例市城市管理局（受委托实施行政执法：四一镇人民政府）" in words


async def test_without_a_power_a_township_inspects_in_its_own_name(team: Platform, tell: Any) -> None:
    bare = await InspectionDesk(team, tell, BARE, "MI43", field_of_duty="papers-bare").ready(power=False)
    case = await bare.signed()
    words = said(await printed(bare, case, "JL"))
    assert f"乡镇人民政府（街道办事处，区划代码{BARE}）" in words
    assert "行政处罚权力编码" not in words


async def test_the_file_of_a_case_binds_the_papers_of_its_inspection_before_its_own(desk: InspectionDesk) -> None:
    case = await desk.signed()
    await desk.take(case, "penalty", filing=desk.form())
    path = f"/penalties/{desk.cases[case]['penalty_id']}/file"
    answer = await desk.officer().get(path, params={"purpose": "归档"})
    contents = pages_of(answer.content)[1]
    number = (await papers_of(desk, case))["JL"]["number"]
    assert 0 < contents.index(f"现场检查笔录（{number}）") < contents.index("行政处罚立案审批表")
    assert f"编号：{number}" in said(answer)
    last = (await desk.record(case))[-1]
    assert (last["kind"], last["facts"]) == ("print-file", {"purpose": "归档"})
