"""What do cells, heads, lines and reports say, whatever file they stand in?"""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.duties.domain.refusals import NotAdmitted
from dispatch.party.domain.refusals import Problem as OfParty
from dispatch.sheets.domain import cells
from dispatch.sheets.domain.cells import Kind, as_text, cell_of_workbook, read, written
from dispatch.sheets.domain.columns import columns_of, match_head
from dispatch.sheets.domain.defuse import defused, restored
from dispatch.sheets.domain.lines import MOST_ROWS, Shape, read_lines, said
from dispatch.sheets.domain.messages import UNSAID
from dispatch.sheets.domain.refusals import CellRefused, FileRefused, Problem
from dispatch.sheets.domain.report import MOST_NAMED, Report, note_refusal
from dispatch.sheets.domain.texts import csv_rows, decoded
from dispatch.sheets.service.files import XlsxWriter
from dispatch.sheets.service.table import SHEETS
from dispatch.sheets.service.workbooks import read_workbook

# A cell of a workbook knows no time zone.
MIDNIGHT, MORNING = datetime(2026, 3, 1), datetime(2026, 3, 1, 8)  # noqa: DTZ001
UNITS = SHEETS["units"]
HEAD = ["机构编号", "区划代码", "机构类型", "机构名称", "生效日期"]
UNIT = ["u-1", "320904100", "bureau", "局", "2026-01-01"]


# ------------------------------------------------------------------------------------------------------------- defusing
@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "－1", "＋1", "＠1"])
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["职责", "a=b", "'quoted'", "", "1-2"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert defused(cell) == restored(cell) == cell


@given(st.text() | st.text(alphabet="'= +-@＝\tx", max_size=6))
def test_what_went_out_comes_back_as_it_was_and_never_as_a_formula(cell: str) -> None:
    assert restored(defused(cell)) == cell
    assert not defused(cell).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


# ---------------------------------------------------------------------------------------------------------------- cells
@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Kind.REGION, 320585102.0, "320585102"),
        (Kind.REGION, 320585102, "320585102"),
        (Kind.REGION, "320585102.0", "320585102"),
        (Kind.CODE, " u-1 ", "u-1"),
        (Kind.CODE, '="0012"', "0012"),
        (Kind.TEXT, 7.0, "7"),
        (Kind.TEXT, "'=x", "=x"),
        (Kind.NUMBER, 8.0, 8),
        (Kind.NUMBER, " ８ ", 8),
        (Kind.NUMBER, "8.0", 8),
        (Kind.NUMBER, "-3", -3),
        (Kind.DAY, "2026-03-01", date(2026, 3, 1)),
        (Kind.DAY, "2026/3/1", date(2026, 3, 1)),
        (Kind.DAY, "2026年3月1日", date(2026, 3, 1)),
        (Kind.DAY, 46082, date(2026, 3, 1)),
        (Kind.DAY, 46082.0, date(2026, 3, 1)),
        (Kind.DAY, "46082", date(2026, 3, 1)),
        (Kind.DAY, MIDNIGHT, date(2026, 3, 1)),
        (Kind.DAY, date(2026, 3, 1), date(2026, 3, 1)),
        (Kind.FLAG, "是", True),
        (Kind.FLAG, False, False),
        (Kind.FLAG, 1.0, True),
        (Kind.LIST, "a；b; c", ["a", "b", "c"]),
        (Kind.LIST, 60.0, ["60"]),
        (Kind.CODES, "M1、0012", ["M1", "0012"]),
        (Kind.CODES, 320904101001001.0, ["320904101001001"]),
        (Kind.DAY, "20260301", date(2026, 3, 1)),
        (Kind.DAY, 20260301.0, date(2026, 3, 1)),
        (Kind.DAY, "2026.3.1", date(2026, 3, 1)),
        (Kind.DAY, "２０２６－０３－０１", date(2026, 3, 1)),
    ],
)
def test_a_cell_says_what_was_meant(kind: Kind, cell: Any, value: Any) -> None:
    assert read(kind, cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "problem"),
    [
        (Kind.CODE, 12, Problem.NUMBER_FOR_CODE),
        (Kind.CODE, 12.0, Problem.NUMBER_FOR_CODE),
        (Kind.CODE, date(2026, 3, 4), Problem.DATE_FOR_TEXT),
        (Kind.TEXT, MIDNIGHT, Problem.DATE_FOR_TEXT),
        (Kind.LIST, date(2026, 3, 4), Problem.DATE_FOR_TEXT),
        (Kind.CODES, 12, Problem.NUMBER_FOR_CODE),
        (Kind.CODES, date(2026, 3, 4), Problem.DATE_FOR_TEXT),
        (Kind.DAY, "20260230", Problem.BAD_VALUE),
        (Kind.DAY, "2026年3月", Problem.BAD_VALUE),
        (Kind.REGION, "3.20585E+11", Problem.DIGITS_LOST),
        (Kind.REGION, True, Problem.BAD_VALUE),
        (Kind.REGION, 3.5, Problem.BAD_VALUE),
        (Kind.NUMBER, "1e5", Problem.DIGITS_LOST),
        (Kind.NUMBER, "8.5", Problem.BAD_VALUE),
        (Kind.NUMBER, 8.5, Problem.BAD_VALUE),
        (Kind.NUMBER, True, Problem.BAD_VALUE),
        (Kind.NUMBER, "1,000", Problem.BAD_VALUE),
        (Kind.DAY, "2026-02-30", Problem.BAD_VALUE),
        (Kind.DAY, "01/03/2026", Problem.BAD_VALUE),
        (Kind.DAY, 46082.5, Problem.BAD_VALUE),
        (Kind.DAY, 5, Problem.BAD_VALUE),
        (Kind.DAY, True, Problem.BAD_VALUE),
        (Kind.DAY, MORNING, Problem.BAD_VALUE),
        (Kind.FLAG, "maybe", Problem.BAD_VALUE),
    ],
)
def test_what_cannot_be_known_is_refused_and_not_guessed(kind: Kind, cell: Any, problem: Problem) -> None:
    with pytest.raises(CellRefused) as refused:
        read(kind, cell)
    assert refused.value.problem is problem


