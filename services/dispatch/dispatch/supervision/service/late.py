"""What is red now, who has it, and before whom did it come? For who presses what is late."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.supervision.domain.ladders import Holder, Late, LateOf, holder_of
from dispatch.supervision.repository import late as repository
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def list_late(
    work: UnitOfWork, scope: Scope, *, region: str, now: datetime, after: UUID | None, limit: int
) -> Sequence[Late]:
    rows = await repository.list_late(work.connection, scope, region=region, now=now, after=after, limit=limit)
    return [Late(row, holder_of(row, named=row.named)) for row in rows]


async def count_late(work: UnitOfWork, scope: Scope, *, region: str, now: datetime) -> Sequence[LateOf]:
    """Return the holders of red cases, who has most of them first."""
    found: defaultdict[Holder, list[Any]] = defaultdict(list)
    for row in await repository.count_late(work.connection, scope, region=region, now=now):
        found[holder_of(row, named=row.named)].append(row)
    counted = [
        LateOf(holder, sum(row.cases for row in rows), min(row.oldest_due_at for row in rows))
        for holder, rows in found.items()
    ]
    return sorted(counted, key=lambda one: (-one.cases, one.oldest_due_at, one.holder.id))
