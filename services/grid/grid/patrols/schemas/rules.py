"""How do the rules of patrols look over HTTP?"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from grid.patrols.domain.rules import RuleTable
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Line

# A region, a cell (15 digits), or everywhere.
PlanRegion = Annotated[str, StringConstraints(pattern=r"^(\*|[1-9]\d(\d{2}(\d{2}(\d{3}(\d{3}(\d{3})?)?)?)?)?)$")]


class TableTried(Body):
    region: PlanRegion
    table: RuleTable


class TableGiven(TableTried):
    """`version`: the one of the region's table that was read, 0 for none; `basis`: by what it is set."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    basis: Line


class LoadShown(Shown):
    """Stops and visits a week in one cell, the most that one worker walks, and whether it is too much."""

    cell: str
    stops_a_week: float
    visits_a_week: float
    most_stops: int
    most_visits: int
    is_too_much: bool


class TriedShown(BaseModel):
    """`total`: how many cells have something to visit; `loads` are the first of them, those with too much before all.

    `without_cell`: places and people to look after that lie in no cell, so that no round comes to them.
    """

    total: int
    too_much: int
    without_cell: int
    loads: list[LoadShown]


class TableInForce(BaseModel):
    region: str
    version: int
    table: RuleTable


class ProposalMade(BaseModel):
    id: UUID


class ProposalShown(Shown):
    id: UUID
    region: str
    base_version: int
    definition: dict[str, Any]
    basis: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class ProposalList(BaseModel):
    items: list[ProposalShown]
    next: UUID | None


class TableHolds(BaseModel):
    version: int


class VersionShown(Shown):
    region: str
    version: int
    definition: dict[str, Any]
    proposal_id: UUID
    by: str
    at: datetime


class VersionList(BaseModel):
    items: list[VersionShown]
    next: int | None


MOST_LOADS = 200


def tried(weighed: Any) -> TriedShown:
    """Return a trial (`service.rules.Weighed`) as it is shown."""
    worst = sorted(
        weighed.loads, key=lambda one: (not one.is_too_much, -one.stops_a_week - one.visits_a_week, one.cell)
    )
    return TriedShown(
        total=len(worst),
        too_much=sum(one.is_too_much for one in worst),
        without_cell=weighed.without_cell,
        loads=[LoadShown.model_validate(one) for one in worst[:MOST_LOADS]],
    )