@pytest.mark.parametrize(("cell", "problem"), [("=A1", Problem.FORMULA), ("#N/A", Problem.ERROR_CELL)])
def test_a_formula_is_refused_by_name_and_so_is_what_one_failed_with(cell: str, problem: Problem) -> None:
    with pytest.raises(CellRefused) as refused:
        cell_of_workbook(cell)
    assert refused.value.problem is problem


@given(st.one_of(st.integers(-(10**17), 10**17), st.booleans(), st.dates(date(1950, 1, 1), date(2100, 1, 1))))
def test_a_number_a_flag_and_a_day_come_back_from_a_csv(value: Any) -> None:
    kind = {int: Kind.NUMBER, bool: Kind.FLAG, date: Kind.DAY}[type(value)]
    assert read(kind, as_text(written(value))) == value


@given(st.lists(st.from_regex(r"[a-z][a-z0-9\-]{0,9}", fullmatch=True), min_size=1))
def test_a_list_comes_back(value: list[str]) -> None:
    assert read(Kind.LIST, as_text(written(value))) == value


@given(st.text(min_size=1).filter(lambda text: cells._KEPT_TEXT.fullmatch(text) is None))
def test_a_text_comes_back_out_of_a_cell(text: str) -> None:
    assert read(Kind.TEXT, as_text(written(text))) == text


# ---------------------------------------------------------------------------------------------------------------- texts
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_in_which_spreadsheets_write(encoding: str) -> None:
    assert decoded("机构编号,名称\r\nu-1,乡镇㐀".encode(encoding)) == "机构编号,名称\r\nu-1,乡镇㐀"


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"\x81\x00\xff\xff"])
def test_what_is_no_text_is_refused(body: bytes) -> None:
    with pytest.raises(FileRefused):
        list(csv_rows(decoded(body)))


@pytest.mark.parametrize("between", [",", "\t", ";"])
def test_the_sign_between_cells_is_seen_in_the_head(between: str) -> None:
    assert list(csv_rows(f"a{between}b\r\n1{between}2\r\n")) == [["a", "b"], ["1", "2"]]


def test_a_quotation_that_does_not_end_is_refused() -> None:
    with pytest.raises(FileRefused):
        list(csv_rows('a,b\r\n"1,2'))


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip), max_size=5))
def test_a_text_comes_back_out_of_a_workbook(texts: list[str]) -> None:
    writer = XlsxWriter(UNITS)
    writer.add([{"id": "u-1", "name": text, "valid_from": date(2026, 3, 1)} for text in texts])
    with writer.finished() as file:
        lines = list(read_workbook(file.read(), ())[0])
    found = [[read(Kind.TEXT, line[3]), read(Kind.DAY, line[4])] for _, line in lines[1:]]
    assert found == [[text, date(2026, 3, 1)] for text in texts]


# --------------------------------------------------------------------------------------------------------- heads, lines
def problems(head: list[Any]) -> list[tuple[str, str]]:
    return [(one.column, str(one.problem)) for one in match_head(head, UNITS.columns)[1]]


def test_a_head_is_chinese_or_english_and_in_any_order() -> None:
    assert problems(HEAD) == problems(list(reversed(HEAD))) == []
    assert problems(["id", "Region", "KIND", " name ", "*valid_from"]) == []


def test_a_head_that_misses_repeats_or_invents_a_column_is_refused() -> None:
    assert problems(HEAD[1:]) == [("id", "sheets.missing-column")]
    assert problems([*HEAD, "id"]) == [("id", "sheets.column-twice")]
    assert problems([*HEAD, "电话"]) == [("电话", "sheets.unknown-column")]


