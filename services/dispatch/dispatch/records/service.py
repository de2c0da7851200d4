"""How does the centre keep the ends of the team's records?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row

from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.enforcement import RecordAppended

from . import repository
from .domain import RecordUnknown

log = structlog.get_logger()


async def keep_heads(work: UnitOfWork, events: Sequence[RecordAppended]) -> None:
    """Keep what is told of each length first; what differs from it later is counted, and said in the log."""
    rows = [
        {
            "case_id": event.case_id,
            "length": event.length,
            "region": event.region,
            "head": bytes.fromhex(event.head),
            "at": event.at,
        }
        for event in events
    ]
    first = {(row["case_id"], row["length"]): row for row in reversed(rows)}
    await repository.keep_heads(work.connection, list(first.values()))
    cases, lengths = [event.case_id for event in events], [event.length for event in events]
    told = await repository.heads_among(work.connection, cases, lengths)
    known = {(one.case_id, one.length): bytes(one.head) for one in told}
    for row in rows:
        if known[row["case_id"], row["length"]] != row["head"]:
            metrics.records_differing.inc()
            log.error("records.told-otherwise", case=str(row["case_id"]), length=row["length"])


async def list_heads(work: UnitOfWork, scope: Scope, *, case_id: UUID, after: int, limit: int) -> Sequence[Row[Any]]:
    """Return what was told of a record, in order, after a length. Raises RecordUnknown."""
    rows = await repository.heads_of(work.connection, scope, case_id, after=after, limit=limit)
    if not rows and not after:
        raise RecordUnknown("nothing was told of such a record", record=str(case_id))
    return rows
