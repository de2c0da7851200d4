"""When does coordination act by itself? When a called unit says nothing or does not come, and when a part is late."""

from datetime import datetime

from dispatch.coordination.service import hand_ups, subtasks, transfers, whistle_rulings
from shared.runtime.db import UnitOfWork
from shared.runtime.timers import Timer


async def send_to_county(work: UnitOfWork, now: datetime) -> int:
    return await whistle_rulings.send_to_county(work, now)


async def tell_late_subtasks(work: UnitOfWork, now: datetime) -> int:
    return await subtasks.tell_late(work, now)


async def tell_late_hand_ups(work: UnitOfWork, now: datetime) -> int:
    return await hand_ups.tell_late(work, now)


async def tell_late_transfers(work: UnitOfWork, now: datetime) -> int:
    return await transfers.tell_late(work, now)


TIMERS = (
    Timer("coordination.whistles", 10, send_to_county),
    Timer("coordination.subtasks", 10, tell_late_subtasks),
    Timer("coordination.hand-ups", 10, tell_late_hand_ups),
    Timer("coordination.transfers", 10, tell_late_transfers),
)
