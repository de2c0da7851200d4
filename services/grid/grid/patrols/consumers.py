"""What does a worker learn of the cases that his reports became?"""

from collections.abc import Sequence
from datetime import datetime

from grid.patrols.service import reports
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.schemas.dispatch import CaseChanged
from shared.schemas.topics import Topic


async def hear_of_cases(work: UnitOfWork, events: Sequence[CaseChanged], now: datetime) -> None:
    """Follow the cases of workers' reports."""
    await reports.follow_cases(work, events, now)


HANDLERS: dict[str, Handler] = {Topic.CASES: hear_of_cases}
