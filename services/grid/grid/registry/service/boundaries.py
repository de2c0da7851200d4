"""Which records go to another cell when a township is divided anew?

What has a position goes where it lies. A household goes with its home, and a resident with the home that he lives in.
What has neither stays while its cell is there, goes to the one that takes over the whole of it, and is in none where
several do: the leader sees it and says. The history keeps in which cell each record was before.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.cells.service.boundaries import BOUNDARIES, Boundaries, Follower, Move, summed
from grid.registry.domain.kinds import RecordKind
from grid.registry.repository import moving, records
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

# Homes first: others go with them.
ORDER = sorted(RecordKind, key=lambda kind: kind is not RecordKind.HOME)
COMMUNITY = RegionLevel.VILLAGE.digits


@dataclass(frozen=True, slots=True)
class Moved:
    row: Row[Any]
    to: str | None

    @property
    def region(self) -> str:
        """Return the record's region; that of a community follows its cell."""
        before: str = self.row.region
        return self.to[:COMMUNITY] if self.to and len(before) == COMMUNITY else before


async def _moves(work: UnitOfWork, boundaries: Boundaries) -> dict[RecordKind, list[Moved]]:
    found: dict[RecordKind, list[Moved]] = {}
    homes: dict[UUID, str | None] = {}
    for kind in ORDER:
        rows = await moving.placed_in(work.connection, boundaries.region, kind)
        places = [(row, _place_of(row, homes, boundaries)) for row in rows]
        if kind is RecordKind.HOME:
            homes = {row.id: cell for row, cell in places}
        found[kind] = [Moved(row, cell) for row, cell in places if cell != row.cell]
    return found


def _place_of(row: Row[Any], homes: dict[UUID, str | None], boundaries: Boundaries) -> str | None:
    if row.cell is not None and row.lon is None and row.home_id in homes:
        return homes[row.home_id]
    return boundaries.cell_of(row.cell, row.lon, row.lat)


async def preview(work: UnitOfWork, scope: Scope, boundaries: Boundaries) -> Sequence[Move]:
    """Return how many records of each kind would go from which cell to which, the first by their ids."""
    if not scope.covers(boundaries.region):
        return []
    moves: list[Move] = []
    for kind, moved in (await _moves(work, boundaries)).items():
        moves += summed(str(kind), ((str(one.row.id), one.row.cell, one.to) for one in moved))
    return moves


async def sizes(work: UnitOfWork, scope: Scope, boundaries: Boundaries) -> dict[str, int]:
    """Return how many households, or homes where no household is known, each cell would have."""
    if not scope.covers(boundaries.region):
        return {}
    counted: Counter[str] = Counter()
    for kind in (RecordKind.HOUSEHOLD, RecordKind.HOME):
        if counted:
            break
        rows = await moving.placed_in(work.connection, boundaries.region, kind)
        counted.update(cell for row in rows if (cell := boundaries.cell_of(row.cell, row.lon, row.lat)))
    return dict(counted)


async def follow(work: UnitOfWork, boundaries: Boundaries, now: datetime) -> int:
    """Let all records of a township lie in the cells of the day; return how many went."""
    await records.lock_townships(work.connection, {boundaries.region})
    went = 0
    for kind, moved in (await _moves(work, boundaries)).items():
        if moved:
            went += await _move(work, kind, moved, now)
    return went


async def _move(work: UnitOfWork, kind: RecordKind, moved: Sequence[Moved], now: datetime) -> int:
    rows = [
        {
            "id": one.row.id,
            "version": one.row.version + 1,
            "region": one.region,
            "cell": one.to,
            "changed_at": now,
        }
        for one in moved
    ]
    gone = await moving.move_records(work.connection, kind, rows)
    steps = [_step(kind, one, now) for one in moved if one.row.id in gone]
    await records.add_history(work.connection, steps)
    return len(steps)


def _step(kind: RecordKind, one: Moved, now: datetime) -> dict[str, Any]:
    return {
        "record_id": one.row.id,
        "version": one.row.version + 1,
        "kind": str(kind),
        "region": one.region,
        "action": "follow-boundaries",
        "source": "boundaries",
        "by": BOUNDARIES.person_id,
        "at": now,
        "fields": ["cell"] if one.region == one.row.region else ["cell", "region"],
        "plain": {"cell": one.row.cell, "region": one.row.region},
        "sealed": {},
    }


async def count_homes(work: UnitOfWork, worker_ids: Collection[str], now: datetime) -> dict[str, int]:
    """Return how many homes lie in the cells that each worker answers for."""
    del now
    return await moving.homes_by_worker(work.connection, sorted(worker_ids))


FOLLOWER = Follower("registry", preview, follow, sizes)
