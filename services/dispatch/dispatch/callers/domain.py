"""When are two phones, two places the same, and what is too broad to be looked for?

Both are sealed, so they are compared by marks: what is not made the same before it is marked is never found.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.errors import Invalid

# Sides of a square of the index in degrees; with its eight neighbours it holds whatever is within NEAR_METRES.
SQUARE_DEGREES = 0.0012
NEAR_METRES = 100
METRES_A_DEGREE = 111_195
# Nobody reads more of one place; who finds more says more exactly what he means.
MOST_OF_A_PLACE = 200


_NUMERALS = {character: value for value, character in enumerate("零一二三四五六七八九十")}
_NUMBERED = re.compile(r"([一二三四五六七八九]?十?[一二三四五六七八九]?)(?=号楼|[幢栋座号室组弄层]|单元)")
_WORDS = re.compile(
    r"\d+[a-z]?(?:幢|座|号|室|组|弄|层|单元)?"
    r"|[a-z]+"
    r"|[\u3400-\u9fff]+?(?:街道|社区|小区|小学|中学|医院|公司|大厦|广场|[省市县区镇乡村路街巷弄苑园里坊桥站厦湾港])"
    r"|[\u3400-\u9fff]+"
)
_FILLING = re.compile(r"(?:附近|门口|旁边|对面|路口|交叉口|里面|周边|一带|东侧|西侧|南侧|北侧)")
# What alone names half a township.
_GENERAL = re.compile(r"^(?:.*[省市县区镇乡]|.*街道|\d+\D*)$")


class By(StrEnum):
    """By what somebody is looked for."""

    PHONE = "phone"
    NUMBER = "number"
    PLACE = "place"
    CASE = "case"


class TooBroad(Invalid):
    code = "callers.too-broad"
    said = "检索范围过大，请提供完整的电话、编号或更具体的地点"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a report is found by: `phone` and each word of its place as marks, the square that its position lies in."""

    report_id: UUID
    key: str
    phone: bytes | None
    place: list[str]
    square: int | None

    def as_row(self) -> dict[str, Any]:
        return {
            "report_id": self.report_id,
            "key": self.key,
            "phone": self.phone,
            "place": self.place,
            "square": self.square,
        }


@dataclass(frozen=True, slots=True)
class Sought:
    """By what somebody is looked for, and what for. `reveals`: reporters who are hidden are found, too."""

    by: By
    value: str
    purpose: str
    reveals: bool = False
    after: UUID | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Earlier:
    """A report of before with its case; who reported it is masked. `metres`: how far from there, where both say."""

    row: Any
    name: str | None
    phone: str | None
    metres: int | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What was reported before a case by the same caller, and of the same place."""

    caller: list[Earlier]
    place: list[Earlier]


def place_words(given: str | None) -> frozenset[str]:
    """Return the words of a place as they are compared: 浏河镇浏河新村三栋门口 is {浏河镇, 浏河新村, 3幢}."""
    text = unicodedata.normalize("NFKC", given or "").casefold()
    text = _NUMBERED.sub(lambda found: _number(found[1]), text)
    text = _FILLING.sub(" ", text).replace("号楼", "幢").replace("栋", "幢")
    return frozenset(word for word in _WORDS.findall(text) if len(word) > 1 or word.isdigit())


def _number(numeral: str) -> str:
    if not numeral:
        return ""
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(str(_NUMERALS[character]) for character in numeral)
    return str((_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0))


def require_narrow(words: frozenset[str]) -> frozenset[str]:
    """Return the words of a place that is looked for. Raises TooBroad where they name no more than a district."""
    if all(_GENERAL.match(word) for word in words):
        raise TooBroad("this names no place that one could go to", field="place")
    return words


def square_of(lon: float, lat: float) -> int:
    """Return the number of the square that a position (WGS-84, degrees) lies in."""
    return math.floor(lon / SQUARE_DEGREES) * 1_000_000 + math.floor(lat / SQUARE_DEGREES)


def squares_around(lon: float, lat: float) -> list[int]:
    """Return the squares that hold whatever is within NEAR_METRES of a position."""
    middle = square_of(lon, lat)
    return [middle + east * 1_000_000 + north for east in (-1, 0, 1) for north in (-1, 0, 1)]


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the metres between two positions (longitude, latitude in degrees) that are near each other."""
    east = (one[0] - other[0]) * math.cos(math.radians(one[1])) * METRES_A_DEGREE
    return math.hypot(east, (one[1] - other[1]) * METRES_A_DEGREE)
