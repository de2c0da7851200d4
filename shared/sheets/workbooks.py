"""How is an XLSX that anybody may have sent read, row by row, without harm?

A workbook is a zip of XML. Before a library sees it, it is unpacked once to nowhere and counted: what a small file may
become is bounded, and a document type (by which entities multiply) is refused. Formulas are not computed, hidden
worksheets not read.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from shared.sheets.cells import cell_of_workbook
from shared.sheets.lines import MOST_ROWS, Line
from shared.sheets.refusals import CellRefused, FileProblem, FileRefused

MOST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 500
MOST_COLUMNS = 100
_CHUNK = 256 * 1024
_LOCAL_HEAD = 30
_OVERLAP = 512
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z0-9:$]{1,30})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DEFLATED, _STORED = 8, 0


def read_workbook(body: bytes, wanted: tuple[str, ...]) -> tuple[Iterator[Line], list[str]]:
    """Return the rows of the worksheet named as one of `wanted`, else of the first that is not hidden.

    Beside them the names of the worksheets that are not read. Raises FileRefused.
    """
    merged = _examine(body)
    try:
        book = load_workbook(BytesIO(body), read_only=True, keep_links=False)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError, AttributeError) as error:
        raise FileRefused("this is no XLSX workbook", reason=FileProblem.NO_WORKBOOK) from error
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not seen:
        raise FileRefused("all worksheets are hidden", reason=FileProblem.ALL_HIDDEN)
    chosen: Any = next((sheet for sheet in seen if sheet.title in wanted), seen[0])
    ranges = merged.get(str(chosen._worksheet_path).lstrip("/"), [])  # noqa: SLF001 - which part it is, nothing else says
    if ranges:
        raise FileRefused("merged cells have no line of their own", reason=FileProblem.MERGED_CELLS, ranges=ranges[:20])
    chosen.reset_dimensions()
    return _rows(chosen), [sheet.title for sheet in book.worksheets if sheet is not chosen]


def _rows(sheet: Any) -> Iterator[Line]:
    try:
        (head,) = sheet.iter_rows(values_only=True, max_row=1, max_col=MOST_COLUMNS)
        filled = [place for place, cell in enumerate(head, start=1) if cell is not None]
        yield 1, [_cell(cell) for cell in head[: max(filled, default=0)]]
        # Each row is filled up to this width, so one column more than the head: that a line has too many is then seen.
        width = max(filled, default=0) + 1
        # More than may be: that there are too many lines is then seen.
        rows = sheet.iter_rows(values_only=True, min_row=2, max_row=MOST_ROWS * 2, max_col=width)
        for number, cells in enumerate(rows, start=2):
            yield number, [_cell(cell) for cell in cells]
    except (KeyError, ValueError, TypeError, SyntaxError, IndexError, OverflowError) as error:
        raise FileRefused("this worksheet cannot be read", reason=FileProblem.NO_WORKBOOK) from error


def _cell(cell: object) -> object:
    """Return a cell as it is, or the reason why it is refused: the line is named by who reads it."""
    try:
        found = cell_of_workbook(cell)
    except CellRefused as refused:
        return refused
    if isinstance(found, str) and "_x" in found:
        return _ESCAPED.sub(lambda one: chr(int(one.group(1), 16)), found)
    return found


# ---------------------------------------------------------------------------------------------------- before it is read
def _examine(body: bytes) -> dict[str, list[str]]:
    """Return the merged ranges of each part. Raises FileRefused."""
    try:
        with ZipFile(BytesIO(body)) as packed:
            parts = packed.infolist()
    except (BadZipFile, ValueError, OSError) as error:
        old = body.startswith(b"\xd0\xcf\x11\xe0")
        message = "an old or encrypted workbook: save it as XLSX without a password" if old else "this is no XLSX"
        raise FileRefused(message, reason=FileProblem.OLD_WORKBOOK if old else FileProblem.NO_WORKBOOK) from error
    if len(parts) > MOST_PARTS or len({part.filename for part in parts}) != len(parts):
        raise FileRefused("this is no XLSX workbook", reason=FileProblem.NO_WORKBOOK)
    left = MOST_UNPACKED
    merged: dict[str, list[str]] = {}
    for part in parts:
        found: list[str] = []
        left = _examine_part(body, part, left, found)
        if found:
            merged[part.filename] = found
    return merged


def _examine_part(body: bytes, part: ZipInfo, left: int, merged: list[str]) -> int:
    """Unpack a part to nowhere; return how many bytes may still come. Raises FileRefused."""
    tail = b""
    for chunk in _unpacked(body, part):
        left -= len(chunk)
        if left < 0:
            raise FileRefused("unpacked it is too large", reason=FileProblem.ZIP_BOMB, limit_bytes=MOST_UNPACKED)
        seen = tail + chunk
        # A look for two bytes costs a hundredth of a search by expression, and most files have neither.
        typed = b"<!" in seen and _DOCTYPE.search(seen) is not None
        if part.filename.endswith((".xml", ".rels", ".vml")) and (typed or b"\0" in chunk):
            raise FileRefused("a workbook has no document type", reason=FileProblem.DOCTYPE)
        if b"mergeCell" in seen:
            merged += [one.decode() for one in _MERGED.findall(seen) if one.decode() not in merged]
        tail = seen[-_OVERLAP:]
    return left


def _unpacked(body: bytes, part: ZipInfo) -> Iterator[bytes]:
    """Return what a part really unpacks to, whatever the directory says of its size. Raises FileRefused."""
    start = part.header_offset + _LOCAL_HEAD
    name, extra = body[start - 4 : start - 2], body[start - 2 : start]
    start += int.from_bytes(name, "little") + int.from_bytes(extra, "little")
    packed = memoryview(body)[start : start + part.compress_size]
    if part.compress_type == _STORED:
        yield bytes(packed)
        return
    if part.compress_type != _DEFLATED or part.flag_bits & 1:
        raise FileRefused("this is packed in a way that no spreadsheet packs", reason=FileProblem.NO_WORKBOOK)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    pending = bytes(packed)
    try:
        while pending and not inflate.eof:
            chunk = inflate.decompress(pending, _CHUNK)
            pending = inflate.unconsumed_tail
            yield chunk
    except zlib.error as error:
        raise FileRefused("this workbook is damaged", reason=FileProblem.NO_WORKBOOK) from error
