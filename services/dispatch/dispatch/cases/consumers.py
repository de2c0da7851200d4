"""What do executors tell of their tasks?"""

from collections.abc import Sequence
from datetime import datetime

from dispatch.cases.domain.progress import Progress
from dispatch.cases.service.docket import rules_now
from dispatch.cases.service.following import follow_executors
from dispatch.memory import Memory
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.schemas.enforcement import ClueProgressed
from shared.schemas.grid import TaskProgressed
from shared.schemas.topics import Topic


def handlers(memory: Memory) -> dict[str, Handler]:
    async def follow(work: UnitOfWork, events: Sequence[TaskProgressed | ClueProgressed], now: datetime) -> None:
        rules = await rules_now(work.connection, memory)
        await follow_executors(work, rules, [_progress(event) for event in events], now)

    return {Topic.GRID_TASKS: follow, Topic.CLUES: follow}


def _progress(event: TaskProgressed | ClueProgressed) -> Progress:
    return Progress(
        task_id=event.task_id,
        case_id=event.case_id,
        version=event.version,
        state=event.state,
        by=event.worker_id if isinstance(event, TaskProgressed) else event.officer_id,
        at=event.at,
        result=event.result,
        return_reason=event.return_reason,
    )
