"""What do cells, heads, lines and reports say, whatever file they stand in?"""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.duties.domain.refusals import NotAdmitted
from dispatch.party.domain.refusals import Problem as OfParty
from dispatch.sheets.service.table import SHEETS
from shared.sheets.cells import Kind, read
from shared.sheets.columns import columns_of, match_head
from shared.sheets.files import XlsxWriter
from shared.sheets.lines import MOST_ROWS, Shape, read_lines, said
from shared.sheets.messages import UNSAID
from shared.sheets.refusals import CellRefused, Problem
from shared.sheets.report import MOST_NAMED, Report, note_refusal
from shared.sheets.workbooks import read_workbook

UNITS = SHEETS["units"]
HEAD = ["机构编号", "区划代码", "机构类型", "机构名称", "生效日期"]
UNIT = ["u-1", "320904100", "bureau", "局", "2026-01-01"]


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
