"""Why is a file, or one cell of it, refused?"""

from enum import StrEnum
from typing import Any

from dispatch.sheets.domain.messages import message_of
from shared.errors import Forbidden, Invalid, NotFound, Refusal


class Problem(StrEnum):
    """What is wrong with one cell, one line or the head of a file."""

    MISSING = "sheets.missing"
    BAD_VALUE = "sheets.bad-value"
    NUMBER_FOR_CODE = "sheets.number-for-code"
    DIGITS_LOST = "sheets.digits-lost"
    DATE_FOR_TEXT = "sheets.date-for-text"
    FORMULA = "sheets.formula"
    ERROR_CELL = "sheets.error-cell"
    TOO_MANY_CELLS = "sheets.too-many-cells"
    TWICE = "sheets.twice"
    OUTSIDE_REGION = "sheets.outside-region"
    LINES_DISAGREE = "sheets.lines-disagree"
    MISSING_COLUMN = "sheets.missing-column"
    UNKNOWN_COLUMN = "sheets.unknown-column"
    COLUMN_TWICE = "sheets.column-twice"
    EMPTY = "sheets.empty"
    TOO_MANY_ROWS = "sheets.too-many-rows"


class _Said(Refusal):
    """A refusal of the whole that says in Chinese, too, what is wrong: `zh`, by its reason or its code."""

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message, zh=message_of(str(facts.get("reason", self.code)))[0], **facts)


class SheetUnknown(_Said, NotFound):
    code = "sheets.unknown"


class RegionUnknown(_Said, NotFound):
    """No such region, or not for the caller."""

    code = "sheets.region-unknown"


class ReadOnly(_Said, Forbidden):
    """What this sheet shows comes about by itself or by single steps; nobody types it in."""

    code = "sheets.read-only"


class PurposeNeeded(_Said, Invalid):
    """Who belongs to the Party goes out only for a purpose, and the look is noted."""

    code = "sheets.purpose-needed"


class RowsRefused(Invalid):
    """Rows of one set; `rows` names each bad one by its index and code."""

    code = "sheets.rows-refused"


class UnknownMedia(_Said, Invalid):
    code = "sheets.unknown-media"
    status = 415


class FileRefused(_Said, Invalid):
    """The file as a whole cannot be read; `reason` says why."""

    code = "sheets.file-refused"


class SheetRefused(Invalid):
    """Nothing of the file was taken; `rows` names each bad line, `more` counts those beyond the first thousand."""

    code = "sheets.refused"

    def __init__(self, message: str, *, rows: list[dict[str, Any]], **facts: object) -> None:
        super().__init__(message, rows=rows, **facts)
        self.rows = rows


class CellRefused(Exception):
    """The decision about one cell; who reads the line gathers them."""

    def __init__(self, problem: Problem, zh: str = "", en: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.zh, self.en = zh, en
