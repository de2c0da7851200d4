"""How does a discretion table look over HTTP?"""

from datetime import date
from typing import Annotated

from pydantic import Field

from enforcement.penalties.domain.sanctions import PartyKind, SanctionKind
from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import Line, Prose, RegionCode

from .domain import Circumstance, Range, Table

Fen = Annotated[int, Field(ge=0, le=10**13)]


class RangeGiven(Body):
    """A circumstance: what makes it one, from which to which fine, and which kinds may stand beside it."""

    circumstance: Circumstance
    conditions: Prose
    min_fen: Fen
    max_fen: Fen
    kinds: Annotated[list[SanctionKind], Field(max_length=12, default_factory=list)]

    def range(self) -> Range:
        """Return it as the rules see it."""
        return Range(self.circumstance, self.conditions, self.min_fen, self.max_fen, tuple(sorted(set(self.kinds))))


class TableGiven(Body):
    """`version` is that of the region's table which was read, 0 where there was none."""

    region: RegionCode
    version: Annotated[int, Field(ge=0)]
    valid_from: Day
    basis: Line
    ranges: Annotated[list[RangeGiven], Field(min_length=1, max_length=3)]

    def table(self) -> Table:
        """Return it as the rules see it."""
        return Table(self.region, self.version, self.valid_from, self.basis, tuple(one.range() for one in self.ranges))


class RangeShown(Shown):
    circumstance: Circumstance
    conditions: str
    min_fen: int
    max_fen: int
    kinds: list[SanctionKind]


class TableShown(Shown):
    region: str
    version: int
    valid_from: date
    basis: str
    ranges: list[RangeShown]


class TablePage(Body):
    """Every version, and the one that holds today for what is filed there; None: that of a day to come alone."""

    matter: str
    holds: TableShown | None
    items: list[TableShown]


class SimilarShown(Body):
    """How a case like this one was decided; of whom and where stands nowhere."""

    party: PartyKind
    circumstance: Circumstance | None
    decided_on: date
    kinds: list[SanctionKind]
    fine_fen: int
    confiscated_fen: int
    goods_fen: int


class SimilarPage(Body):
    items: list[SimilarShown]
