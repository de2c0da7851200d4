"""How well did a township do? Three figures, each with its formula, its denominator, and what is left out and why.

Formulas differ by city; these are those of urban management practice (docs/glossary.md). Suspended cases leave the
denominator, and so do those that an upheld objection names.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from dispatch.assessment.domain.registers import FigureKind
from shared.schemas.vocabulary import CaseState


class Exclusion(StrEnum):
    """Why a case that fell due leaves the denominator."""

    VOIDED = "voided"
    MERGED = "merged"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    NOT_DISPATCHED = "not-dispatched"
    NOT_CALLED_BACK = "not-called-back"
    OBJECTION_UPHELD = "objection-upheld"


class Part(StrEnum):
    """Where a case stands in a figure."""

    COUNTED = "counted"
    MISSED = "missed"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the platform knows of a case that fell due in the period.

    `late`: a clock of handling or of the reply ran out; `satisfied`: what the last call-back said, if there was one.
    """

    id: UUID
    region: str
    state: CaseState
    late: bool
    dispatches: int
    returns: int
    satisfied: bool | None


FORMULAS: Mapping[FigureKind, str] = {
    FigureKind.CLOSED_IN_TIME: "按期结案数 ÷ 应结案数 (closed by their due time ÷ due in the period)",
    FigureKind.ACCURATE_DISPATCH: "派遣后未退回数 ÷ 应结案中已派遣数 (never returned ÷ dispatched and due)",
    FigureKind.SATISFACTION: "回访满意数 ÷ 已回访数 (satisfied when called back ÷ called back and due)",
}

_BY_STATE: Mapping[CaseState, Exclusion] = {
    CaseState.VOIDED: Exclusion.VOIDED,
    CaseState.MERGED: Exclusion.MERGED,
    CaseState.REJECTED: Exclusion.REJECTED,
    CaseState.SUSPENDED: Exclusion.SUSPENDED,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and every case behind it."""

    kind: FigureKind
    counted: Sequence[UUID]
    missed: Sequence[UUID]
    excluded: Mapping[UUID, Exclusion]

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

    def part_of(self, case_id: UUID) -> Part | None:
        if case_id in self.excluded:
            return Part.EXCLUDED
        if case_id in set(self.counted):
            return Part.COUNTED
        return Part.MISSED if case_id in set(self.missed) else None

    def cases(self, part: Part) -> list[UUID]:
        """Return the cases of a part, in the order in which they were opened."""
        return sorted({Part.COUNTED: self.counted, Part.MISSED: self.missed, Part.EXCLUDED: self.excluded}[part])


def compute(kind: FigureKind, cases: Iterable[CaseFacts], upheld: Collection[UUID] = ()) -> Figure:
    """Return a figure over cases; those of upheld objections are left out."""
    counted, missed, excluded = [], [], {}
    for case in cases:
        reason = Exclusion.OBJECTION_UPHELD if case.id in upheld else _exclusion(kind, case)
        if reason is not None:
            excluded[case.id] = reason
        elif _is_good(kind, case):
            counted.append(case.id)
        else:
            missed.append(case.id)
    return Figure(kind, counted, missed, excluded)


def _exclusion(kind: FigureKind, case: CaseFacts) -> Exclusion | None:
    if case.state in _BY_STATE:
        return _BY_STATE[case.state]
    if kind is FigureKind.ACCURATE_DISPATCH and not case.dispatches:
        return Exclusion.NOT_DISPATCHED
    if kind is FigureKind.SATISFACTION and case.satisfied is None:
        return Exclusion.NOT_CALLED_BACK
    return None


def _is_good(kind: FigureKind, case: CaseFacts) -> bool:
    if kind is FigureKind.CLOSED_IN_TIME:
        return case.state is CaseState.CLOSED and not case.late
    if kind is FigureKind.ACCURATE_DISPATCH:
        return not case.returns
    return bool(case.satisfied)


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
    """`rank` None: too few cases to say anything."""

    region: str
    type: TownshipType
    rank: int | None
    figure: Figure


def rank(figures: Mapping[str, Figure], minimum: int) -> list[Ranked]:
    """Return townships by rank within their type, equals with the same rank, those below the minimum unranked."""
    found = []
    for region, figure in sorted(figures.items()):
        mine = type_of(region)
        rivals = [one for other, one in figures.items() if type_of(other) is mine and one.denominator >= minimum]
        better = sum((one.value or 0) > (figure.value or 0) for one in rivals)
        found.append(Ranked(region, mine, better + 1 if figure.denominator >= minimum else None, figure))
    return sorted(found, key=lambda one: (one.type, one.rank is None, one.rank or 0, one.region))
