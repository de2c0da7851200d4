"""How are positions of workers on duty kept, read with a purpose, and forgotten?"""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from grid.workers.domain.positions import Fix, Kept, Seen, refusal_of, require_one_township
from grid.workers.repository import duty
from grid.workers.repository import positions as repository
from grid.workers.service.assigning import require_worker
from grid.workers.service.tables import limits
from shared.clock import day_end, day_start
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

MOST_OF_A_TRACK = 5_000
FORGOTTEN_AT_ONCE = 5_000
# On a map an older one would say where somebody was, not where he is.
FRESH = timedelta(hours=2)


async def send(work: UnitOfWork, scope: Scope, fixes: Sequence[Fix], now: datetime) -> list[Kept]:
    """Keep what the asking worker's phone took on duty, once for each `client_id`. Raises NotAWorker."""
    worker = await require_worker(work, scope, scope.person_id, lock=False)
    kept_days = limits()["positions_kept_days"]
    spans = await duty.spans_since(work.connection, worker.worker_id, now - timedelta(days=kept_days))
    answers = [Kept(fix.client_id, refusal_of(fix, spans, now=now, kept_days=kept_days)) for fix in fixes]
    good = [fix for fix, answer in zip(fixes, answers, strict=True) if answer.refused is None]
    unique = list({fix.client_id: fix for fix in good}.values())
    await repository.add_positions(work.connection, [_row(work, worker, fix, now) for fix in unique])
    return answers


def _row(work: UnitOfWork, worker: Row[Any], fix: Fix, now: datetime) -> dict[str, Any]:
    position_id = new_id()
    place = fix.position
    text = json.dumps([place.lon, place.lat, fix.accuracy_m]) if place else ""
    return {
        "id": position_id,
        "worker_id": worker.worker_id,
        "region": worker.region,
        "client_id": fix.client_id,
        "at": fix.at,
        "received_at": now,
        "sealed": work.sealer.seal(text, about=str(position_id)),
    }


def _open(work: UnitOfWork, row: Row[Any]) -> Seen:
    lon, lat, accuracy = json.loads(work.sealer.open(row.sealed, about=str(row.id)))
    return Seen(row.worker_id, row.at, lon, lat, accuracy)


async def own_track(work: UnitOfWork, scope: Scope, day: date) -> list[Seen]:
    """Return where the asking worker was on duty on a day; what is his own is not logged. Raises NotAWorker."""
    await require_worker(work, scope, scope.person_id, lock=False)
    return await _track(work, scope, scope.person_id, day)


async def track(
    work: UnitOfWork, scope: Scope, *, worker_id: str, day: date, purpose: str, now: datetime
) -> list[Seen]:
    """Return where a worker was on duty on a day; the look is logged. Raises NotOneTownship, WorkerNotFound."""
    require_one_township(scope.region)
    worker = await require_worker(work, scope, worker_id, lock=False)
    found = await _track(work, scope, worker_id, day)
    await _log(work, scope, purpose, worker.region, worker_id, len(found), now)
    return found


async def _track(work: UnitOfWork, scope: Scope, worker_id: str, day: date) -> list[Seen]:
    rows = await repository.track_of(work.connection, scope, worker_id, day_start(day), day_end(day), MOST_OF_A_TRACK)
    return [_open(work, row) for row in rows]


async def where_on_duty(work: UnitOfWork, scope: Scope, *, purpose: str, now: datetime) -> list[Seen]:
    """Return where each worker on duty in one's own township was last; the look is logged. Raises NotOneTownship."""
    require_one_township(scope.region)
    rows = await repository.last_positions(work.connection, scope, scope.region, now - FRESH)
    await _log(work, scope, purpose, scope.region, None, len(rows), now)
    return [_open(work, row) for row in rows]


async def _log(
    work: UnitOfWork, scope: Scope, purpose: str, region: str, worker_id: str | None, positions: int, now: datetime
) -> None:
    row = {
        "id": new_id(),
        "by": scope.person_id,
        "at": now,
        "purpose": purpose,
        "region": region,
        "worker_id": worker_id,
        "positions": positions,
    }
    await repository.log_look(work.connection, row)


async def looks_at_me(work: UnitOfWork, scope: Scope, limit: int) -> Sequence[Row[Any]]:
    """Return who looked at the asking worker's track, when and what for."""
    return await repository.looks_at(work.connection, scope, scope.person_id, limit)


async def forget_old(work: UnitOfWork, now: datetime) -> int:
    """Delete positions that are older than the limits allow, a batch at a time; return how many."""
    before = now - timedelta(days=limits()["positions_kept_days"])
    return await repository.forget_before(work.connection, before, FORGOTTEN_AT_ONCE)
