"""What becomes of the stops that nobody visited, and who says why?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.patrols.domain.checks import Action, MissedReason, StopNotFound, StopState, reason_for
from grid.patrols.domain.rounds import StopKind
from grid.patrols.repository import stops as repository
from grid.patrols.service.rounds import PATROLS
from grid.tasks.domain.local import TaskKind
from grid.tasks.service.local import recall_local
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

ROUNDS_A_BATCH = 200
# The reason of a task that is taken back because its day is over.
DAY_OVER = "day-over"


async def miss_over(work: UnitOfWork, now: datetime, *, rounds: int = ROUNDS_A_BATCH) -> int:
    """End rounds whose day is over: what was not visited is missed, its tasks go back; return how many rounds."""
    over = await repository.lock_over(work.connection, now, rounds)
    if not over:
        return 0
    ids = [one.id for one in over]
    open_ones = await repository.open_stops(work.connection, ids)
    await repository.save_missed(work.connection, open_ones, [_missed(stop, now) for stop in open_ones], now)
    await repository.end_rounds(work.connection, ids, now)
    await recall_local(work, kind=TaskKind.PATROL, keys=[str(one) for one in ids], reason=DAY_OVER, now=now, by=PATROLS)
    visits = [str(stop.id) for stop in open_ones if stop.kind == StopKind.PERSON]
    await recall_local(work, kind=TaskKind.VISIT, keys=visits, reason=DAY_OVER, now=now, by=PATROLS)
    for kind in StopKind:
        metrics.patrol_stops.labels(str(kind), str(StopState.MISSED)).inc(sum(s.kind == kind for s in open_ones))
    return len(over)


def _missed(stop: Row[Any], now: datetime) -> dict[str, Any]:
    return {
        "about_id": stop.id,
        "seq": stop.version + 1,
        "action": str(Action.MISS),
        "from_state": stop.state,
        "to_state": str(StopState.MISSED),
        "by": PATROLS,
        "at": now,
        "facts": {},
    }


async def explain(work: UnitOfWork, scope: Scope, stop_id: UUID, reason: MissedReason, now: datetime) -> Row[Any]:
    """Say why a stop was missed; who knows better later says it anew. Raises StopNotFound, NotMissed."""
    stop = await repository.find_stop(work.connection, scope, stop_id, lock=True)
    if stop is None:
        raise StopNotFound("no such stop", stop=stop_id)
    reason_for(StopState(stop.state))
    changes = {"version": stop.version + 1, "missed_reason": str(reason)}
    changes |= {"explained_by": scope.person_id, "explained_at": now}
    step = {"seq": stop.version + 1, "action": str(Action.EXPLAIN), "from_state": stop.state, "to_state": stop.state}
    step |= {"by": scope.person_id, "at": now, "facts": {"reason": str(reason)}}
    await repository.save_stop(work.connection, stop_id, changes, step)
    found = await repository.find_stop(work.connection, scope, stop_id)
    assert found is not None
    return found


async def list_missed(work: UnitOfWork, scope: Scope, **asked: Any) -> Sequence[Row[Any]]:
    """Return what was missed in the scope, the newest first."""
    return await repository.missed_stops(work.connection, scope, **asked)
