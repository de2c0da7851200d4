"""How is a township divided anew, and in which cell does a place lie?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from grid.cells import repository
from grid.cells.domain import (
    Action,
    Change,
    Drawn,
    RegionNotFound,
    Rings,
    check_set,
    decide_changes,
    geojson,
    require_township,
)
from shared.clock import town_day
from shared.geo import Cell, CellIndex, Position, read_shape
from shared.runtime import outbox
from shared.runtime.db import Connection, UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.grid import CellChanged
from shared.schemas.registers import BranchChanged


@dataclass(frozen=True, slots=True)
class Divided:
    """What came of a new set: how many cells were drawn (or corrected) and how many ended."""

    cells: int
    drawn: int
    ended: int


async def replace_cells(
    work: UnitOfWork,
    scope: Scope,
    *,
    region: str,
    valid_from: date,
    given: Sequence[Drawn],
    outline: Rings | None,
    now: datetime,
) -> Divided:
    """Divide township `region` into the cells `given` from the day `valid_from`, and publish what is new.

    Raises NotATownship, RegionNotFound, BadCells, BadCoverage, LaterSetExists.
    """
    if not scope.covers(require_township(region)):
        raise RegionNotFound("no such township", region=region)
    check_set(region, given, outline)
    await repository.lock_region(work.connection, region)
    held, versions = await repository.latest_boundaries(work.connection, scope, region)

    changes = decide_changes(given, held, versions, valid_from)

    if changes:
        await repository.save_changes(work.connection, changes, by=scope.person_id, now=now)
        outbox.record(work, *(_told(change, region) for change in changes))
    drawn = {change.drawn.cell for change in changes if change.action in {Action.DRAW, Action.CORRECT}}
    ended = {change.drawn.cell for change in changes} - drawn
    return Divided(len(given), len(drawn), len(ended))


def _told(change: Change, region: str) -> CellChanged:
    drawn = change.drawn
    return CellChanged(
        cell=drawn.cell,
        version=change.version,
        region=region,
        name=drawn.name,
        kind=drawn.kind,
        rings=[list(ring) for ring in drawn.rings],
        place_names=list(drawn.place_names),
        valid_from=change.valid_from,
        valid_to=change.valid_to,
    )


async def list_cells(
    work: UnitOfWork, scope: Scope, *, region: str, day: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the cells of `region` that hold on `day`, in order of their codes."""
    return await repository.cells_on(work.connection, scope, region=region, day=day, after=after, limit=limit)


async def locate(connection: Connection, scope: Scope, position: Position, now: datetime) -> str | None:
    """Return the cell within the scope that holds `position` today, None where there is none."""
    day = town_day(now)
    near = await repository.cells_around(connection, scope, position.lon, position.lat, day)
    index = CellIndex(Cell(drawn.cell, read_shape(geojson(drawn.rings))) for drawn in near)
    return index.locate(position.lon, position.lat)


# ------------------------------------------------------------------------------------------------------------ branches
async def keep_branches(work: UnitOfWork, events: Sequence[BranchChanged]) -> None:
    """Keep the newest version of each branch."""
    newest = {event.branch_id: event for event in sorted(events, key=lambda event: event.version)}
    await repository.keep_branches(work.connection, [event.model_dump(mode="python") for event in newest.values()])


async def branches_on(work: UnitOfWork, scope: Scope, *, region: str, day: date) -> dict[str, Row[Any]]:
    """Return the Party branch that leads each cell of `region` on `day`, by cell, as far as the centre has told."""
    rows = await repository.branches_of(work.connection, scope, region=region, day=day)
    return {seat["cell"]: row for row in rows for seat in row.cells if seat["lead"]}
