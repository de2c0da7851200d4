"""What do applications hear from the centre? That the calendar has grown, which may move a provisional deadline."""

from collections.abc import Sequence
from datetime import datetime

from shared.runtime.copies import copy_workdays
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope
from shared.runtime.subscription import Handler
from shared.schemas.dispatch import WorkdaysPublished
from shared.schemas.topics import Topic

from . import service

SCOPE = platform_scope("approval-window.flow")


async def take_over_workdays(work: UnitOfWork, events: Sequence[WorkdaysPublished], now: datetime) -> None:
    """Keep the calendar's read copy, then compute anew what was computed without it."""
    await copy_workdays(work, events, now)
    await service.recompute_notices(work, SCOPE, now=now)


HANDLERS: dict[str, Handler] = {Topic.WORKDAYS: take_over_workdays}
