"""What does the centre hear of the team's records?"""

from collections.abc import Sequence
from datetime import datetime

from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.schemas.enforcement import RecordAppended
from shared.schemas.topics import Topic

from . import service


async def keep_heads(work: UnitOfWork, events: Sequence[RecordAppended], _: datetime) -> None:
    await service.keep_heads(work, events)


HANDLERS: dict[str, Handler] = {Topic.RECORDS: keep_heads}
