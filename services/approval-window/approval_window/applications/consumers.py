"""What do applications hear? That the calendar has grown, who goes on when a power ends, how far the grid is."""

from collections.abc import Sequence
from datetime import datetime

from approval_window.items.consumers import copy_powers
from shared.runtime.copies import copy_workdays
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope
from shared.runtime.subscription import Handler
from shared.schemas.dispatch import WorkdaysPublished
from shared.schemas.grid import SupportProgressed
from shared.schemas.registers import PowerChanged, PowerHandedOver
from shared.schemas.topics import Topic

from .service import supports
from .service.following import hand_over, recompute_terms
from .service.opinions import recompute_opinions

SCOPE = platform_scope("approval-window.flow")


async def take_over_workdays(work: UnitOfWork, events: Sequence[WorkdaysPublished], now: datetime) -> None:
    """Keep the calendar's read copy, then compute anew what was computed without it."""
    await copy_workdays(work, events, now)
    await recompute_terms(work, SCOPE, now=now)
    await recompute_opinions(work)


async def follow_powers(work: UnitOfWork, events: Sequence[PowerChanged | PowerHandedOver], now: datetime) -> None:
    """Keep which powers the townships hold, then hand over what is open by those that were taken back."""
    await copy_powers(work, [event for event in events if isinstance(event, PowerChanged)], now)
    for event in events:
        if isinstance(event, PowerHandedOver):
            await hand_over(work, SCOPE, event, now=now)


async def hear_of_supports(work: UnitOfWork, events: Sequence[SupportProgressed], _: datetime) -> None:
    """Keep how far the grid is with what officials who verify have asked it for."""
    await supports.hear_of_supports(work, events)


HANDLERS: dict[str, Handler] = {
    Topic.WORKDAYS: take_over_workdays,
    Topic.POWERS: follow_powers,
    Topic.GRID_SUPPORTS: hear_of_supports,
}
