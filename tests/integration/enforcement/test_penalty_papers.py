"""Which papers does a penalty case have, in whose name, and what do they say? Read from the PDF."""

from typing import Any

import httpx
import pytest

from shared.papers.writing import chinese_day
from shared.schemas.dispatch import UnitChanged
from tests.integration.enforcement.penalty_desk import DAY, FINE, LARGE, PenaltyDesk, refused
from tests.support.platform import Platform
from tests.support.printed import pages_of, said
from tests.support.register_samples import power_changed

TOWN, COUNTY = "320682121", "320682"


def unit(region: str, kind: str, name: str) -> UnitChanged:
    which = {"unit_id": f"u-{region}-{kind}", "region": region, "kind": kind, "name": name}
    return UnitChanged.model_validate(which | {"version": 1, "valid_from": "2026-01-01", "valid_to": None})


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    await tell(unit(TOWN, "government", "示例镇人民政府"), unit(COUNTY, "government", "示例市人民政府"))
    await tell(unit(COUNTY, "urban-management-bureau", "示例市城市管理局"))
    return await PenaltyDesk(team, tell, TOWN, "MP21").build()


async def papers_of(desk: PenaltyDesk, case: str) -> dict[str, dict[str, Any]]:
    items = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    return {paper["kind"]: paper for paper in items}


async def printed(desk: PenaltyDesk, case: str, kind: str, who: httpx.AsyncClient | None = None) -> httpx.Response:
    number = (await papers_of(desk, case))[kind]["number"]
    return await (who or desk.officer()).get(f"/penalties/{case}/papers/{number}", params={"purpose": "送达当事人"})


async def test_a_decision_says_what_the_law_wants_of_it(desk: PenaltyDesk) -> None:
    case = await desk.heard_out(place="示例路 8 号")
    decision = {"outcome": "punish", "sanction": FINE, "reasons": "占道经营，证据确凿", "basis": "某条例第三十四条"}
    await desk.take(case, "decide", desk.head(), **decision)
    words = said(await printed(desk, case, "JD"))
    for part in (
        *(
            "当事人：示例餐饮有限公司",
            "地址：示例路1号",
            "占道经营，证据确凿",
            "现场笔录：现场笔录",
            "处罚依据：某条例第三十四条",
            "当事人放弃陈述和申辩的权利",
        ),
        *("罚款人民币1,000.00元", "十五日内", "六十日内向示例市人民政府申请行政复议", "六个月内", "示例路8号"),
        *("示例镇人民政府", chinese_day(desk.today)),
    ):
        assert part in words


async def test_the_papers_of_a_case_are_those_of_its_steps_and_numbered_without_gaps(desk: PenaltyDesk) -> None:
    first = await desk.file()
    refused(await desk.officer().post("/penalties", json=desk.form(matter="MP98")), "penalties.no-power")
    numbers = [(await papers_of(desk, case))["LA"]["number"] for case in (first, await desk.file())]
    serials = [int(number.rpartition("-")[2]) for number in numbers]
    assert serials[1] == serials[0] + 1
    assert numbers[0].startswith(f"LA-{TOWN}-{desk.today.year}-")


async def test_a_hearing_is_told_of_on_a_paper_of_its_own_where_it_is_due(desk: PenaltyDesk) -> None:
    small, large = await desk.noticed(), await desk.noticed(LARGE)
    assert list(await papers_of(desk, small)) == ["LA", "XB", "ZJ", "GZ"]
    assert list(await papers_of(desk, large)) == ["LA", "XB", "ZJ", "GZ", "TG"]
    words = said(await printed(desk, large, "TG"))
    assert "第六十三条" in words
    assert "罚款人民币90,000.00元" in words
    assert "陈述和申辩" in said(await printed(desk, small, "GZ"))


