"""What becomes of the files that a town hall really sends, and of names that would be a formula, over HTTP?"""

from datetime import date
from io import BytesIO
from typing import Any

import httpx
import openpyxl
import pytest

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.paper import XLSX, as_xlsx, hand, lines_of, refused, send
from tests.support.platform import Platform

# The county of test_sheets_files, with another township.
COUNTY, TOWN = "320981", "320981108"
HEAD = ["机构编号", "区划代码", "机构类型", "机构名称", "生效日期"]


def office(platform: Platform) -> httpx.AsyncClient:
    return hand(platform, "units", "p-st-1", scope=COUNTY)


async def kept(platform: Platform, unit: str) -> tuple[str, str, date] | None:
    query = "SELECT region, name, valid_from FROM unit_terms WHERE unit_id = :unit"
    found = await rows(platform, query, unit=unit)
    return (found[0].region, found[0].name, found[0].valid_from) if found else None


def text_of(*lines: str, between: str = ",", end: str = "\r\n") -> str:
    return end.join(between.join(line.split(",")) for line in [",".join(HEAD), *lines]) + end


# ------------------------------------------------------------------------------------------------------- what is taken
@pytest.mark.parametrize(
    ("unit", "body"),
    [
        # As a Chinese Excel saves it: GBK, days with slashes, and empty lines below.
        ("u-st-1", text_of(f"u-st-1,{TOWN},agriculture,农办,2026/3/1", ",,,,", ",,,,").encode("gbk")),
        ("u-st-2", text_of(f"u-st-2,{TOWN},agriculture,农办,2026.03.01", between=";").encode("utf-8-sig")),
        ("u-st-3", text_of(f"u-st-3,{TOWN},agriculture,农办,2026年3月1日", between="\t").encode("utf-16")),
        # A code that a spreadsheet took for a number, and days as numbers.
        ("u-st-4", text_of(f"u-st-4,{TOWN}.0,agriculture,农办,20260301", end="\n").encode()),
        ("u-st-5", text_of(f'u-st-5,="{TOWN}",agriculture,农办,46082').encode("gb18030")),
        ("u-st-6", text_of(f" u-st-6 , {TOWN} ,agriculture,农办, 2026-3-1 ", end="\r").encode()),
    ],
)
async def test_a_csv_of_an_office_is_read_as_it_was_meant(town: Platform, unit: str, body: bytes) -> None:
    answer = await send(office(town), "units", body)

    assert answer.status_code == 200, answer.text
    assert await kept(town, unit) == (TOWN, "农办", date(2026, 3, 1))


def workbook(*lines: list[Any], empty: int = 0, merged: str = "") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for line in (HEAD, *lines):
        page.append(line)
    for number in range(empty):
        page.cell(len(lines) + 2 + number, 4).number_format = "@"
    if merged:
        page.merge_cells(merged)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


async def test_a_workbook_with_numbers_as_text_and_formatted_empty_lines_is_read(town: Platform) -> None:
    line = ["u-st-x", float(TOWN), "agriculture", 2026, "2026/3/1"]
    answer = await send(office(town), "units", workbook(line, empty=200), XLSX)

    assert (answer.status_code, answer.json()["rows"]) == (200, 1), answer.text
    assert await kept(town, "u-st-x") == (TOWN, "2026", date(2026, 3, 1))


# ----------------------------------------------------------------------------------------------------- what is refused
def said(answer: httpx.Response) -> list[tuple[int, str | None, str]]:
    assert answer.status_code == 422, answer.text
    return [(row["line"], row["title"], row["message"]) for row in answer.json()["rows"]]


