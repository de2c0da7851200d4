"""What of phones waits for a number that does not come, and how is it dealt with without it?"""

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.offline.domain.gaps import Chain, GapNotFound, GapReason, Missing, decide_giving_up
from grid.offline.repository import gaps, items
from grid.offline.service.sending import deal_with_waiting
from grid.workers.repository import find_worker
from shared.codes import RegionLevel
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Reach, Scope

MOST = 200


@dataclass(frozen=True, slots=True)
class GivingUp:
    """Which numbers of a phone somebody no longer waits for, as he saw them missing, and why."""

    worker_id: str
    device_id: str
    subject: UUID
    missing: Missing
    reason: GapReason


@cache
def term() -> timedelta:
    """Return how long a number is waited for before somebody is told."""
    with resources.files("grid.offline").joinpath("data/limits.csv").open(encoding="utf-8") as lines:
        limits = {row["name"]: int(row["value"]) for row in csv.DictReader(lines)}
    return timedelta(hours=limits["gap_hours"])


async def list_gaps(work: UnitOfWork, scope: Scope, region: str, now: datetime) -> tuple[Sequence[Row[Any]], int]:
    """Return what waits too long for a number that is not there, the oldest first, and how much there is."""
    return await gaps.list_late(work.connection, scope, region, now - term(), MOST)


async def list_given_up(
    work: UnitOfWork, scope: Scope, region: str, *, before: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    return await gaps.list_given_up(work.connection, scope, region, before=before, limit=limit)


async def give_up(work: UnitOfWork, scope: Scope, given: GivingUp, now: datetime) -> int:
    """Give numbers up and deal with what waited for them, in its order; return how many things of the phone still wait.

    Raises GapNotFound, NoGap, GapChanged, GapTooYoung.
    """
    connection = work.connection
    worker = await find_worker(connection, scope, given.worker_id)
    if worker is None:
        raise GapNotFound("nothing waits there for you to see", worker=given.worker_id)
    # What he did without signal is his, whoever says that it is not waited for any longer.
    his = Scope(Reach(region=worker.region[: RegionLevel.TOWNSHIP.digits], person_id=worker.worker_id, own_only=True))
    await items.lock_phone(connection, his, given.device_id)
    row = await gaps.chain_of(connection, his, given.device_id, given.subject)
    if row is None:
        raise GapNotFound("nothing of this phone waits about this", subject=given.subject)
    chain = Chain(row.worker_id, row.device_id, row.subject, row.last, row.first, row.since)
    missing = decide_giving_up(chain, seen=given.missing, now=now, term=term())
    await gaps.add_given_up(connection, _row(scope, worker, chain, missing, given.reason, now))
    await deal_with_waiting(work, his, given.device_id, now)
    metrics.sync_given_up.labels(str(given.reason)).inc()
    return len(await items.waiting_items(connection, his, given.device_id))


def _row(
    scope: Scope, worker: Row[Any], chain: Chain, missing: Missing, reason: GapReason, now: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "worker_id": chain.worker_id,
        "region": worker.region,
        "device_id": chain.device_id,
        "subject": chain.subject,
        "missing_from": missing.first,
        "missing_to": missing.last,
        "reason": str(reason),
        "by": scope.person_id,
        "at": now,
    }


async def count_by_worker(work: UnitOfWork, worker_ids: Collection[str], now: datetime) -> dict[str, int]:
    """Return how much of each worker waits too long for a number that is not there."""
    return await gaps.waiting_by_worker(work.connection, worker_ids, now - term())


async def measure(work: UnitOfWork, now: datetime) -> int:
    """Let the process say how much waits too long in all."""
    metrics.sync_gaps.set(await gaps.waiting_in_all(work.connection, now - term()))
    return 0
