"""Which powers that townships held before the platform was there (存量) may stand in the register, and since when?

What was handed over long ago had its trial and its decision then: the document says so, and two persons answer for it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch.powers.domain.life import Power, State
from dispatch.powers.domain.refusals import Problem, RowsRefused, TakeoverIsDecided
from dispatch.powers.domain.terms import Term
from shared.codes import RegionLevel

# A township and a power.
Pair = tuple[str, str]


class TakeoverState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """A power that a township holds since a day by a document; `agency` watches over it, None where nobody does yet."""

    region: str
    code: str
    in_force_since: date
    document: str
    agency: str | None = None

    @property
    def pair(self) -> Pair:
        return self.region, self.code


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of the places and powers that rows name.

    `townships`: those within reach; `offered`: the catalogue of today; `living`: what is held or on its way already;
    `terms`: the days of earlier lives; `seats`: where a unit is today, by id.
    """

    townships: Collection[str]
    offered: Collection[str]
    living: Collection[Pair]
    terms: Mapping[Pair, Sequence[Term]]
    seats: Mapping[str, str]


def stands(row: Standing) -> Power:
    """Return the power as it holds: formal since its day, until further notice."""
    return Power(State.FORMAL, terms=(Term(row.in_force_since, None),))


def check_standings(rows: Sequence[Standing], ground: Ground, today: date) -> None:
    """Raise RowsRefused, naming every bad row."""
    times = Counter(row.pair for row in rows)
    bad = [
        {"index": index, "region": row.region, "power": row.code, "code": str(problem)}
        for index, row in enumerate(rows)
        for problem in _problems(row, times[row.pair], ground, today)
    ]
    if bad:
        raise RowsRefused("nothing was taken over", rows=bad)


def _problems(row: Standing, times: int, ground: Ground, today: date) -> list[Problem]:
    asked = (
        (Problem.TWICE, times > 1),
        (Problem.NOT_A_TOWNSHIP, row.region not in ground.townships),
        (Problem.NOT_IN_CATALOGUE, row.code not in ground.offered),
        (Problem.ALREADY_CHOSEN, row.pair in ground.living),
        (Problem.DAY_TO_COME, row.in_force_since > today),
        (Problem.OVERLAPPING_VALIDITY, _overlaps(row, ground.terms.get(row.pair, ()))),
        (Problem.DEPARTMENT_UNKNOWN, row.agency is not None and not _of_county(row, ground.seats)),
    )
    return [problem for problem, holds in asked if holds]


def _overlaps(row: Standing, terms: Sequence[Term]) -> bool:
    return any(Term(row.in_force_since, None).overlaps(term) for term in terms)


def _of_county(row: Standing, seats: Mapping[str, str]) -> bool:
    return seats.get(row.agency or "") == row.region[: RegionLevel.COUNTY.digits]


def require_open(state: str) -> None:
    """Raise TakeoverIsDecided for what was confirmed or withdrawn."""
    if state != TakeoverState.OPEN:
        raise TakeoverIsDecided("this takeover is decided", state=state)
