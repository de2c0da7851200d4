"""How do cases follow what executors tell?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.progress import Progress
from dispatch.cases.repository import reading
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from shared.runtime.db import UnitOfWork


async def follow_executors(work: UnitOfWork, rules: Rules, progress: Sequence[Progress], now: datetime) -> None:
    """Bring cases to where their executors are; only what is newer than what was heard before counts."""
    newest: dict[UUID, Progress] = {}
    for heard in progress:
        if heard.task_id not in newest or newest[heard.task_id].version < heard.version:
            newest[heard.task_id] = heard
    heard_of = await reading.cases_of_tasks(work.connection, newest)
    fresh = {heard_of[t][0]: p for t, p in newest.items() if t in heard_of and heard_of[t][1] < p.version}
    moves = await load_moves(work, rules, fresh)
    for move in moves:
        move.follow(fresh[move.case.id])
    await save_moves(work, rules, moves, now)