@pytest.mark.parametrize(
    ("line", "title", "zh"),
    [
        (["u-st-b", 3.20981108e14, "agriculture", "农办", "2026-03-01"], "区划代码", "内容不符合要求：格式不对"),
        ([12, TOWN, "agriculture", "农办", "2026-03-01"], "机构编号", "代码被存成数字，前导零可能已丢失"),
        (["u-st-b", TOWN, "agriculture", "农办", "三月一日"], "生效日期", "应为日期，例如 2026-03-01"),
        (["u-st-b", TOWN, "agriculture", "农办", "2026-02-30"], "生效日期", "没有这一天"),
        (["u-st-b", TOWN, "agriculture", None, "2026-03-01"], "机构名称", "必填项为空"),
        (["u-st-b", TOWN, "agriculture", "农" * 300, "2026-03-01"], "机构名称", "内容不符合要求：最多"),
        (["u-st-b", TOWN, "agriculture", "=cmd|' /C calc'!A0", "2026-03-01"], "机构名称", "不接受公式"),
    ],
)
async def test_a_bad_cell_is_named_by_line_title_and_rule_in_chinese(
    town: Platform, line: list[Any], title: str, zh: str
) -> None:
    good = ["u-st-good", TOWN, "agriculture", "农办", "2026-03-01"]

    (found,) = said(await send(office(town), "units", workbook(good, line), XLSX))

    assert (found[:2], found[2].startswith(zh)) == ((3, title), True), found
    assert await kept(town, "u-st-good") is None


@pytest.mark.parametrize(
    ("body", "media", "reason", "zh"),
    [
        (workbook(["某镇机构表"], merged="A2:E2"), XLSX, "sheets.merged-cells", "有合并单元格"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, XLSX, "sheets.old-workbook", "旧版（.xls）或加密的工作簿"),
        (b"\xff\xfe\x00", "text/csv", "sheets.unreadable-text", "文字编码无法识别"),
        (text_of('"u-1,2').encode(), "text/csv", "sheets.malformed-csv", "CSV 的引号没有成对"),
        (b"id\r\n1", "application/vnd.ms-excel", "", "只接受 CSV 或 XLSX"),
    ],
)
async def test_a_file_that_cannot_be_read_says_so_in_chinese(
    town: Platform, body: bytes, media: str, reason: str, zh: str
) -> None:
    answer = await send(office(town), "units", body, media)

    assert refused(answer)[2] == reason
    assert answer.json()["message"].startswith(zh)


async def test_a_title_above_the_head_is_named(town: Platform) -> None:
    answer = await send(office(town), "units", as_xlsx([["某镇机构表"], HEAD]), XLSX)
    assert (1, None, "没有这一列") in said(answer)


# ------------------------------------------------------------------------------------------------------------ formulas
FORMULAS = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "  =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "'=1+1",
]


async def test_a_name_that_is_a_formula_comes_in_over_json_and_never_leaves_as_one(town: Platform) -> None:
    units = [
        {"id": f"u-st-f{n}", "region": TOWN, "kind": f"kind-{n}", "name": name, "valid_from": "2026-01-01"}
        for n, name in enumerate(FORMULAS)
    ]
    put = await office(town).put("/organisation/units", json={"units": units})
    assert put.status_code == 200, put.text
    inside = await rows(town, "SELECT unit_id, name FROM unit_terms WHERE unit_id LIKE 'u-st-f%'")

    for ending, media in (("csv", "text/csv"), ("xlsx", XLSX)):
        out = await office(town).get(f"/sheets/units.{ending}", params={"region": TOWN})
        cells = names_in(out.content) if ending == "xlsx" else [one["机构名称"] for one in lines_of(out.text)]
        shown = [cell for cell in cells if any(sign in cell for sign in "=+-@＝＋－＠")]
        assert len(shown) == len(FORMULAS)
        assert all(cell.startswith("'") for cell in shown), shown
        back = await send(office(town), "units", out.content, media)
        assert (back.status_code, back.json()["changed"]) == (200, 0), back.text
    assert await rows(town, "SELECT unit_id, name FROM unit_terms WHERE unit_id LIKE 'u-st-f%'") == inside


def names_in(body: bytes) -> list[str]:
    """Return the names in a workbook; no cell of it is a formula."""
    page = openpyxl.load_workbook(BytesIO(body)).worksheets[0]
    assert all(cell.data_type != "f" for line in page.iter_rows() for cell in line)
    return [str(line[3]) for line in page.iter_rows(min_row=2, values_only=True)]
