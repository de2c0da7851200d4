"""What do cells and texts say, whatever file they stand in?"""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sheets import cells
from shared.sheets.cells import Kind, as_text, cell_of_workbook, read, written
from shared.sheets.defuse import defused, restored
from shared.sheets.refusals import CellRefused, FileRefused, Problem
from shared.sheets.texts import csv_rows, decoded

# A cell of a workbook knows no time zone.
MIDNIGHT, MORNING = datetime(2026, 3, 1), datetime(2026, 3, 1, 8)  # noqa: DTZ001


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
