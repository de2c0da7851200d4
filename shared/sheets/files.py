"""How is a file written, page by page, so that it never stands in memory as a whole?"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Any, Protocol
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from shared.runtime.bodies import FIRST_DAY
from shared.sheets.cells import NO, YES, Kind, as_text, serial_of, written
from shared.sheets.columns import Column

XLSX_MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = {Kind.REGION: 14, Kind.NUMBER: 10, Kind.DAY: 12, Kind.FLAG: 8, Kind.LIST: 28, Kind.CODES: 28}
_WIDTH = 24
_PAGE = "xl/worksheets/sheet1.xml"
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# For how many lines the template offers words to choose from.
_OFFERED = 2_000
_LONGEST_OFFER = 255
_EXAMPLES = {
    Kind.TEXT: "文本 text",
    Kind.CODE: "代码（文本格式，保留前导零） code, as text",
    Kind.REGION: "行政区划代码 region code",
    Kind.NUMBER: "整数 whole number",
    Kind.DECIMAL: "数字 number",
    Kind.DAY: "日期 day, 2026-03-01",
    Kind.FLAG: f"{YES} / {NO}",
    Kind.LIST: "多项用分号隔开 several, with ; between",
    Kind.CODES: "多个代码用分号隔开（文本格式） several codes, as text, with ; between",
}


Row = Mapping[str, Any]


class Paper(Protocol):
    """What a file is made of: its title, and its columns in order."""

    @property
    def title(self) -> str: ...

    @property
    def columns(self) -> Sequence[Column]: ...


def _on_disk() -> IO[bytes]:
    return TemporaryFile()


class Writer(Protocol):
    """Takes pages of rows and gives the file."""

    def add(self, rows: Sequence[Row]) -> None: ...

    def finished(self) -> IO[bytes]: ...


class CsvWriter:
    """Writes UTF-8 with a byte order mark, or a Chinese spreadsheet takes it for GBK."""

    def __init__(self, sheet: Paper) -> None:
        self._names = [column.name for column in sheet.columns]
        self._file = _on_disk()
        self._text = TextIOWrapper(self._file, encoding="utf-8-sig", newline="", write_through=True)
        self._csv = csv.writer(self._text)
        self._csv.writerow(column.title for column in sheet.columns)

    def add(self, rows: Sequence[Row]) -> None:
        self._csv.writerows([as_text(written(row.get(name))) for name in self._names] for row in rows)

    def finished(self) -> IO[bytes]:
        self._text.flush()
        self._text.detach()
        self._file.seek(0)
        return self._file


class XlsxWriter:
    """Writes text as text, so that nothing becomes a number or a formula, and days as days.

    The library writes the workbook with its head; the rows are put between by ourselves, in a fifth of its time.
    """

    def __init__(self, sheet: Paper) -> None:
        self._names = [column.name for column in sheet.columns]
        self._letters = [xl_col_to_name(place) for place in range(len(self._names))]
        self._line = 1
        empty = BytesIO()
        book = xlsxwriter.Workbook(empty, {"in_memory": True})
        page = book.add_worksheet(sheet.title[:31])
        self._day = _write_head(book, page, sheet.columns)
        book.close()
        self._file = _on_disk()
        self._zip = ZipFile(self._file, "w", ZIP_DEFLATED, compresslevel=1)
        with ZipFile(empty) as made:
            for name in made.namelist():
                if name != _PAGE:
                    self._zip.writestr(name, made.read(name))
            self._before, end, after = made.read(_PAGE).partition(b"</sheetData>")
        # How far the page reaches is not known yet, and need not be said.
        self._before, self._after = _DIMENSION.sub(b"", self._before), end + after
        self._page = self._zip.open(_PAGE, "w", force_zip64=True)
        self._page.write(self._before)

    def add(self, rows: Sequence[Row]) -> None:
        self._page.write("".join(self._row(row) for row in rows).encode())

    def _row(self, row: Row) -> str:
        self._line += 1
        pairs = zip(self._letters, self._names, strict=True)
        cells = "".join(self._cell(f"{letter}{self._line}", written(row.get(name))) for letter, name in pairs)
        return f'<row r="{self._line}">{cells}</row>'

    def _cell(self, place: str, cell: str | int | date) -> str:
        if isinstance(cell, date) and self._day.xf_index is not None:
            return f'<c r="{place}" s="{self._day.xf_index}"><v>{serial_of(cell)}</v></c>'
        if isinstance(cell, int):
            return f'<c r="{place}"><v>{cell}</v></c>'
        text = _escaped(as_text(cell))
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else ""

    def finished(self) -> IO[bytes]:
        self._page.write(self._after)
        self._page.close()
        self._zip.close()
        self._file.seek(0)
        return self._file


def _escaped(text: str) -> str:
    """Return a text as XML takes it: a control character by its number, and what looks like such a number as well."""
    return escape(_CONTROL.sub(lambda one: f"_x{ord(one.group()):04X}_", text))


def _write_head(book: xlsxwriter.Workbook, sheet: Any, columns: Sequence[Column]) -> Any:
    """Write the titles; return the format in which days are shown."""
    head, text = book.add_format({"bold": True, "bg_color": "#DDEBF7"}), book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, column in enumerate(columns):
        shown_as = {Kind.DAY: day, Kind.NUMBER: None, Kind.FLAG: None}.get(column.kind, text)
        sheet.set_column(place, place, _WIDTHS.get(column.kind, _WIDTH), shown_as)
        sheet.write_string(0, place, column.title, head)
    sheet.freeze_panes(1, 0)
    return day


def template(sheet: Paper) -> IO[bytes]:
    """Return an empty workbook: the head with a note to each column, and words to choose from where they are few."""
    file = _on_disk()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet(sheet.title[:31])
    columns = [column for column in sheet.columns if not column.shown]
    _write_head(book, page, columns)
    for place, column in enumerate(columns):
        page.write_comment(0, place, "\n".join(note_of(column)))
        choices = [YES, NO] if column.kind is Kind.FLAG else list(column.choices)
        if choices and sum(len(one) + 1 for one in choices) <= _LONGEST_OFFER:
            offer = {"validate": "list", "source": choices, "ignore_blank": not column.required}
            page.data_validation(1, place, _OFFERED, place, offer)
        if column.kind is Kind.DAY:
            between = {"validate": "date", "criteria": ">=", "value": FIRST_DAY}
            page.data_validation(1, place, _OFFERED, place, between)
    book.close()
    file.seek(0)
    return file


def note_of(column: Column) -> list[str]:
    """Return what the template says of a column."""
    words = ["必填 required" if column.required else "可空 optional", column.name, _EXAMPLES[column.kind]]
    return [*words, " / ".join(column.choices)] if column.choices else words


def written_back(lines: Iterable[tuple[int, Sequence[object]]], said: dict[int, str], fine: str) -> IO[bytes]:
    """Return a file as it came, with what is said of each line beside it."""
    file = _on_disk()
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    for number, cells in lines:
        beside = said.get(number, "结果 result" if number == 1 else fine)
        rows.writerow([*(as_text(written(_shown(cell))) for cell in cells), beside])
    text.flush()
    text.detach()
    file.seek(0)
    return file


def _shown(cell: object) -> object:
    return cell if cell is None or isinstance(cell, str | int) or hasattr(cell, "isoformat") else str(cell)
