"""How do the facts that figures count follow the cases?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dispatch.figures.repository import facts as repository
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

BATCH = 2_000


async def mark_changed(work: UnitOfWork, case_ids: Sequence[UUID]) -> None:
    """Let the facts of these cases be told again, after this transaction. Whoever writes a case calls it."""
    await repository.mark(work.connection, case_ids)


async def tell_waiting(work: UnitOfWork, now: datetime) -> int:
    """Tell the facts of the cases that wait, a batch at a time; return how many marks were dealt with, 0 at the end."""
    waiting = await repository.take_waiting(work.connection, BATCH)
    if waiting is None:
        return 0
    await repository.tell_facts(work.connection, waiting, now)
    return len(waiting)


async def mark_open(work: UnitOfWork) -> None:
    """Let the facts of all open cases be told again: what changed past everybody's eyes is then seen, too."""
    await repository.mark_all(work.connection, "", open_only=True)


async def mark_all(work: UnitOfWork, scope: Scope) -> int:
    """Let the facts of all cases of the caller's region be told again; return how many."""
    return await repository.mark_all(work.connection, scope.region, open_only=False)
