"""How often is a place looked at and a person looked after, and how much can one worker walk? Rows, by region.

What a round may cost differs by town, so it is data: a table is kept for a region (down to a single cell), and for each
cell the nearest table that speaks of a thing holds. A table may besides bind those below it: what it says `at_most` is
never stretched, by whatever was set before or is set after.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from grid.registry.domain.kinds import Care, Hazard
from shared.errors import Conflict, Invalid, NotFound

# The region of the table that holds where no nearer one speaks.
EVERYWHERE: Final = "*"
# A cell's own table is the nearest, the province's the furthest (GB/T 2260 and the cell codes: 15 to 2 digits).
_NEAREST_FIRST: Final = (15, 12, 9, 6, 4, 2)
DAYS_A_WEEK: Final = 7
# Rounds are made on working days; a week with five of them is what a plan is weighed by.
WORKDAYS_A_WEEK: Final = 5
# How many cells a refusal names.
MOST_NAMED: Final = 50

Days = Annotated[int, Field(ge=1, le=366)]
T = TypeVar("T")


class BelowBound(Invalid):
    """Those above want it more often; `rows` says of what, how many days at most, and by whose table."""

    code = "patrols.below-bound"
    said = "走访巡查间隔超过上级规定的最长天数"


class TooMuchToWalk(Invalid):
    """No worker can walk this; `cells` names the worst, `total` how many there are."""

    code = "patrols.too-much-to-walk"
    said = "按此计划，部分网格每日任务量超过一人可完成的上限"


class NotYourPlan(NotFound):
    code = "patrols.not-your-plan"
    said = "没有这个区域的巡查规则，或不在您的管辖范围内"


class ProposalNotFound(NotFound):
    code = "patrols.proposal-not-found"
    said = "没有这项巡查规则提议"


class ProposalDecided(Conflict):
    """The proposal is not open any more; `state` is how it stands."""

    code = "patrols.proposal-decided"
    said = "该项提议已有结论"


class PlanStale(Conflict):
    """Another table has come to hold since this one was drawn up; `version` is the one that holds."""

    code = "patrols.plan-stale"
    said = "巡查规则已有新版本，请重新拟定"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Often(_Row):
    """Every how many days: by how dangerous a place is, by why a person is looked after."""

    hazards: dict[Hazard, Days] = Field(default_factory=dict)
    care: dict[Care, Days] = Field(default_factory=dict)

    def rows(self) -> list[tuple[str, int]]:
        return [(str(name), days) for part in (self.hazards, self.care) for name, days in part.items()]


class RuleTable(_Row):
    """The table of one region; what it leaves out, the next one above it says.

    `at_most`: those below may not let more days pass. `stops_a_day`, `visits_a_day`: what one worker can walk.
    `over_at`: from then on (Asia/Shanghai) what was not visited is missed. `tolerance_m`: how far from a place a worker
    may be who looks at it. `not_met_times`: after how many visits in vain the grid leader is told.
    """

    every: Often = Often()
    at_most: Often = Often()
    stops_a_day: int | None = Field(default=None, ge=1, le=200)
    visits_a_day: int | None = Field(default=None, ge=1, le=50)
    visits_on_rest_days: bool | None = None
    over_at: time | None = None
    tolerance_m: int | None = Field(default=None, ge=10, le=5_000)
    not_met_times: int | None = Field(default=None, ge=1, le=20)


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds in one cell."""

    hazards: Mapping[str, int]
    care: Mapping[str, int]
    stops_a_day: int
    visits_a_day: int
    visits_on_rest_days: bool
    over_at: time
    tolerance_m: int
    not_met_times: int


@dataclass(frozen=True, slots=True)
class Load:
    """What a plan makes of one cell: stops and visits a week, against what a worker can walk in five days."""

    cell: str
    stops_a_week: float
    visits_a_week: float
    most_stops: int
    most_visits: int

    @property
    def is_too_much(self) -> bool:
        return self.stops_a_week > self.most_stops or self.visits_a_week > self.most_visits


