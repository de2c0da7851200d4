"""How does a caller name many powers of many townships, and what does he say of each?"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from dispatch.powers.domain.takeover import Pair
from dispatch.powers.domain.terms import Term
from dispatch.powers.schemas.lives import FormalGiven, ProclamationGiven, ReadinessGiven
from shared.runtime.bodies import Body, Day
from shared.runtime.text import Code, RegionCode

MAX_PAIRS = 20_000


class PairGiven(Body):
    region: RegionCode
    power: Code

    @property
    def pair(self) -> Pair:
        return self.region, self.power


class Pairs(Body):
    rows: Annotated[Sequence[PairGiven], Field(min_length=1, max_length=MAX_PAIRS)]

    def pairs(self) -> list[Pair]:
        return [row.pair for row in self.rows]


class ReadinessRow(PairGiven, ReadinessGiven):
    """What a township has for one power."""


class ReadinessMany(Pairs):
    rows: Annotated[Sequence[ReadinessRow], Field(min_length=1, max_length=MAX_PAIRS)]


class ProclamationMany(Pairs, ProclamationGiven):
    """All of them are announced by the same document."""


class TrialRow(PairGiven):
    """`coach` is the county department that accompanies the trial."""

    coach: Code


class TrialMany(Pairs):
    rows: Annotated[Sequence[TrialRow], Field(min_length=1, max_length=MAX_PAIRS)]
    begins_on: Day
    ends_on: Day

    def as_term(self) -> Term:
        return Term(self.begins_on, self.ends_on)


class FormalMany(Pairs, FormalGiven):
    """All of them begin on the same day."""
