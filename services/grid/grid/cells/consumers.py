"""What does the grid hear of Party branches? Where each sits, so that a cell shows who leads there."""

from collections.abc import Sequence
from datetime import datetime

from grid.cells.service import locating as service
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.schemas.registers import BranchChanged
from shared.schemas.topics import Topic


async def copy_branches(work: UnitOfWork, events: Sequence[BranchChanged], now: datetime) -> None:
    """Keep the newest state of each branch; what is older than the copy changes nothing."""
    del now
    await service.keep_branches(work, events)


HANDLERS: dict[str, Handler] = {Topic.PARTY: copy_branches}
