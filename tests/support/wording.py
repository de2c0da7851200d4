"""Which rows does a refusal name, and does each of them say in Chinese why?"""

import re
from typing import Any

import httpx

HAN = re.compile(r"[\u4e00-\u9fff]")


def named(answer: httpx.Response, member: str) -> list[dict[str, Any]]:
    """Return the rows in `member` of a problem, each without its Chinese sentence, which it must have."""
    rows: list[dict[str, Any]] = answer.json()[member]
    return [_without_sentence(row) for row in rows]


def _without_sentence(row: dict[str, Any]) -> dict[str, Any]:
    assert HAN.search(row["message"]), row
    return {name: fact for name, fact in row.items() if name != "message"}