async def test_a_reprint_says_that_it_is_one_and_every_print_is_a_line_of_the_record(desk: PenaltyDesk) -> None:
    case = await desk.file()
    first, second = said(await printed(desk, case, "LA")), said(await printed(desk, case, "LA", desk.head()))
    assert second == f"补打（第2次打印）{first}"
    assert (await papers_of(desk, case))["LA"]["prints"] == 2
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    assert [(line["kind"], line["by"], line["facts"].get("purpose")) for line in lines[1:]] == [
        ("print", desk.officers[0], "送达当事人"),
        ("print", f"{TOWN}-h", "送达当事人"),
    ]
    assert "示例餐饮" not in str(lines)


async def test_a_paper_keeps_the_name_of_its_day_when_its_authority_is_renamed(desk: PenaltyDesk, tell: Any) -> None:
    case, own = await desk.file(), unit(TOWN, "government", "示例镇人民政府")
    await tell(own.model_copy(update={"version": 2, "name": "改名后的街道办事处"}))

    async def renamed() -> bool:
        return "改名后的街道办事处" in said(await printed(desk, await desk.file(), "LA"))

    await desk.platform.until(renamed)
    assert "示例镇人民政府（印章）" in said(await printed(desk, case, "LA"))
    await tell(own.model_copy(update={"version": 3}))


async def test_what_is_not_a_paper_of_the_case_is_refused_and_nothing_is_printed(desk: PenaltyDesk) -> None:
    case, other = await desk.file(), await desk.file()
    number, asked = (await papers_of(desk, other))["LA"]["number"], {"purpose": "核对"}
    refused(await desk.officer().get(f"/penalties/{case}/papers/{number}", params=asked), "papers.not-found")
    assert (await desk.officer().get(f"/penalties/{other}/papers/{number}")).status_code == 422
    away = desk.platform.client("enforcement", role="officer", person_id=desk.officers[0], scope="320585")
    for path in (f"papers/{number}", "papers", "file"):
        assert (await away.get(f"/penalties/{other}/{path}", params=asked)).status_code == 404
    assert (await papers_of(desk, other))["LA"]["prints"] == 0


@pytest.mark.parametrize(("mode", "name"), [("delegated", "示例镇"), ("entrusted", "示例市城市管理局")])
async def test_entrusted_it_is_the_principal_who_decides(desk: PenaltyDesk, tell: Any, mode: str, name: str) -> None:
    matter = {"delegated": "MP22", "entrusted": "MP23"}[mode]
    terms = [{"in_force_from": (desk.today - DAY).isoformat(), "in_force_to": None}]
    await tell(power_changed(region=TOWN, code=f"P-{matter}", mode=mode, terms=terms, matters=[matter]))
    await desk.platform.until(lambda: knows(desk, matter))
    words = said(await printed(desk, await desk.file(matter=matter), "LA"))
    assert f"{name}" in words
    assert ("受委托实施行政执法：示例镇人民政府" in words) is (mode == "entrusted")


async def knows(desk: PenaltyDesk, matter: str) -> bool:
    asked = {"matter": matter, "region": TOWN}
    return bool((await desk.officer().get("/officers/powers", params=asked)).json()["told"])


async def test_a_case_is_one_file_with_contents_papers_and_record(desk: PenaltyDesk) -> None:
    case = await desk.decided()
    open_file = said(await desk.head().get(f"/penalties/{case}/file", params={"purpose": "归档"}))
    assert open_file.startswith("未结案")
    await desk.take(case, "serve", on=desk.today.isoformat(), way="handed-over", receipt="回证 1 号")
    await desk.take(case, "payments", amount_fen=100_000, on=desk.today.isoformat(), receipt="银行 1")
    await desk.take(case, "close", words="已经履行完毕")
    closed = await desk.head().get(f"/penalties/{case}/file", params={"purpose": "归档"})
    assert "未结案" not in said(closed)
    pages = pages_of(closed.content)
    titles = ["立案审批表", "事先告知书", "处罚决定书", "送达回证", "结案报告", "全过程记录"]
    for title in titles:
        page = int(pages[1].partition(title)[2].partition("第")[2][:3])
        assert title in pages[page - 1]
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    assert [line["kind"] for line in lines if line["kind"] == "print-file"] == ["print-file"] * 2
    assert all(line["hash"] in "".join(pages) for line in lines)
