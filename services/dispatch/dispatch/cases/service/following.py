"""How do cases follow what executors tell?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.progress import Progress
from dispatch.cases.repository import reading
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from shared.runtime.db import UnitOfWork


async def follow_executors(work: UnitOfWork, rules: Rules, progress: Sequence[Progress], now: datetime) -> None:
    """Bring cases to where their executors are; only what is newer than what was heard before counts.

    A case may be told of several of its tasks at once: of one that was taken back, and of the one that it has now.
    """
    newest: dict[UUID, Progress] = {}
    for heard in progress:
        if heard.task_id not in newest or newest[heard.task_id].version < heard.version:
            newest[heard.task_id] = heard
    heard_of = await reading.cases_of_tasks(work.connection, newest)
    fresh: defaultdict[UUID, list[Progress]] = defaultdict(list)
    for task_id, told in newest.items():
        case_id, version = heard_of.get(task_id, (None, 0))
        if case_id is not None and version < told.version:
            fresh[case_id].append(told)
    moves = await load_moves(work, rules, fresh)
    for move in moves:
        for told in fresh[move.case.id]:
            move.follow(told)
    await save_moves(work, rules, moves, now)
