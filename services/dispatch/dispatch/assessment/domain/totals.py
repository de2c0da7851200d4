"""What does a township come to, and each agency that a department keeps in it?

An item scores what its figure says, of a hundred; where it has none, a named person says so with a reason and another
confirms it. A total stands only when every item of the second kind has its score: nothing is made up for what is
missing. A figure with nothing in its denominator says nothing of the township, and its item is not weighed (不涉及).

A year is weighed by the days on which each register was in force (ADR 0015):
    part  = Σ (weight × score) ÷ Σ weight, by the items of the register of that part
    total = Σ (days in force × part) ÷ Σ days in force, over the parts of the year until the day that is asked about
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from dispatch.assessment.domain.refusals import (
    ItemIsComputed,
    ItemUnknown,
    ScoreIsDecided,
    ScoreNotFound,
    ScoreStands,
)
from dispatch.assessment.domain.registers import require_county, require_township
from dispatch.assessment.domain.terms import YearPart

WHOLE = 100
FORMULA = (
    "总分 = Σ(考核事项清单有效天数 × 该时段得分) ÷ Σ有效天数;"
    "该时段得分 = Σ(权重 × 指标得分) ÷ Σ权重,不涉及的指标不计权重 "
    "(total = Σ (days a register was in force × score of that part) ÷ Σ days; part = Σ (weight × score) ÷ Σ weight, "
    "items whose figure is made of nothing left out)"
)


class About(StrEnum):
    """What a score is given to: an item of the register, or a stationed agency, by its department or the township."""

    ITEM = "item"
    UNIT = "unit"
    UNIT_BY_TOWNSHIP = "unit-by-township"


@dataclass(frozen=True, slots=True)
class Weighed:
    """An item with its score of a hundred; None where nobody has given one, or its figure is made of nothing."""

    code: str
    weight: int
    score: Fraction | None
    computed: bool

    @property
    def applies(self) -> bool:
        return self.score is not None or not self.computed


@dataclass(frozen=True, slots=True)
class Stationed:
    """An agency that a department keeps in the township: what the township gives it counts by its share, what its
    department gives it by the rest.
    """

    unit_id: str
    township_percent: int
    township: Fraction | None
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
        return [one.code for one in self.items if one.score is None and one.applies]


def weighted(items: Sequence[Weighed]) -> Fraction | None:
    items = [one for one in items if one.applies]
    if not items or any(one.score is None for one in items):
        return None
    scored = sum((one.weight * (one.score or Fraction(0)) for one in items), Fraction(0))
    return scored / sum(one.weight for one in items)


def stationed_total(township: Fraction | None, percent: int, department: Fraction | None) -> Fraction | None:
    """Return an agency's total from what it was given; None while either part is missing.

    At least half of it is the township's, by the register.
    """
    if township is None or (department is None and percent < WHOLE):
        return None
    return (percent * township + (WHOLE - percent) * (department or 0)) / WHOLE


def total_of(items: Sequence[Weighed], shares: Mapping[str, int], given: Mapping[tuple[About, str], int]) -> Total:
    """Return a township's total with those of its stationed agencies; `given`: what each was given, and by whom."""
    stationed = []
    for unit_id, percent in sorted(shares.items()):
        township, department = (_given(given, about, unit_id) for about in (About.UNIT_BY_TOWNSHIP, About.UNIT))
        whole = stationed_total(township, percent, department)
        stationed.append(Stationed(unit_id, percent, township, department, whole))
    return Total(items, stationed)


def _given(given: Mapping[tuple[About, str], int], about: About, unit_id: str) -> Fraction | None:
    points = given.get((about, unit_id))
    return None if points is None else Fraction(points)


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


class ScoreState(StrEnum):
    """`corrected`: another, confirmed by two persons as well, stands in its place; `overturned`: by an objection."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    OVERTURNED = "overturned"


def require_open(state: str, score: str) -> None:
    """Raise ScoreIsDecided."""
    if state != ScoreState.OPEN:
        raise ScoreIsDecided("this score is decided", score=score, state=state)


def require_giver(about: About, scope: str) -> None:
    """Raise NotTheTownship: what a township thinks of an agency is said by the township; `scope`: who speaks."""
    if about is About.UNIT_BY_TOWNSHIP:
        require_township(scope)


def require_confirmer(about: About, scope: str) -> None:
    """Raise NotTheTownship, NotTheCounty: nobody counts what he himself is given."""
    if about is About.UNIT_BY_TOWNSHIP:
        require_township(scope)
    else:
        require_county(scope)


def require_standing(standing: UUID | None, corrects: UUID | None, **about: object) -> None:
    """Raise ScoreStands, ScoreNotFound: a confirmed score is replaced only by one that says that it corrects it."""
    if standing == corrects:
        return
    if standing is not None:
        raise ScoreStands("a confirmed score stands; name it in `corrects`", standing=str(standing), **about)
    raise ScoreNotFound("there is no such score to correct", score=str(corrects), **about)
