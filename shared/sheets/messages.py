"""How is what is wrong with a file said in English, beside the Chinese that each reason says itself?"""

from collections.abc import Mapping

from shared.errors import said_of
from shared.sheets.refusals import Problem

_MEANT: Mapping[str, str] = {
    Problem.MISSING: "a value is needed here",
    Problem.BAD_VALUE: "the value does not fit",
    Problem.NUMBER_FOR_CODE: (
        "the code became a number and may have lost a zero; format the column as text and write it again"
    ),
    Problem.DIGITS_LOST: "digits were lost behind the E; write the number out as text",
    Problem.DATE_FOR_TEXT: "the spreadsheet made a date of it; format the column as text",
    Problem.FORMULA: "formulas are not taken; paste the values",
    Problem.ERROR_CELL: "a formula failed in this cell",
    Problem.TOO_MANY_CELLS: "the line has more cells than the head",
    Problem.TWICE: "the same thing stands there twice",
    Problem.OUTSIDE_REGION: "outside the region that was asked for",
    Problem.LINES_DISAGREE: "the lines of one thing say different things of it",
    Problem.MISSING_COLUMN: "this column is missing",
    Problem.UNKNOWN_COLUMN: "there is no such column",
    Problem.COLUMN_TWICE: "this column stands there twice",
    Problem.EMPTY: "there is no line below the head",
    Problem.TOO_MANY_ROWS: "more lines than one file may have",
}
UNSAID = "登记簿不接受"


def message_of(code: str) -> tuple[str, str]:
    """Return what a code says, in Chinese and in English; a register's own code is English enough."""
    said = said_of(code) or UNSAID
    return said, _MEANT.get(code) or code.rpartition(".")[2].replace("-", " ")
