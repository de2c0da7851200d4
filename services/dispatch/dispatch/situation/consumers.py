"""What does the wall hear of the window?"""

from collections.abc import Sequence
from datetime import datetime

from dispatch.situation import service
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.schemas.approval_window import ApplicationReceived
from shared.schemas.topics import Topic


async def see(work: UnitOfWork, events: Sequence[ApplicationReceived], _: datetime) -> None:
    await service.see_applications(work, events)


HANDLERS: dict[str, Handler] = {Topic.APPLICATIONS: see}
