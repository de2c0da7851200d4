"""How does the grid follow what the centre says of its tasks?"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from grid.tasks.domain.words import Assignment, Recall, hear
from grid.tasks.repository import tasks as repository
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope

CENTRE = platform_scope("dispatch").person_id


async def follow_centre(work: UnitOfWork, words: Sequence[Assignment | Recall], now: datetime) -> None:
    """Bring tasks to what the centre says: a few statements for a whole batch."""
    ids = list({word.task_id for word in words})
    known = await repository.lock_tasks(work.connection, ids)
    recalls = await repository.early_recalls_of(work.connection, ids)

    heard = hear(words, known, recalls)

    steps = [step | {"by": CENTRE, "at": now} for step in heard.steps]
    new = [row | {"received_at": now} for row in heard.new.values()]
    await repository.save_batch(work.connection, new=new, changed=list(heard.changed.values()), steps=steps)
    await repository.add_departures(work.connection, heard.left)
    await repository.save_early_recalls(work.connection, heard.early, now)
    for action, number in Counter(step["action"] for step in steps).items():
        metrics.tasks_transitions.labels(action).inc(number)
