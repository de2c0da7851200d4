"""What do penalty cases hear? That a power was taken back, and with which of them the county goes on."""

from collections.abc import Sequence
from datetime import datetime

from enforcement.officers.consumers import copy_powers
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope
from shared.runtime.subscription import Handler
from shared.schemas.registers import PowerChanged, PowerHandedOver
from shared.schemas.topics import Topic

from .service.handing import hand_over

SCOPE = platform_scope("enforcement.flow")


async def follow_powers(work: UnitOfWork, events: Sequence[PowerChanged | PowerHandedOver], now: datetime) -> None:
    """Keep which powers the townships hold, then hand over the cases that a list names."""
    await copy_powers(work, events, now)
    for event in events:
        if isinstance(event, PowerHandedOver):
            await hand_over(work, SCOPE, event, now=now)


HANDLERS: dict[str, Handler] = {Topic.POWERS: follow_powers}
