"""What does the wall hear of the window?"""

from collections.abc import Sequence
from datetime import datetime

from dispatch.situation import service
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.schemas.approval_window import ApplicationChanged, ApplicationReceived
from shared.schemas.topics import Topic


async def see(work: UnitOfWork, events: Sequence[ApplicationReceived | ApplicationChanged], _: datetime) -> None:
    """Count what came in; what became of it later is no number of the day."""
    await service.see_applications(work, [event for event in events if isinstance(event, ApplicationReceived)])


HANDLERS: dict[str, Handler] = {Topic.APPLICATIONS: see}
