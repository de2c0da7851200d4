"""Are photos of the evidence, and of the inspection that it came from, bound into the file of a case? From the PDF."""

from io import BytesIO
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from tests.integration.enforcement.inspection_desk import InspectionDesk
from tests.integration.enforcement.penalty_desk import PenaltyDesk, refused
from tests.integration.enforcement.photo_desk import PDF, PNG, PhotoDesk, proved
from tests.support.files import paper, photo
from tests.support.platform import Platform

TOWN, MATTER = "320682133", "MP33"
PURPOSE = {"purpose": "移送法院"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PhotoDesk:
    cases = await PenaltyDesk(team, tell, TOWN, MATTER).build()
    inspections = InspectionDesk(team, tell, TOWN, MATTER, field_of_duty="photo-fire")
    await inspections.publish()
    return PhotoDesk(cases, inspections)


async def printed(desk: PhotoDesk, case: str) -> httpx.Response:
    return await desk.cases.officer().get(f"/penalties/{case}/file", params=PURPOSE)


def pages_of(answer: httpx.Response) -> list[tuple[str, list[tuple[int, int]]]]:
    """Return of each page its words without blanks, and how large its pictures are."""
    assert answer.status_code == 200, answer.text
    pages = PdfReader(BytesIO(answer.content)).pages
    return [
        ("".join(page.extract_text().split()), [one.image.size for one in page.images if one.image]) for page in pages
    ]


def photo_pages(answer: httpx.Response) -> list[tuple[str, list[tuple[int, int]]]]:
    return [(words, pictures) for words, pictures in pages_of(answer) if "现场照片及扫描件编号" in words]


async def test_each_photo_of_the_evidence_is_a_page_of_the_file_with_what_proves_it(desk: PhotoDesk) -> None:
    case = await desk.case()
    one = proved(await desk.prove(case, photo(size=(4_000, 3_000))))
    other = proved(await desk.prove(case, photo(form="PNG", size=(300, 400)), PNG, shows="示例路 8 号门前"))
    answer = await printed(desk, case)
    (first, small), (second, upright) = photo_pages(answer)
    # Turned as its camera says, and no larger than a page needs.
    assert small == [(1050, 1400)]
    assert len(upright) == 1
    number = desk.cases.cases[case]["number"]
    for part in (f"{number}-ZP01", "第1号证据", "张三的摊位占道", "东经120.65", one["sha256"], desk.cases.officers[0]):
        assert part in first
    for part in (f"{number}-ZP02", "示例路8号门前", other["sha256"]):
        assert part in second
    contents = pages_of(answer)[1][0]
    assert f"现场照片及扫描件（{number}-ZP01）" in contents
    assert len(answer.content) < 5 * 1024 * 1024


async def test_a_photo_of_excluded_evidence_is_marked_in_the_file(desk: PhotoDesk) -> None:
    case = await desk.case()
    proved(await desk.prove(case))
    await desk.cases.take(case, "evidence", kind="document", what="进货单")
    proved(await desk.prove(case, evidence=2))
    await desk.cases.take(case, "evidence/1/exclude", words="来源不明")
    (first, _), (second, _) = photo_pages(await printed(desk, case))
    assert ("第1号证据（已排除" in first, "已排除" in second) == (True, False)


async def test_photos_of_the_inspection_that_a_case_came_from_are_bound_and_the_look_is_its_line(
    desk: PhotoDesk,
) -> None:
    inspection = await desk.inspections.signed()
    taken = proved(await desk.snap(inspection, shows="疏散通道堵塞"))
    await desk.inspections.take(inspection, "penalty", filing=desk.cases.form())
    case = desk.inspections.cases[inspection]["penalty_id"]
    ((words, pictures),) = photo_pages(await printed(desk, case))
    assert f"检查{desk.inspections.cases[inspection]['number']}" in words
    assert "疏散通道堵塞" in words
    assert len(pictures) == 1
    last = (await desk.record(inspection))[-1]
    assert (last["kind"], last["facts"]["photo"], last["facts"]["purpose"]) == ("look", taken["id"], "移送法院")


async def test_a_scan_is_bound_behind_the_file_and_a_damaged_photo_is_said_to_be_so(desk: PhotoDesk) -> None:
    case = await desk.case()
    scan = proved(await desk.prove(case, paper(pages=3), PDF))
    gone, changed = proved(await desk.prove(case)), proved(await desk.prove(case))
    (desk.folder() / f"{case}.{gone['id']}").unlink()
    (desk.folder() / f"{case}.{changed['id']}").write_bytes(b"x")
    answer = await printed(desk, case)
    pages = photo_pages(answer)
    assert [pictures for _, pictures in pages] == [[], [], []]
    assert "扫描件共3页，附于卷末（第1份）" in pages[0][0]
    assert scan["sha256"] in pages[0][0]
    # Its pages come last, as they are.
    own = [words for words, _ in pages_of(answer)]
    theirs = [page.extract_text() for page in PdfReader(BytesIO(paper(pages=3))).pages]
    assert own[-3:] == ["".join(one.split()) for one in theirs]
    assert f"共{len(own) - 3}页" in own[-4]
    for words, _ in pages[1:]:
        assert "照片文件已缺失或者被改动" in words


async def test_the_file_of_an_erased_case_is_refused_with_its_photos(desk: PhotoDesk) -> None:
    case = await desk.case()
    proved(await desk.prove(case))
    await desk.cases.take(case, "terminate", desk.cases.head(), ground="party-dissolved", words="注销")
    await desk.cases.take(case, "erase", desk.cases.head(), basis="档案管理规定")
    refused(await printed(desk, case), "records.erased")
