"""When does a clock turn yellow, and who is told how long after its deadline? Rows, by kind, source, urgency and place.

Terms and ladders differ by city (domain.md: city-specific figures are data). A table is kept for a region; a clock
follows the table of the nearest region that speaks of it: its township's, its county's, its city's, everywhere's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dispatch.cases.domain.clocks import ANY, ClockKind
from shared.codes import RegionLevel
from shared.errors import Unfit
from shared.runtime.text import Code
from shared.terms import TermUnit

# The region of the table that holds where no nearer one speaks.
EVERYWHERE = "*"
# How many notices of a kind one recipient gets in one run, where no table says another number.
DIGEST_ABOVE = 5
MOST_ROWS = 500
_LONGEST = 10_000
_NEAREST_FIRST = (RegionLevel.TOWNSHIP, RegionLevel.COUNTY, RegionLevel.CITY, RegionLevel.PROVINCE)


class Level(StrEnum):
    """To whom a ladder climbs: who has the case, his grid leader, the centre, its shift leader, the township's head,
    the county. In this order, none twice.
    """

    HOLDER = "holder"
    GRID_LEADER = "grid-leader"
    CENTRE = "centre"
    SHIFT_LEADER = "shift-leader"
    HEAD = "head"
    COUNTY = "county"


LEVELS = tuple(Level)


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(_Row):
    """A stretch of time: `working-…` in the calendar's hours, `minutes` and `calendar-days` on holidays, too."""

    amount: int = Field(ge=0, le=_LONGEST)
    unit: TermUnit


class Term(_Row):
    """A term that somebody is given."""

    amount: int = Field(ge=1, le=_LONGEST)
    unit: TermUnit


# Where no table says by when an order is signed for.
RECEIVE_WITHIN = Term(amount=1, unit=TermUnit.WORKING_DAYS)


class Before(_Row):
    """A stretch before a deadline."""

    amount: int = Field(ge=1, le=_LONGEST)
    unit: TermUnit

    @model_validator(mode="after")
    def _counts_backwards(self) -> "Before":
        if self.unit in {TermUnit.WORKING_DAYS, TermUnit.CALENDAR_DAYS}:
            raise Unfit("before a deadline count minutes or hours", "截止前的提前量只能用分钟或小时")
        return self


class _Telling(_Row):
    """Which clocks a row speaks of; `*` stands for any."""

    kind: ClockKind | str = Field(default=ANY, pattern=r"^\*$|^[a-z-]{2,32}$")
    source: Code | str = Field(default=ANY, pattern=r"^\*$|^[A-Za-z0-9][A-Za-z0-9_.:\-]{0,127}$")
    urgency: str = Field(default=ANY, pattern=r"^(\*|urgent|normal|low)$")

    @model_validator(mode="after")
    def _known_kind(self) -> "_Telling":
        if self.kind != ANY and self.kind not in set(ClockKind):
            raise Unfit(f"no clock of the kind {self.kind}", "没有这一种时限")
        return self

    @property
    def key(self) -> tuple[str, str, str]:
        return str(self.kind), str(self.source), self.urgency


class LightRow(_Telling):
    """When the light turns yellow: once `share` percent of the term are used, or so long `before` its end.

    `last`: how long before the deadline who has the case is reminded a last time, None for never.
    """

    share: int | None = Field(default=None, ge=1, le=99)
    before: Before | None = None
    last: Before | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "LightRow":
        if (self.share is None) == (self.before is None):
            raise Unfit("either a share or a stretch before the deadline", "黄灯须且只能按比例或提前量之一设定")
        return self


class RungRow(_Telling):
    """One rung: so long `after` the deadline it comes before `to`."""

    after: Span
    to: Level


class RuleTable(_Row):
    """The rows of one region.

    `digest_above`: more notices of a kind than this in one run come as one list. `receive_within`: by when an order
    is signed for, where it does not say so itself.
    """

    lights: list[LightRow] = Field(default_factory=list, max_length=MOST_ROWS)
    rungs: list[RungRow] = Field(default_factory=list, max_length=MOST_ROWS)
    digest_above: int | None = Field(default=None, ge=1, le=1000)
    receive_within: Term | None = None

    @model_validator(mode="after")
    def _one_answer(self) -> "RuleTable":
        twice = [key for key, times in Counter(row.key for row in self.lights).items() if times > 1]
        if twice:
            raise Unfit(f"two rows of lights for {twice[0]}", "同一种时限有两行亮灯规则")
        for key, rungs in _by_key(self.rungs).items():
            _require_ladder(key, rungs)
        return self


def _require_ladder(key: tuple[str, str, str], rungs: Sequence[RungRow]) -> None:
    for lower, upper in pairwise(rungs):
        if LEVELS.index(upper.to) <= LEVELS.index(lower.to):
            raise Unfit(f"{upper.to} stands after {lower.to} on the ladder of {key}", "升级阶梯的层级须逐级上升")
        if upper.after.unit is lower.after.unit and upper.after.amount <= lower.after.amount:
            raise Unfit(f"{upper.to} is told no later than {lower.to} in {key}", "升级阶梯的时间须逐级推后")


def _by_key(rows: Iterable[RungRow]) -> dict[tuple[str, str, str], list[RungRow]]:
    found: dict[tuple[str, str, str], list[RungRow]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class About:
    """What a clock is asked for: its kind, and whose case it is."""

    region: str
    kind: str
    source: str
    urgency: str

    def keys(self) -> Iterable[tuple[str, str, str]]:
        """Return the keys of rows that speak of it, the most telling first: kind before source before urgency."""
        for kind in (self.kind, ANY):
            for source in (self.source, ANY):
                for urgency in (self.urgency, ANY):
                    yield kind, source, urgency


class SupervisionRules:
    """The tables in force, by region."""

    def __init__(self, tables: Mapping[str, RuleTable]) -> None:
        self._lights = {region: {row.key: row for row in table.lights} for region, table in tables.items()}
        self._rungs = {region: _by_key(table.rungs) for region, table in tables.items()}
        self._above = {region: table.digest_above for region, table in tables.items()}
        self._receive = {region: table.receive_within for region, table in tables.items()}

    def light(self, about: About) -> LightRow | None:
        """Return when a clock turns yellow, None where no row speaks of it: then it stays green until it is due."""
        for region in nearest_first(about.region):
            rows = self._lights.get(region)
            for key in about.keys() if rows else ():
                if rows and key in rows:
                    return rows[key]
        return None

    def rungs(self, about: About) -> Sequence[RungRow]:
        """Return the ladder of a clock, the lowest rung first; empty where no row speaks of it."""
        for region in nearest_first(about.region):
            rows = self._rungs.get(region)
            for key in about.keys() if rows else ():
                if rows and key in rows:
                    return rows[key]
        return ()

    def digest_above(self, region: str) -> int:
        return next((n for one in nearest_first(region) if (n := self._above.get(one))), DIGEST_ABOVE)

    def receive_within(self, region: str) -> Term:
        return next((term for one in nearest_first(region) if (term := self._receive.get(one))), RECEIVE_WITHIN)


def nearest_first(region: str) -> Iterable[str]:
    """Return whose tables may speak of a region: its own, and those of all above it."""
    for level in _NEAREST_FIRST:
        if len(region) >= level.digits:
            yield region[: level.digits]
    yield EVERYWHERE
