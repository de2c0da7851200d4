"""What do the codes of regions, cells, categories, citizens and organisations mean, and which of them are well formed?

Regions: GB/T 2260 (province 2 digits, city 4, county 6), then 3 digits of the township and 3 of the village or
community. A unit grid cell adds a serial number of 3 digits, west to east and north to south: 6 + 3 + 3 + 3.
"""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date
from enum import StrEnum
from functools import lru_cache
from typing import Final, Self

from stdnum import numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from shared.errors import Invalid
from shared.terms import MONTHS_OF_A_YEAR, add_months


class MalformedCode(Invalid):
    """A code that can never be right; the facts name the code and what was expected."""

    code = "codes.malformed"
    said = "代码格式不正确"


class RegionLevel(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"

    @property
    def digits(self) -> int:
        """Return how many digits a code of this level has."""
        return DIGITS[self]


DIGITS: Final[dict[RegionLevel, int]] = {
    RegionLevel.PROVINCE: 2,
    RegionLevel.CITY: 4,
    RegionLevel.COUNTY: 6,
    RegionLevel.TOWNSHIP: 9,
    RegionLevel.VILLAGE: 12,
}
_LEVELS: Final = {digits: level for level, digits in DIGITS.items()}
_PARENT_DIGITS: Final = {4: 2, 6: 4, 9: 6, 12: 9, 15: 12}
CELL_DIGITS: Final = 15


# ------------------------------------------------------------------------------------------------------------- regions
def is_region(code: str) -> bool:
    """Return whether `code` has the form of a region code; whether the region exists is the register's business."""
    return len(code) in _LEVELS and _is_digits(code)


def region_level(code: str) -> RegionLevel:
    """Return the level of a region code. Raises MalformedCode."""
    if not is_region(code):
        raise MalformedCode("a region code has 2, 4, 6, 9 or 12 digits", given=code[:CELL_DIGITS])
    return _LEVELS[len(code)]


def parent_of(code: str) -> str | None:
    """Return the region one level above a region or a cell; None above a province. Raises MalformedCode."""
    if not is_cell(code):
        region_level(code)
    shorter = _PARENT_DIGITS.get(len(code))
    return code[:shorter] if shorter else None


def ancestors_of(code: str) -> tuple[str, ...]:
    """Return the regions above a region or a cell, the nearest first. Raises MalformedCode."""
    above: list[str] = []
    parent = parent_of(code)
    while parent is not None:
        above.append(parent)
        parent = parent_of(parent)
    return tuple(above)


def is_within(code: str, region: str) -> bool:
    """Return whether a region or cell lies in `region` (or is it); malformed codes lie nowhere."""
    return is_region(region) and (is_region(code) or is_cell(code)) and code.startswith(region)


def at_level(code: str, level: RegionLevel) -> str:
    """Return the region of `level` that a region or cell lies in. Raises MalformedCode, also for one above it."""
    if not is_cell(code):
        region_level(code)
    if len(code) < level.digits:
        raise MalformedCode(f"the code is above the level {level}", given=code, level=level)
    return code[: level.digits]


# --------------------------------------------------------------------------------------------------------------- cells
def is_cell(code: str) -> bool:
    """Return whether `code` has the form of a unit grid cell's code, 15 digits."""
    return len(code) == CELL_DIGITS and _is_digits(code)


def require_cell(code: str) -> str:
    """Return `code`. Raises MalformedCode unless it has the form of a cell's code."""
    if not is_cell(code):
        raise MalformedCode("a cell's code has 15 digits", given=code[: CELL_DIGITS + 1])
    return code


def cell_code(village: str, serial: int) -> str:
    """Return the code of cell number `serial` (1..999) of a village or community. Raises MalformedCode."""
    if not is_region(village) or region_level(village) is not RegionLevel.VILLAGE:
        raise MalformedCode("a cell lies in a village or community of 12 digits", given=village[:CELL_DIGITS])
    if not 1 <= serial <= 999:  # noqa: PLR2004  (three digits)
        raise MalformedCode("a cell's serial number is 1 to 999", given=serial)
    return f"{village}{serial:03d}"


# ---------------------------------------------------------------------------------------------------------- categories
class Scheme(StrEnum):
    """The schemes with a meaning of their own; every city's own table is `city-…` besides."""

    GB47678 = "gb47678"
    HOTLINE = "hotline"
    ONEFOUR = "onefour"


# GB/T 47678.5 numbers components (部件) and matters (事项) with the same five digits, so the kind belongs to the key.
# The hotline's tables are trees of names: path and name are one code there. Every quantifier is bounded.
_TREE_CODE: Final = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff、,，()（）/_.-]{0,95}")
_CODE_FORMS: Final[dict[str, re.Pattern[str]]] = {
    Scheme.GB47678: re.compile(r"(?:component|matter)-[0-9]{5}"),
    Scheme.HOTLINE: _TREE_CODE,
    Scheme.ONEFOUR: re.compile(r"M[0-9]{4}"),
}
_CITY_SCHEME: Final = re.compile(r"city-[a-z0-9]{1,20}(?:-[a-z0-9]{1,20}){0,3}")


