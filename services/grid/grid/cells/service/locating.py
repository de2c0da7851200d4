"""In which cell does a place lie, and which cells are there on a day?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from grid.cells.domain.sets import Drawn, geojson
from grid.cells.repository import around
from grid.cells.repository import cells as repository
from shared.clock import town_day
from shared.geo import Cell, CellIndex, Position, distance_to_shape_m, read_shape
from shared.runtime.db import Connection, UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.registers import BranchChanged
from shared.schemas.vocabulary import CellKind


async def list_cells(
    work: UnitOfWork, scope: Scope, *, region: str, day: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the cells of `region` that hold on `day`, in order of their codes."""
    return await repository.cells_on(work.connection, scope, region=region, day=day, after=after, limit=limit)


async def locate(connection: Connection, scope: Scope, position: Position, now: datetime) -> str | None:
    """Return the cell within the scope that holds `position` today, None where there is none.

    In a micro cell its own code is answered, not that of the integrated cell around it.
    """
    day = town_day(now)
    near = await repository.cells_around(connection, scope, position.lon, position.lat, day)
    return index_of(near).locate(position.lon, position.lat)


async def distance_to_cell_m(
    connection: Connection, scope: Scope, cell: str, position: Position, day: date
) -> float | None:
    """Return how many metres `position` is from `cell` as it is drawn on `day`, 0 within it; None where it is not."""
    found = await repository.cell_on(connection, scope, cell, day)
    return None if found is None else distance_to_shape_m(read_shape(geojson(found.rings)), position)


def index_of(drawn: Iterable[Drawn]) -> CellIndex:
    """Return where to look up which of these cells holds a point."""
    return CellIndex(Cell(one.cell, read_shape(geojson(one.rings)), inner=one.kind is CellKind.MICRO) for one in drawn)


# ------------------------------------------------------------------------------------------------------------ branches
async def keep_branches(work: UnitOfWork, events: Sequence[BranchChanged]) -> None:
    """Keep the newest version of each branch."""
    newest = {event.branch_id: event for event in sorted(events, key=lambda event: event.version)}
    await around.keep_branches(work.connection, [event.model_dump(mode="python") for event in newest.values()])


async def branches_on(work: UnitOfWork, scope: Scope, *, region: str, day: date) -> dict[str, Row[Any]]:
    """Return the Party branch that leads each cell of `region` on `day`, by cell, as far as the centre has told."""
    rows = await around.branches_of(work.connection, scope, region=region, day=day)
    return {seat["cell"]: row for row in rows for seat in row.cells if seat["lead"]}
