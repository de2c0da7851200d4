"""How well did a township do? Eight figures, each with its formula, its denominator, and what is left out and why.

Formulas differ by city; these are those of urban management practice (docs/glossary.md). Suspended cases leave the
denominator, and so does what a department of the county holds, and what an upheld objection names.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from dispatch.assessment.domain.facts import Exclusion, Facts, Judged, Subject, judge
from dispatch.assessment.domain.registers import FigureKind


class Part(StrEnum):
    """Where a thing stands in a figure: in the numerator, in the denominator alone, in neither."""

    COUNTED = "counted"
    MISSED = "missed"
    EXCLUDED = "excluded"


class Direction(StrEnum):
    """Which value of a figure is the better one."""

    HIGHER = "higher"
    LOWER = "lower"


FORMULAS: Mapping[FigureKind, str] = {
    FigureKind.CLOSED_IN_TIME: "按期结案数 ÷ 应结案数 (closed by their due time ÷ due in the period)",
    FigureKind.CLOSED: "结案数 ÷ 应结案数 (closed ÷ due in the period)",
    FigureKind.ACCURATE_DISPATCH: "(派遣数 − 退回数) ÷ 应结案数 (dispatched and never returned ÷ due in the period)",
    FigureKind.SATISFACTION: "回访满意数 ÷ 已回访数 (satisfied when called back ÷ called back and due)",
    FigureKind.RETURN_RATE: "退回派遣件次 ÷ 应结案的派遣件次 (dispatches that came back ÷ dispatches of cases due)",
    FigureKind.OVERDUE_CLOCKS: (
        "超期时限数 ÷ 应结案的处置、回复时限数 (clocks of handling and reply that ran out ÷ those of cases due)"
    ),
    FigureKind.OFFICERS_QUALIFIED: (
        "具备全部所需资格的执法人员数 ÷ 执法人员数 "
        "(officers with all that the township's powers require ÷ its officers, on the last day)"
    ),
    FigureKind.POWERS_EVALUATED: (
        "期满前已评估的试运行事项数 ÷ 试运行期满事项数 (trials evaluated before they ended ÷ trials that ended)"
    ),
}
DIRECTIONS: Mapping[FigureKind, Direction] = {
    FigureKind.CLOSED_IN_TIME: Direction.HIGHER,
    FigureKind.CLOSED: Direction.HIGHER,
    FigureKind.ACCURATE_DISPATCH: Direction.HIGHER,
    FigureKind.SATISFACTION: Direction.HIGHER,
    FigureKind.RETURN_RATE: Direction.LOWER,
    FigureKind.OVERDUE_CLOCKS: Direction.LOWER,
    FigureKind.OFFICERS_QUALIFIED: Direction.HIGHER,
    FigureKind.POWERS_EVALUATED: Direction.HIGHER,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and everything behind it."""

    kind: FigureKind
    counted: Sequence[Subject]
    missed: Sequence[Subject]
    excluded: Mapping[Subject, Exclusion]

    @property
    def numerator(self) -> int:
        return len(self.counted)

    @property
    def denominator(self) -> int:
        return len(self.counted) + len(self.missed)

    @property
    def value(self) -> Fraction | None:
        """Return the rate; None where nothing is in the denominator."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def goodness(self) -> Fraction | None:
        """Return the rate as the more the better; None where nothing is in the denominator."""
        if self.value is None or DIRECTIONS[self.kind] is Direction.HIGHER:
            return self.value
        return 1 - self.value

    def part_of(self, subject: Subject) -> Part | None:
        if subject in self.excluded:
            return Part.EXCLUDED
        if subject in self.counted:
            return Part.COUNTED
        return Part.MISSED if subject in self.missed else None

    def subjects(self, part: Part) -> list[Subject]:
        """Return what stands in a part, by id: cases and clocks in the order in which they came."""
        return sorted({Part.COUNTED: self.counted, Part.MISSED: self.missed, Part.EXCLUDED: self.excluded}[part])


def compute(kind: FigureKind, facts: Facts, upheld: Collection[Subject] = ()) -> Figure:
    """Return a figure over facts; what upheld objections name is left out."""
    return figure_of(kind, judge(kind, facts), upheld)


def by_township(
    kind: FigureKind, facts: Facts, upheld: Mapping[str, Collection[Subject]], digits: int
) -> dict[str, Figure]:
    """Return a figure of each township that has anything in it.

    `upheld` is by township: an officer may be one of two. What lies in a county or city and in none of its townships
    is no township's.
    """
    towns: dict[str, list[Judged]] = {}
    for one in judge(kind, facts):
        if len(one.region) >= digits:
            towns.setdefault(one.region[:digits], []).append(one)
    return {town: figure_of(kind, judged, upheld.get(town, ())) for town, judged in towns.items()}


def figure_of(kind: FigureKind, judged: Iterable[Judged], upheld: Collection[Subject]) -> Figure:
    counted: list[Subject] = []
    missed: list[Subject] = []
    excluded: dict[Subject, Exclusion] = {}
    for one in judged:
        reason = Exclusion.OBJECTION_UPHELD if one.subject in upheld else one.reason
        if reason is not None:
            excluded[one.subject] = reason
        else:
            (counted if one.counted else missed).append(one.subject)
    return Figure(kind, counted, missed, excluded)


# ----------------------------------------------------------------------------------------------------- compared, ranked
class TownshipType(StrEnum):
    """Townships are compared with their like: streets, towns, townships (GB/T 2260, third part of the code)."""

    STREET = "street"
    TOWN = "town"
    TOWNSHIP = "township"


FIRST_TOWN, FIRST_TOWNSHIP = 100, 200


def type_of(region: str) -> TownshipType:
    serial = int(region[6:9])
    if serial < FIRST_TOWN:
        return TownshipType.STREET
    return TownshipType.TOWN if serial < FIRST_TOWNSHIP else TownshipType.TOWNSHIP


def pooled(figures: Iterable[Figure]) -> Fraction | None:
    """Return the rate of several townships taken together."""
    figures = list(figures)
    whole = sum(one.denominator for one in figures)
    return Fraction(sum(one.numerator for one in figures), whole) if whole else None


# Of fewer together, a township would find its neighbour's own figure by subtracting its own.
FEWEST_ALIKE = 3


def alike(figures: Mapping[str, Figure], of: TownshipType) -> Fraction | None:
    """Return the rate of the townships of a type taken together; None where they are too few to hide in."""
    like = [one for town, one in figures.items() if type_of(town) is of and one.denominator]
    return pooled(like) if len(like) >= FEWEST_ALIKE else None


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of a year beside the township's own year before, and its like in the county taken together.

    `weight`: that of the register's item which it stands for, if there is one.
    """

    figure: Figure
    before: Figure
    alike: Fraction | None
    weight: int | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """`rank` None: too little in the denominator to say anything."""

    region: str
    type: TownshipType
    rank: int | None
    figure: Figure


def rank(figures: Mapping[str, Figure], minimum: int) -> list[Ranked]:
    """Return townships by rank within their type, equals with the same rank, those below the minimum unranked.

    Which value is the better one is said by the figure's direction.
    """
    found = []
    for region, figure in sorted(figures.items()):
        mine = type_of(region)
        rivals = [one for other, one in figures.items() if type_of(other) is mine and one.denominator >= minimum]
        better = sum((one.goodness or 0) > (figure.goodness or 0) for one in rivals)
        found.append(Ranked(region, mine, better + 1 if figure.denominator >= minimum else None, figure))
    return sorted(found, key=lambda one: (one.type, one.rank is None, one.rank or 0, one.region))
