"""What do the papers of a penalty case say before they are filled in, and which words stand for codes?"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from enforcement.papers.domain import PaperKind


@cache
def templates() -> dict[str, Any]:
    """Return what the papers say, and the words for what facts hold as codes."""
    text = files("enforcement.papers").joinpath("data/papers.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def title_of(kind: PaperKind) -> str:
    """Return what a kind of paper is called."""
    return str(templates()["papers"][kind]["title"])


def word(table: str, code: object) -> str | None:
    """Return the word for a code of the facts; None where there is no code."""
    return str(templates()["words"][table][str(code)]) if code is not None else None
