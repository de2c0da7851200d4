"""What moves when a township is divided anew? Each capability that keeps things in cells says what, and moves it.

Cells lie below what lies in them and know nothing of it: whoever has to follow a new division is handed in where the
service is put together. A follower compares what he keeps with the cells of the day, not with those of the day
before: so a second run moves nothing, and one that comes days late moves everything.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from grid.cells.domain.moving import successors
from grid.cells.domain.sets import Drawn
from grid.cells.repository import around
from grid.cells.repository import cells as repository
from grid.cells.service.locating import index_of
from shared.clock import town_day
from shared.geo import CellIndex
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope

# A preview names so many of a kind; how many there are in all, it counts.
MOST_NAMED = 100
BOUNDARIES = platform_scope("boundaries")


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The cells of township `region` on `day`; `index` says in which of them a place lies.

    `heirs`: of each cell that has ended the one that takes over its whole area, where one does.
    """

    region: str
    day: date
    cells: tuple[Drawn, ...]
    heirs: Mapping[str, str]
    codes: frozenset[str] = field(init=False, repr=False)
    index: CellIndex = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", frozenset(cell.cell for cell in self.cells))
        object.__setattr__(self, "index", index_of(self.cells))

    def cell_of(self, cell: str | None, lon: float | None, lat: float | None) -> str | None:
        """Return in which cell a thing lies that was in `cell`: by its position, else where its cell went."""
        if lon is not None and lat is not None:
            found = self.index.locate(lon, lat)
            return found if found is not None else (cell if cell in self.codes else None)
        return cell if cell is None or cell in self.codes else self.heirs.get(cell)


@dataclass(frozen=True, slots=True)
class Move:
    """So many things of one kind go from one cell to another (None: to none); `ids` names the first of them."""

    kind: str
    from_cell: str | None
    to_cell: str | None
    count: int
    ids: tuple[str, ...]


def summed(kind: str, moved: Iterable[tuple[str, str | None, str | None]]) -> list[Move]:
    """Return (id, from cell, to cell) of many things of one kind, summed up by where they come from and go to."""
    by_way: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for thing, before, after in moved:
        by_way[before, after].append(thing)
    ways = sorted(by_way.items(), key=lambda way: (way[0][0] or "", way[0][1] or ""))
    return [Move(kind, before, after, len(ids), tuple(sorted(ids)[:MOST_NAMED])) for (before, after), ids in ways]


Preview = Callable[[UnitOfWork, Scope, Boundaries], Awaitable[Sequence[Move]]]
Follow = Callable[[UnitOfWork, Boundaries, datetime], Awaitable[int]]
Sizes = Callable[[UnitOfWork, Scope, Boundaries], Awaitable[dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Follower:
    """A capability that keeps things in cells: what would move, how it moves, and how many households a cell has."""

    name: str
    preview: Preview
    follow: Follow
    sizes: Sizes | None = None


async def boundaries_on(work: UnitOfWork, scope: Scope, region: str, day: date) -> Boundaries:
    drawn = await repository.drawn_on(work.connection, scope, region, day)
    held, _ = await repository.latest_boundaries(work.connection, scope, region)
    former = {cell: boundary.drawn for cell, boundary in held.items()}
    return Boundaries(region, day, tuple(drawn), successors(former, drawn))


async def preview(
    work: UnitOfWork, scope: Scope, followers: Sequence[Follower], boundaries: Boundaries, *, moves: bool
) -> tuple[list[Move], dict[str, int]]:
    """Return what would move (if asked), and how many households each cell would have, as far as somebody counts."""
    found: list[Move] = []
    sizes: dict[str, int] = {}
    for follower in followers:
        found += await follower.preview(work, scope, boundaries) if moves else []
        sizes |= await follower.sizes(work, scope, boundaries) if follower.sizes else {}
    return found, sizes


async def follow_next(work: UnitOfWork, followers: Sequence[Follower], now: datetime) -> int:
    """Let everything follow one set that has begun; return 0 where none waits. Safe beside other replicas."""
    today = town_day(now)
    region = await around.region_to_follow(work.connection, BOUNDARIES, today)
    if region is None:
        return 0
    await repository.lock_region(work.connection, region)
    if await around.note_followed(work.connection, region, today, now):
        boundaries = await boundaries_on(work, BOUNDARIES, region, today)
        for follower in followers:
            await follower.follow(work, boundaries, now)
    return 1