@dataclass(frozen=True, slots=True, order=True)
class CategoryRef:
    """A category of one scheme. Raises MalformedCode when the scheme is unknown or the code is none of it."""

    scheme: str
    code: str

    def __post_init__(self) -> None:
        form = _CODE_FORMS.get(self.scheme) or (_TREE_CODE if _CITY_SCHEME.fullmatch(self.scheme) else None)
        if form is None:
            known = [*Scheme, "city-…"]
            raise MalformedCode("no such scheme of categories", scheme=self.scheme[:40], known=known)
        if form.fullmatch(self.code) is None:
            raise MalformedCode(
                f"no code of the scheme {self.scheme}", scheme=self.scheme, given=self.code[:100], form=form.pattern
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `scheme:code`, the form in which a reference is printed. Raises MalformedCode."""
        scheme, colon, code = text.partition(":")
        if not colon:
            raise MalformedCode("a category is written scheme:code", given=text[:100])
        return cls(scheme, code)

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


# -------------------------------------------------------------------------------------------- citizens, organisations
# How the table of counties says from when to when one had a code: [1983-1993]太仓县, [1993-]太仓市.
_COUNTY_YEARS: Final = re.compile(r"\[\d*-(\d*)\]")


def is_citizen_number(text: str, *, today: date) -> bool:
    """Return whether `text` can be a citizen's identity number (GB 11643): form, check character, place, date of birth.

    The place is the county where an identity card was first applied for, often at sixteen: a county that was founded
    after the birth is right, one that was abolished before it is not. A birth after `today` is none.
    """
    if not _is_plain(text) or not _is_digits(text[:17]) or text[17] != ric.calc_check_digit(text):
        return False
    try:
        born = ric.get_birth_date(text)
    except ValidationError:
        return False
    return born <= today and born.year <= _last_year_of_county(text[:6])


def is_younger(number: str, years: int, on: date) -> bool:
    """Tell whether who has a citizen's number was not so many years old on a day.

    On a birthday one is not yet a year older, but from the day after it on: so the law's full years 周岁 are counted
    (法释〔2006〕1号 art. 2).
    """
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return on <= add_months(born, years * MONTHS_OF_A_YEAR)


# A file of people names few counties and many people: looking through the table took a sixth of the time of an import.
@lru_cache(maxsize=8192)
def _last_year_of_county(code: str) -> int:
    """Return the last year in which there was a county with this code, MAXYEAR where there is one, 0 for none."""
    told = {name: value for _, properties in numdb.get("cn/loc").info(code) for name, value in properties.items()}
    counties = told.get("county", "")
    ends = [_COUNTY_YEARS.match(one) for one in counties.split(",")] if counties else []
    return max((int(end[1]) if end is not None and end[1] else MAXYEAR for end in ends), default=0)


def is_credit_code(text: str) -> bool:
    """Return whether `text` can be a unified social credit code (GB 32100): form and check character."""
    return _is_plain(text) and bool(uscc.is_valid(text))


def _is_digits(text: str) -> bool:
    # isdigit alone is true for other scripts' digits and for superscripts.
    return text.isascii() and text.isdigit()


def _is_plain(text: str) -> bool:
    # stdnum strips blanks and dashes; a stored number has none.
    return len(text) == 18 and text.isascii() and text.isalnum()  # noqa: PLR2004  (both kinds have 18 characters)
