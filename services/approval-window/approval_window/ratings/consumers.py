"""What do ratings hear from the centre? That the calendar has grown."""

from collections.abc import Sequence
from datetime import datetime

from approval_window.applications import consumers as applications
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope
from shared.runtime.subscription import Handler
from shared.schemas.dispatch import WorkdaysPublished
from shared.schemas.topics import Topic

from .service.following import recompute_terms

SCOPE = platform_scope("approval-window.flow")


async def take_over_workdays(work: UnitOfWork, events: Sequence[WorkdaysPublished], now: datetime) -> None:
    """Do with the calendar what applications do, which keep its copy, then compute the terms of follow-ups anew."""
    await applications.take_over_workdays(work, events, now)
    await recompute_terms(work, SCOPE, now=now)


HANDLERS: dict[str, Handler] = {Topic.WORKDAYS: take_over_workdays}
