"""What happens to who holds cells when a township is divided anew?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from grid.cells.service.boundaries import MOST_NAMED, Boundaries, Follower, Move
from grid.workers.domain.holdings import Action
from grid.workers.repository import answering as kept
from grid.workers.repository import holdings
from grid.workers.service.answering import PLATFORM, Turn, refresh, tell
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def preview(work: UnitOfWork, scope: Scope, boundaries: Boundaries) -> Sequence[Move]:
    """Return which holdings end with their cells, and which cells would be held by nobody."""
    if not scope.covers(boundaries.region):
        return []
    held: dict[str, list[str]] = defaultdict(list)
    for holding in sorted(await kept.holdings_in(work.connection, boundaries.region)):
        held[holding.cell].append(holding.worker_id)
    ended = [
        Move("holding", cell, None, len(workers), tuple(workers[:MOST_NAMED]))
        for cell, workers in sorted(held.items())
        if cell not in boundaries.codes
    ]
    vacant = sorted(boundaries.codes - held.keys())
    return ended + [Move("vacant-cell", None, cell, 0, ()) for cell in vacant]


async def follow(work: UnitOfWork, boundaries: Boundaries, now: datetime) -> int:
    """End the holdings of cells that have ended, and let answer who does today; return for how many it changed."""
    await kept.lock_answering(work.connection, [boundaries.region])
    gone = await kept.drop_ended(work.connection, boundaries.region, boundaries.day)
    await holdings.note_changes(work.connection, gone)
    touched = {worker for worker, _ in gone} | await refresh(work.connection, boundaries.region, now)
    rows = await holdings.lock_workers(work.connection, touched)
    await tell(work, rows, Turn(Action.FOLLOW_BOUNDARIES, PLATFORM.person_id), now)
    return len(rows)


FOLLOWER = Follower("workers", preview, follow)
