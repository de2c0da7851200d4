"""What is said of a bad rating that nobody followed up in time? To the township's leader, once a term."""

from datetime import datetime
from typing import Any

from approval_window.ratings import repository
from approval_window.ratings.domain.follow_up import FollowUpAction, FollowUpState, LateStep, late_step
from shared.runtime import metrics, outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope
from shared.schemas.approval_window import FollowUpLate

from .giving import step_of

CLOCK = platform_scope("approval-window.ratings")
BATCH = 200


async def tell_late(work: UnitOfWork, now: datetime, *, limit: int = BATCH) -> int:
    """Tell of follow-ups that have become late, once for each of their terms; return how many. Safe beside others."""
    rows = await repository.lock_late(work.connection, CLOCK, now, limit)
    changes: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for row in rows:
        state, told = FollowUpState(row.state), LateStep(row.late) if row.late else None
        late = late_step(state, row.verify_due_at, row.due_at, told, now)
        if late is None:
            continue
        seq, due_at = row.version + 1, row.due_at if late is LateStep.ALL else row.verify_due_at
        changes.append({"rating_id": row.rating_id, "version": seq, "late": late, "late_at": now})
        facts: dict[str, object] = {"late": late, "due_at": due_at.isoformat()}
        said: dict[str, Any] = {"by": CLOCK.person_id, "at": now, "facts": facts}
        steps.append(step_of(row.rating_id, seq, FollowUpAction.TELL_LATE, state, state, **said))
        place = {"rating_id": row.rating_id, "version": seq, "region": row.region}
        outbox.record(work, FollowUpLate(**place, late=late, due_at=due_at, at=now))
        metrics.ratings_late.labels(late).inc()
    await repository.save_late(work.connection, changes)
    await repository.add_history(work.connection, steps)
    return len(changes)
