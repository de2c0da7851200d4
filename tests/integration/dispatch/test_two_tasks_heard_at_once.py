"""What is heard of two tasks of one case in one batch, as after an outage, when one of them was taken back?"""

from datetime import timedelta
from typing import Any

import pytest

from dispatch.cases.domain.progress import Progress
from dispatch.cases.service.docket import rules_now
from dispatch.cases.service.following import follow_executors
from dispatch.memory import Memory
from shared.schemas.vocabulary import Result, TaskState
from tests.integration.dispatch.desk import read, reported_case, rows, suspended
from tests.integration.dispatch.test_case_requests import resume_due
from tests.support.platform import Platform

TASKS = "SELECT id, case_id, state FROM tasks WHERE case_id = :id ORDER BY id"
LATER = 9


def told(platform: Platform, task: Any, state: TaskState) -> Progress:
    result = Result.SOLVED if state is TaskState.FINISHED else None
    return Progress(task.id, task.case_id, LATER, state, by="p-wang", at=platform.clock(), result=result)


@pytest.mark.parametrize("order", [1, -1], ids=["the old one first", "the old one last"])
async def test_what_is_heard_of_a_task_that_was_taken_back_hides_nothing_of_the_other(town: Platform, order: int):
    case = await suspended(town, await reported_case(town))
    await resume_due(town, timedelta(days=8))
    old, new = await rows(town, TASKS, id=case["id"])
    heard = [told(town, old, TaskState.ACCEPTED), told(town, new, TaskState.FINISHED)][::order]

    async with town.database("dispatch").begin() as work:
        await follow_executors(work, await rules_now(work.connection, Memory()), heard, town.clock())

    assert [task.state for task in await rows(town, TASKS, id=case["id"])] == ["recalled", "finished"]
    assert (await read(town, case["id"]))["state"] == "handled"
