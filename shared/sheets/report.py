"""What is said of each line of a file that was refused?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.sheets.messages import message_of

MOST_NAMED = 1_000
HEAD_LINE = 1


@dataclass(frozen=True, slots=True)
class Bad:
    """A line as the spreadsheet numbers it (the head is line 1), the column, and the rule that refuses it."""

    line: int
    column: str | None
    code: str
    message: str
    detail: str

    def as_facts(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "message": self.message,
            "detail": self.detail,
        }


@dataclass(slots=True)
class Report:
    """The bad lines in the order in which they were found; beyond `most` they are only counted."""

    bad: list[Bad] = field(default_factory=list)
    more: int = 0
    most: int = MOST_NAMED

    def note(self, line: int, column: str | None, code: str, detail: str = "", message: str = "") -> None:
        if len(self.bad) >= self.most:
            self.more += 1
            return
        said, known = message_of(code)
        self.bad.append(Bad(line, column, str(code), message or said, detail or known))

    def __bool__(self) -> bool:
        return bool(self.bad)

    def rows(self) -> list[dict[str, Any]]:
        return [one.as_facts() for one in sorted(self.bad, key=lambda one: one.line)]


def note_refusal(
    report: Report, code: str, detail: str, facts: Mapping[str, object], lines: Sequence[int], columns: Sequence[str]
) -> None:
    """Put down what a register refused: each row that it names by its index, else the first line of the set."""
    rows = facts.get("rows") or facts.get("lines")
    if not isinstance(rows, list) or not rows:
        report.note(lines[0], _column(facts, columns), code, detail)
        return
    for row in rows:
        detail, message = (str(row.get(name, "")) for name in ("detail", "message"))
        report.note(lines[int(row["index"])], _column(row, columns), str(row["code"]), detail, message)


def _column(facts: Mapping[str, object], columns: Sequence[str]) -> str | None:
    """Return the column that the explanation speaks of, where it names one; its own code is no column."""
    return next((name for name in facts if name in columns and name not in {"id", "code"}), None)