def nearest_first(place: str) -> Iterable[str]:
    """Return whose tables may speak of a region or cell: its own, and those of all above it."""
    yield from (place[:digits] for digits in _NEAREST_FIRST if len(place) >= digits)
    yield EVERYWHERE


class PatrolRules:
    """The tables in force, by region; one for everywhere is always among them."""

    def __init__(self, tables: Mapping[str, RuleTable]) -> None:
        self.tables = tables

    def plan(self, cell: str) -> Plan:
        """Return what holds in a cell."""
        near = [self.tables[one] for one in nearest_first(cell) if one in self.tables]
        return Plan(
            hazards=self._days([table.every.hazards for table in near], cell),
            care=self._days([table.every.care for table in near], cell),
            stops_a_day=_first(table.stops_a_day for table in near),
            visits_a_day=_first(table.visits_a_day for table in near),
            visits_on_rest_days=_first(table.visits_on_rest_days for table in near),
            over_at=_first(table.over_at for table in near),
            tolerance_m=_first(table.tolerance_m for table in near),
            not_met_times=_first(table.not_met_times for table in near),
        )

    def _days(self, near: Sequence[Mapping[Hazard, int] | Mapping[Care, int]], cell: str) -> dict[str, int]:
        said: dict[str, int] = {}
        for days in reversed(near):
            said.update({str(name): number for name, number in days.items()})
        return {name: min(number, self.bound(cell, name)[0]) for name, number in said.items()}

    def bound(self, place: str, name: str) -> tuple[int, str]:
        """Return how many days may pass at most there by those above it, and whose table says so."""
        above = [one for one in nearest_first(place) if one != place and one in self.tables]
        said = [(days, one) for one in above for key, days in self.tables[one].at_most.rows() if key == name]
        return min(said, default=(10_000, EVERYWHERE))


def _first(values: Iterable[T | None]) -> T:
    return next(value for value in values if value is not None)


def check_bounds(rules: PatrolRules, region: str, table: RuleTable) -> None:
    """Raise BelowBound where a table would let more days pass than those above its region allow."""
    rows = []
    for name, days in (*table.every.rows(), *table.at_most.rows()):
        most, whose = rules.bound(region, name)
        if days > most:
            rows.append({"of": name, "days": days, "at_most": most, "set_by": whose})
    if rows:
        raise BelowBound("those above want it more often", rows=rows)


def weigh(plan: Plan, cell: str, places: Mapping[str, int], people: Iterable[tuple[Sequence[str], int]]) -> Load:
    """Return what a plan makes of a cell; `places`: number by hazard, `people`: (why looked after, number).

    Who is looked after for several reasons is visited as often as the most pressing of them wants.
    """
    stops = sum(number * DAYS_A_WEEK / plan.hazards[hazard] for hazard, number in places.items())
    visits = 0.0
    for care, number in people:
        days = min((plan.care[one] for one in care if one in plan.care), default=None)
        visits += number * DAYS_A_WEEK / days if days else 0
    most = (plan.stops_a_day * WORKDAYS_A_WEEK, plan.visits_a_day * WORKDAYS_A_WEEK)
    return Load(cell, _tenths(stops), _tenths(visits), *most)


def _tenths(number: float) -> float:
    return math.ceil(number * 10 - 1e-9) / 10


def check_loads(loads: Iterable[Load]) -> None:
    """Raise TooMuchToWalk where there is more than a worker can walk."""
    over = sorted(
        (load for load in loads if load.is_too_much), key=lambda one: (-one.stops_a_week - one.visits_a_week, one.cell)
    )
    if over:
        named = [
            {"cell": one.cell, "stops": one.stops_a_week, "visits": one.visits_a_week} for one in over[:MOST_NAMED]
        ]
        raise TooMuchToWalk("no worker can walk this", cells=named, total=len(over))