def test_each_column_of_a_row_has_a_title() -> None:
    with pytest.raises(ValueError, match="kind"):
        columns_of(UNITS.model, {name: title for name, title in UNITS.titles.items() if name != "kind"}, {})


def found(*lines: list[Any], region: str = "", shape: Shape = UNITS.shape) -> list[tuple[int, str | None, str]]:
    """Return the bad lines of a file with this head."""
    read = read_lines(enumerate([HEAD, *lines], start=1), shape, region)
    return [(one["line"], one["column"], one["code"]) for one in read.report.rows()]


def changed(**cells: Any) -> list[Any]:
    names = ["id", "region", "kind", "name", "valid_from"]
    return [cells.get(name, cell) for name, cell in zip(names, UNIT, strict=True)]


def test_a_good_line_is_a_row_and_blank_lines_only_count() -> None:
    read = read_lines(enumerate([HEAD, [], [" ", None], UNIT], start=1), UNITS.shape, "3209")
    assert (len(read.rows), read.lines, bool(read.report)) == (1, [4], False)


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (changed(id=None), "id", "sheets.missing"),
        (changed(id="空 格"), "id", "sheets.bad-value"),
        (changed(id=12.0), "id", "sheets.number-for-code"),
        (changed(region="32x"), "region", "sheets.bad-value"),
        (changed(region="320585102"), "region", "sheets.outside-region"),
        (changed(valid_from="1.5"), "valid_from", "sheets.bad-value"),
        (changed(name=CellRefused(Problem.FORMULA)), "name", "sheets.formula"),
        ([*UNIT, "beyond"], None, "sheets.too-many-cells"),
    ],
)
def test_a_bad_line_is_named_with_its_number_column_and_rule(line: list[Any], column: str, code: str) -> None:
    assert found(UNIT, line, region="320904")[0] == (3, column, code)


def test_a_thing_that_stands_there_twice_is_named() -> None:
    assert found(UNIT, changed(name="另一个")) == [(3, "id", "sheets.twice")]


def test_a_file_without_lines_and_one_with_too_many_are_refused() -> None:
    assert found() == [(1, None, "sheets.empty")]
    many = [[f"u-{number}", *UNIT[1:]] for number in range(MOST_ROWS + 1)]
    assert found(*many) == [(MOST_ROWS + 2, None, "sheets.too-many-rows")]


def test_only_a_thousand_bad_lines_are_named_the_rest_is_counted() -> None:
    report = Report()
    for line in range(MOST_NAMED + 7):
        report.note(line, None, Problem.MISSING)
    assert (len(report.rows()), report.more) == (MOST_NAMED, 7)


def test_what_a_register_refuses_is_put_down_beside_the_line_that_it_came_from() -> None:
    report = Report()
    rows = [{"index": 1, "id": "u-2", "code": "organisation.outside-scope", "region": "3301"}]
    note_refusal(report, "organisation.rows-refused", "no", {"rows": rows}, [5, 9], ["id", "region"])
    note_refusal(report, "duties.later-list-exists", "later", {"region": "3209"}, [3, 4], ["region"])
    shown = [(one["line"], one["column"], one["code"]) for one in report.rows()]
    assert shown == [(3, "region", "duties.later-list-exists"), (9, "region", "organisation.outside-scope")]


def test_what_a_row_says_is_compared_without_what_is_only_shown() -> None:
    sheet = SHEETS["sessions"]
    row = {"course": "c", "region": "3209", "first_day": date(2026, 1, 1), "id": "shown"}
    assert said(row, sheet.columns) == said(row | {"id": "other"}, sheet.columns)
    assert said(row, sheet.columns) != said(row | {"course": "d"}, sheet.columns)


# ------------------------------------------------------------------------------------------------------------- messages
def test_a_line_says_what_the_register_that_refused_it_says() -> None:
    report = Report()
    for code in (NotAdmitted.code, str(OfParty.CELL_IS_LED), Problem.FORMULA, "party.not-invented-yet"):
        report.note(2, None, code)

    assert [(row["message"], row["detail"]) for row in report.rows()] == [
        (NotAdmitted.said, "not admitted"),
        ("网格已由另一支部牵头", "cell is led"),
        ("不接受公式，请粘贴为数值", "formulas are not taken; paste the values"),
        (UNSAID, "not invented yet"),
    ]


def test_each_sheet_names_who_may_read_it_and_each_that_takes_rows_who_may_write_it() -> None:
    assert all((sheet.write is None) == (sheet.take is None) for sheet in SHEETS.values())
    assert all({*sheet.key} <= {column.name for column in sheet.columns} for sheet in SHEETS.values())


def test_a_sheet_that_only_goes_out_says_why_it_does_not_come_in() -> None:
    only_out = [sheet for sheet in SHEETS.values() if sheet.take is None]
    assert all(len(sheet.notes.removeprefix("只读 read only: ")) < len(sheet.notes) for sheet in only_out)
