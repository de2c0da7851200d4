"""How long does the registry keep what has ended, and how is it forgotten?"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from grid.registry.domain.retention import KEPT_BY_OTHERS, RetentionStale, TermOfAll, What, check_days
from grid.registry.repository import retention
from shared.runtime import metrics
from shared.runtime.db import Connection, UnitOfWork, new_id
from shared.runtime.scope import Scope

BATCH: Final = 500
# Removes up to so many of what was written before a moment, and tells how many.
Remover = Callable[[Connection, datetime, int], Awaitable[int]]
# One installation serves a province.
PROVINCE: Final = "32"


async def list_terms(work: UnitOfWork) -> Sequence[Row[Any]]:
    return await retention.list_terms(work.connection)


async def change_term(work: UnitOfWork, scope: Scope, what: What, *, version: int, days: int, now: datetime) -> int:
    """Let a term hold from now on, in the whole installation; return its version.

    Raises TermOfAll, TooSoon, RetentionStale.
    """
    if scope.region not in {"", PROVINCE}:
        raise TermOfAll("who answers for the whole installation sets its terms", region=scope.region)
    held = await retention.hold_term(work.connection, what)
    check_days(days, held.least_days)
    if held.version != version:
        raise RetentionStale("the term has changed since you saw it", version=held.version, given=version)
    await retention.save_term(work.connection, what, version + 1, days, scope.person_id, now)
    return version + 1


async def list_changes(work: UnitOfWork, what: What) -> Sequence[Row[Any]]:
    """Return who changed a term, the last first."""
    return await retention.history_of(work.connection, what)


async def list_deletions(work: UnitOfWork, *, before: UUID | None, limit: int) -> Sequence[Row[Any]]:
    return await retention.list_deletions(work.connection, before=before, limit=limit)


async def forget(work: UnitOfWork, now: datetime, others: Mapping[What, Remover] = MappingProxyType({})) -> int:
    """Remove a batch of what is kept no longer; return how many. How many of what is kept, and counted.

    `others` remove what other capabilities keep, whose terms stand in the same table.
    """
    for term in await retention.list_terms(work.connection):
        what, before = What(term.what), now - timedelta(days=term.days)
        if what in KEPT_BY_OTHERS:
            removed = await others[what](work.connection, before, BATCH) if what in others else 0
        else:
            removed = await retention.remove(work.connection, what, before, BATCH)
        if removed:
            row = {"id": new_id(), "what": term.what, "removed": removed, "before": before, "at": now}
            await retention.add_deletion(work.connection, row)
            metrics.registry_removed.labels(term.what).inc(removed)
            return removed
    return 0
