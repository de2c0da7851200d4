"""Who is told of what the grid saw?"""

from collections.abc import Sequence
from datetime import datetime

from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Role
from shared.runtime.subscription import Handler
from shared.schemas.grid import PersonNotMet
from shared.schemas.topics import Topic


async def hear_of_visits(work: UnitOfWork, events: Sequence[PersonNotMet], now: datetime) -> None:
    """Tell the grid leader of the community that somebody to look after was not met again and again."""
    notices = [
        Notice(
            "person-not-met",
            Recipient.role(Role.GRID_LEADER, event.region),
            event.region,
            facts={"count": event.times, "visit": str(event.visit_id)},
        )
        for event in events
    ]
    await tell(work, notices, now)


HANDLERS: dict[str, Handler] = {Topic.GRID_VISITS: hear_of_visits}
