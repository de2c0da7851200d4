"""What is past its due time, and how is that marked?"""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from dispatch.cases.domain.opening import SYSTEM
from dispatch.cases.domain.workflow import Action
from dispatch.cases.repository import clocks
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from shared.runtime.db import UnitOfWork

BATCH = 500


async def escalate_overdue(work: UnitOfWork, rules: Rules, now: datetime) -> int:
    """Note what is past its due time in the history of its case, oldest first, and mark its clock.

    Unassigned cases are among them. Safe beside other replicas; returns how many clocks, at most 500.
    """
    due = await clocks.due_clocks(work.connection, now, BATCH)
    moves = {move.case.id: move for move in await load_moves(work, rules, (c.case_id for c in due))}
    for clock in due:
        facts: dict[str, object] = {"clock": str(clock.kind), "due_at": clock.due_at.isoformat()}
        moves[clock.case_id].note(Action.OVERDUE, by=SYSTEM, now=now, facts=facts)
    await clocks.save_clocks(work.connection, [replace(clock, overdue_at=now) for clock in due])
    await save_moves(work, rules, list(moves.values()), now)
    return len(due)


async def overdue_by_kind(work: UnitOfWork) -> Counter[str]:
    """Return how many running clocks are past their due time, by kind."""
    return Counter(await clocks.overdue_kinds(work.connection))
