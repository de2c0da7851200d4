"""What does a cell say, and how is a value written into one?

A spreadsheet takes codes for numbers and days for serial numbers. What can be known is taken back; what cannot (a zero
that was lost in front of a code, digits lost behind an E) is refused by name, never guessed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.sheets.defuse import defused, restored
from shared.sheets.refusals import CellRefused, Problem

Value = str | int | bool | date | list[str]
Cell = object

YES, NO = "是", "否"
_FLAGS = {YES: True, NO: False, "true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
_BETWEEN = re.compile(r"[;；、,，]")
_AS_FLOAT = re.compile(r"(\d+)\.0+")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
# How a spreadsheet keeps a code from becoming a number in a CSV: ="0012".
_KEPT_TEXT = re.compile(r'="([^"]*)"')
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0{1,2}:00(?::00)?)?")
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NO_NUMBER = ("应为整数", "a whole number is expected")
_NO_DECIMAL = ("应为数字", "a number is expected")
_NO_DAY = ("应为日期，例如 2026-03-01", "a day is expected, as in 2026-03-01")
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"})
# Excel's day 1 is the first of January 1900, and it counts a 29th of February that year.
_SERIAL_ZERO = date(1899, 12, 30)
_PLACE_DIGITS = 9
FIRST_SERIAL, LAST_SERIAL = 18_172, 73_415


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    CODE = "code"
    REGION = "region"
    NUMBER = "number"
    DECIMAL = "decimal"
    DAY = "day"
    FLAG = "flag"
    LIST = "list"
    CODES = "codes"


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def cell_of_workbook(cell: Cell) -> Cell:
    """Return a cell of an XLSX. Raises CellRefused for a formula and for what a formula failed with."""
    if isinstance(cell, str):
        if cell.startswith("="):
            raise CellRefused(Problem.FORMULA)
        if cell in _ERRORS:
            raise CellRefused(Problem.ERROR_CELL)
        return cell
    if cell is None or isinstance(cell, int | float | date):
        return cell
    raise CellRefused(Problem.FORMULA)


def read(kind: Kind, cell: Cell) -> Value:
    """Return what a cell that is not blank says, in the kind of its column. Raises CellRefused."""
    if isinstance(cell, str):
        kept = _KEPT_TEXT.fullmatch(cell)
        cell = kept.group(1) if kept else restored(cell)
    return _READERS[kind](cell)


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        raise CellRefused(Problem.DATE_FOR_TEXT)
    return str(_whole(cell)) if not isinstance(cell, bool) else (YES if cell else NO)


def _code(cell: Cell) -> str:
    if isinstance(cell, int | float):
        raise CellRefused(Problem.NUMBER_FOR_CODE)
    return _text(cell).strip()


def _region(cell: Cell) -> str:
    """A code of a region never begins with a zero: a number says it whole, unless digits were lost."""
    if isinstance(cell, bool):
        raise CellRefused(Problem.BAD_VALUE)
    text = _text(cell).strip()
    if _SCIENTIFIC.fullmatch(text):
        raise CellRefused(Problem.DIGITS_LOST)
    taken_for_number = _AS_FLOAT.fullmatch(text)
    return taken_for_number.group(1) if taken_for_number else text


def _whole(cell: Cell) -> int:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, int):
        return cell
    raise CellRefused(Problem.BAD_VALUE, *_NO_NUMBER)


def _number(cell: Cell) -> int:
    if isinstance(cell, bool | date):
        raise CellRefused(Problem.BAD_VALUE, *_NO_NUMBER)
    if not isinstance(cell, str):
        return _whole(cell)
    text = unicodedata.normalize("NFKC", cell).strip()
    if _SCIENTIFIC.fullmatch(text):
        raise CellRefused(Problem.DIGITS_LOST)
    whole = re.fullmatch(r"([+-]?\d{1,18})(?:\.0+)?", text)
    if whole is None:
        raise CellRefused(Problem.BAD_VALUE, *_NO_NUMBER)
    return int(whole.group(1))


def _decimal(cell: Cell) -> str:
    """A number with a fraction, as it is written: who takes it makes a number of it."""
    if isinstance(cell, bool | date):
        raise CellRefused(Problem.BAD_VALUE, *_NO_DECIMAL)
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if not re.fullmatch(r"[+-]?\d{1,18}(?:\.\d{1,18})?", text):
        raise CellRefused(Problem.BAD_VALUE, *_NO_DECIMAL)
    return text


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        if cell.time() != datetime.min.time():
            raise CellRefused(Problem.BAD_VALUE, "日期不应带时间", "a day without a time is expected")
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        written = _DAY.fullmatch(text)
        if written:
            return _day_of(*(int(part) for part in written.groups()))
        cell = int(text) if re.fullmatch(r"\d{5}|\d{8}", text) else None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not float(cell).is_integer():
        raise CellRefused(Problem.BAD_VALUE, *_NO_DAY)
    # As offices write it: 20260301, which is no serial number of any day.
    in_digits = _EIGHT_DIGITS.fullmatch(str(int(cell)))
    if in_digits:
        return _day_of(*(int(part) for part in in_digits.groups()))
    if not FIRST_SERIAL <= cell <= LAST_SERIAL:
        raise CellRefused(Problem.BAD_VALUE, *_NO_DAY)
    return _SERIAL_ZERO + timedelta(days=int(cell))


def _day_of(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CellRefused(Problem.BAD_VALUE, "没有这一天", "there is no such day") from error


def _flag(cell: Cell) -> bool:
    text = str(cell).strip().lower() if isinstance(cell, str | bool) else str(_whole(cell))
    if text not in _FLAGS:
        raise CellRefused(Problem.BAD_VALUE, f"应填“{YES}”或“{NO}”", f"{YES} or {NO} is expected")
    return _FLAGS[text]


def _codes(cell: Cell) -> list[str]:
    """A code of a place, of nine digits or more, never begins with a zero; any other may have lost one as a number."""
    if isinstance(cell, int | float) and len(str(_whole(cell))) < _PLACE_DIGITS:
        raise CellRefused(Problem.NUMBER_FOR_CODE)
    return _list(cell)


def _list(cell: Cell) -> list[str]:
    if not isinstance(cell, str):
        return [str(_whole(cell))] if not isinstance(cell, date) else [_text(cell)]
    return [part.strip() for part in _BETWEEN.split(cell) if part.strip()]


_READERS: dict[Kind, Callable[[Cell], Value]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.REGION: _region,
    Kind.NUMBER: _number,
    Kind.DECIMAL: _decimal,
    Kind.DAY: _day,
    Kind.FLAG: _flag,
    Kind.LIST: _list,
    Kind.CODES: _codes,
}


def written(value: object) -> str | int | date:
    """Return a value as it is written into a cell: text that no spreadsheet runs, a number, or a day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | date):
        return value
    if isinstance(value, Iterable) and not isinstance(value, str):
        return defused(";".join(str(one) for one in value))
    return defused(str(value))


def as_text(cell: str | int | date) -> str:
    """Return a written cell as it stands in a CSV."""
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def serial_of(day: date) -> int:
    """Return the number by which a spreadsheet knows a day."""
    return (day - _SERIAL_ZERO).days
