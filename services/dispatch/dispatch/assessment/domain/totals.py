"""What does a township come to, and each agency that a department keeps in it?

An item scores what its figure says, of a hundred; where it has none, a named person says so with a reason and another
confirms it. A total stands only when every item has its score: nothing is made up for what is missing.

A year is weighed by the days on which each register was in force (ADR 0015):
    part  = Σ (weight × score) ÷ 100, by the items of the register of that part
    total = Σ (days in force × part) ÷ Σ days in force, over the parts of the year until the day that is asked about
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from dispatch.assessment.domain.refusals import ItemIsComputed, ItemUnknown
from dispatch.assessment.domain.terms import YearPart

WHOLE = 100
FORMULA = (
    "总分 = Σ(考核事项清单有效天数 × 该时段得分) ÷ Σ有效天数;该时段得分 = Σ(权重 × 指标得分) ÷ 100 "
    "(total = Σ (days a register was in force × score of that part) ÷ Σ days; part = Σ (weight × score) ÷ 100)"
)


class About(StrEnum):
    """What a score is given to: an item of the register, or a stationed agency by its department."""

    ITEM = "item"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Weighed:
    """An item with its score of a hundred; None where nobody has given one, or its figure has no case."""

    code: str
    weight: int
    score: Fraction | None
    computed: bool


@dataclass(frozen=True, slots=True)
class Stationed:
    """An agency that a department keeps in the township: its share is the township's, the rest its department's."""

    unit_id: str
    township_percent: int
    department: Fraction | None
    total: Fraction | None


@dataclass(frozen=True, slots=True)
class Total:
    items: Sequence[Weighed]
    stationed: Sequence[Stationed]

    @property
    def value(self) -> Fraction | None:
        """Return the weighted mean of a hundred; None while an item has no score."""
        return weighted(self.items)

    @property
    def missing(self) -> list[str]:
        return [one.code for one in self.items if one.score is None]


def weighted(items: Sequence[Weighed]) -> Fraction | None:
    if not items or any(one.score is None for one in items):
        return None
    return sum((one.weight * (one.score or Fraction(0)) for one in items), Fraction(0)) / WHOLE


def stationed_total(township: Fraction | None, percent: int, department: Fraction | None) -> Fraction | None:
    """Return an agency's total: at least half of it is the township's; None while either part is missing."""
    if township is None or (department is None and percent < WHOLE):
        return None
    return (percent * township + (WHOLE - percent) * (department or 0)) / WHOLE


def total_of(items: Sequence[Weighed], shares: Mapping[str, int], departments: Mapping[str, int]) -> Total:
    """Return a township's total with those of its stationed agencies; `departments`: what their departments gave."""
    whole = weighted(items)
    stationed = []
    for unit_id, percent in sorted(shares.items()):
        given = Fraction(departments[unit_id]) if unit_id in departments else None
        stationed.append(Stationed(unit_id, percent, given, stationed_total(whole, percent, given)))
    return Total(items, stationed)


@dataclass(frozen=True, slots=True)
class YearTotal:
    """What a township comes to over the parts of a year, each with its days and its total."""

    parts: Sequence[tuple[YearPart, Total]]

    @property
    def value(self) -> Fraction | None:
        """Return the mean of the parts by their days; None while an item of one has no score."""
        return by_days([(part.days, total.value) for part, total in self.parts])

    @property
    def missing(self) -> list[str]:
        return sorted({code for _, total in self.parts for code in total.missing})

    @property
    def stationed(self) -> dict[str, Fraction | None]:
        """Return what each stationed agency comes to, over the parts whose register names it."""
        found: dict[str, list[tuple[int, Fraction | None]]] = {}
        for part, total in self.parts:
            for one in total.stationed:
                found.setdefault(one.unit_id, []).append((part.days, one.total))
        return {unit_id: by_days(weighed) for unit_id, weighed in sorted(found.items())}


def by_days(weighed: Sequence[tuple[int, Fraction | None]]) -> Fraction | None:
    """Return the mean of values by days; None where there is none, or one of them is missing."""
    days = sum(number for number, _ in weighed)
    if not days or any(value is None for _, value in weighed):
        return None
    return sum((number * (value or Fraction(0)) for number, value in weighed), Fraction(0)) / days


def check_subject(about: About, subject: str, figures: Mapping[str, str | None], shares: Mapping[str, int]) -> None:
    """Raise ItemUnknown, ItemIsComputed: `figures` of the items by code, `shares` of the stationed agencies."""
    known = figures if about is About.ITEM else shares
    if subject not in known:
        raise ItemUnknown("the approved register does not name it", about=about, subject=subject)
    if about is About.ITEM and figures[subject] is not None:
        raise ItemIsComputed("the platform's own facts say what this item scores", item=subject)
