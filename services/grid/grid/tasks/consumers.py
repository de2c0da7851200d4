"""What does the grid do when the centre assigns or takes back tasks, and when window or team want support?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from grid.tasks.domain.steps import END_OF_TIME, URGENCY_RANK
from grid.tasks.domain.words import Assignment, Recall
from grid.tasks.service.centre import follow_centre
from grid.tasks.service.support import Wanted, follow_wishes
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.schemas.dispatch import TaskAssigned, TaskRecalled
from shared.schemas.topics import Topic
from shared.schemas.vocabulary import Executor


async def hear_of_tasks(work: UnitOfWork, events: Sequence[TaskAssigned | TaskRecalled], now: datetime) -> None:
    """Follow what the centre says of the grid's tasks; the team's are not ours."""
    ours = [event for event in events if event.executor is Executor.GRID]
    if ours:
        await follow_centre(work, [_word(event) for event in ours], now)


def _word(event: TaskAssigned | TaskRecalled) -> Assignment | Recall:
    if isinstance(event, TaskRecalled):
        return Recall(event.task_id, event.version, event.reason)
    return Assignment(event.task_id, event.version, _first(event), _known(event))


def _first(event: TaskAssigned) -> dict[str, Any]:
    return {
        "id": event.task_id,
        "case_id": event.case_id,
        "case_number": event.case_number,
        "region": event.region,
        "matter": event.matter,
        "assigned_at": event.assigned_at,
    }


def _known(event: TaskAssigned) -> dict[str, Any]:
    return {
        "cell": event.cell,
        "unit": event.unit,
        "worker_id": event.worker_id,
        "urgency": str(event.urgency),
        "urgency_rank": URGENCY_RANK[event.urgency],
        "urged": event.urged,
        "lon": event.position.lon if event.position else None,
        "lat": event.position.lat if event.position else None,
        "report_ids": [str(report_id) for report_id in event.report_ids],
        "due_at": event.due_at,
        "due_order_at": event.due_at or END_OF_TIME,
    }


async def hear_of_supports(work: UnitOfWork, events: Sequence[Wanted], now: datetime) -> None:
    """Follow what window and team say of the officials who want a worker with them."""
    await follow_wishes(work, events, now)


HANDLERS: dict[str, Handler] = {
    Topic.TASKS: hear_of_tasks,
    Topic.SUPPORTS: hear_of_supports,
    Topic.TEAM_SUPPORTS: hear_of_supports,
}
