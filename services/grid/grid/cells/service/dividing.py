"""How is a township divided anew, and what would that move?"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib import resources

from grid.cells.domain.communities import check_inside
from grid.cells.domain.drawing import refuse_owner
from grid.cells.domain.kinds import Hint, Warned, check_kinds, place_micro, size_warnings
from grid.cells.domain.sets import Action, Change, Drawn, Rings, check_set, decide_changes
from grid.cells.repository import around
from grid.cells.repository import cells as repository
from grid.cells.service.communities import require_own
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.grid import CellChanged
from shared.schemas.vocabulary import CellKind


@dataclass(frozen=True, slots=True)
class Given:
    """A set of cells as somebody hands it in: who it says it belongs to, and how many households he counts where."""

    cells: Sequence[Drawn]
    outline: Rings | None
    owners: frozenset[str] = frozenset()
    households: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Divided:
    """What came of a new set: how many cells were drawn (or corrected) and how many ended."""

    cells: int
    drawn: int
    ended: int
    is_checked: bool


@cache
def limits() -> dict[str, int]:
    """Return the size that a cell should have, households (Binzhou 2021: 300 to 500)."""
    with resources.files("grid.cells").joinpath("data/limits.csv").open(encoding="utf-8") as rows:
        return {row["name"]: int(row["value"]) for row in csv.DictReader(rows)}


async def replace_cells(
    work: UnitOfWork, scope: Scope, *, region: str, valid_from: date, given: Given, now: datetime
) -> Divided:
    """Divide township `region` into the cells `given` from the day `valid_from`, and publish what is new.

    Raises NotATownship, RegionNotFound, SecondGrid, BadCells, BadCoverage, MicroNotInside, MicroOverlap,
    UnknownCommunity, OutsideCommunity, LaterSetExists.
    """
    require_own(scope, region)
    refuse_owner(region, given.owners)
    check_kinds(given.cells)
    check_set(region, given.cells, given.outline)
    within = place_micro(given.cells)
    placed = [replace(cell, within=within.get(cell.cell)) for cell in given.cells]
    await repository.lock_region(work.connection, region)
    listed = await around.communities_of(work.connection, scope, region)
    check_inside(placed, listed)
    held, versions = await repository.latest_boundaries(work.connection, scope, region)

    changes = decide_changes(placed, held, versions, valid_from)

    if changes:
        await repository.save_changes(work.connection, changes, by=scope.person_id, now=now)
        await around.note_set(work.connection, region, valid_from, now)
        outbox.record(work, *(_told(change, region) for change in changes))
    drawn = {change.drawn.cell for change in changes if change.action in {Action.DRAW, Action.CORRECT}}
    ended = {change.drawn.cell for change in changes} - drawn
    return Divided(len(placed), len(drawn), len(ended), is_checked=bool(listed))


def warn(given: Given, divided: Divided, counted: Mapping[str, int]) -> list[Warned]:
    """Return what is lawful and yet hardly meant: cells of an unusual size, communities that nobody has listed.

    `counted`: households by cell, as the registry knows them; where it knows none, the drawer's own number counts.
    """
    known = {**(given.households or {}), **counted}
    integrated = {cell.cell for cell in given.cells if cell.kind is CellKind.INTEGRATED}
    sizes = {cell: number for cell, number in known.items() if cell in integrated}
    found = size_warnings(sizes, limits()["households_least"], limits()["households_most"])
    return found if divided.is_checked else [Warned(Hint.NOT_LISTED), *found]


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
