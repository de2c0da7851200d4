"""What do papers say before they are filled in, and which words stand for codes?"""

import json
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from enforcement.papers.domain import Issued, Said
from shared.papers.writing import Lists, Sheet, Values, chinese_day, write_lines

# What penalty cases give, and what inspections do.
OF_PENALTIES, OF_INSPECTIONS = "papers", "inspection_papers"


@cache
def templates(of: str = OF_PENALTIES) -> dict[str, Any]:
    """Return what the papers say, and the words for what facts hold as codes."""
    text = files("enforcement.papers").joinpath(f"data/{of}.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def title_of(kind: StrEnum, of: str = OF_PENALTIES) -> str:
    """Return what a kind of paper is called."""
    return str(templates(of)["papers"][kind]["title"])


def word(table: str, code: object, of: str = OF_PENALTIES) -> str | None:
    """Return the word for a code of the facts; None where there is no code."""
    return str(templates(of)["words"][table][str(code)]) if code is not None else None


def filled(
    paper: Issued, line: Said, values: Values, lists: Lists, reprint: int | None, of: str = OF_PENALTIES
) -> Sheet:
    """Return a paper from its template: what it says, in whose name its line gave it, and who signs.

    `reprint` is the number of the print, None on the original.
    """
    template = templates(of)["papers"][paper.kind]
    authority = str(line.facts["authority"]).splitlines()
    return Sheet(
        kind=paper.kind,
        title=template["title"],
        number=paper.number,
        lines=tuple(write_lines(template["lines"], values, lists)),
        sealed=(*authority, "（印章）", chinese_day(paper.day)),
        signatures=tuple(template["signatures"]),
        reprint=reprint,
    )
