"""Who is told of what the grid saw, and of what the window left undone?"""

from collections.abc import Sequence
from datetime import datetime

from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from shared.codes import RegionLevel, at_level
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Role
from shared.runtime.subscription import Handler
from shared.schemas.approval_window import FollowUpLate
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


async def hear_of_follow_ups(work: UnitOfWork, events: Sequence[FollowUpLate], now: datetime) -> None:
    """Tell the leader of the township that a bad rating was not followed up in time."""
    notices = [
        Notice(
            f"rating-late-{event.late}",
            Recipient.role(Role.LEADER, at_level(event.region, RegionLevel.TOWNSHIP)),
            event.region,
            facts={"due_at": event.due_at.isoformat(), "rating": str(event.rating_id)},
        )
        for event in events
    ]
    await tell(work, notices, now)


HANDLERS: dict[str, Handler] = {Topic.GRID_VISITS: hear_of_visits, Topic.FOLLOW_UPS: hear_of_follow_ups}
