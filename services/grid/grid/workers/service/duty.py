"""How does a worker go on duty and off, by which plan, and who is put off who forgot?"""

from collections.abc import Sequence
from datetime import datetime

from grid.workers.domain.holdings import Action
from grid.workers.domain.leaves import OnLeave
from grid.workers.domain.shifts import DutyReason, Shift, check_going_on, check_plan, forgotten_before
from grid.workers.repository import duty, leaves
from grid.workers.service.answering import PLATFORM, Turn, tell
from grid.workers.service.assigning import require_worker
from grid.workers.service.tables import limits
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

BATCH = 100


async def set_duty(
    work: UnitOfWork, scope: Scope, *, on_duty: bool, now: datetime, reason: DutyReason | None = None
) -> None:
    """Put the asking worker on duty or off; what is so already stays. Raises NotAWorker, OnLeave, OutsideShift."""
    row = await require_worker(work, scope, scope.person_id)
    if row.on_duty == on_duty:
        return
    if on_duty:
        if await leaves.absent_on(work.connection, [row.worker_id], town_day(now)):
            raise OnLeave("you are on leave", workers=[row.worker_id])
        check_going_on(await duty.plan_of(work.connection, row.worker_id), now, reason)
    action = Action.GO_ON_DUTY if on_duty else Action.GO_OFF_DUTY
    turn = Turn(action, scope.person_id, {row.worker_id: on_duty}, "self", str(reason) if reason and on_duty else None)
    await tell(work, [row], turn, now)


async def set_plan(
    work: UnitOfWork, scope: Scope, *, worker_id: str, shifts: Sequence[Shift], now: datetime
) -> list[Shift]:
    """Let `shifts` be the whole week's plan of a worker. Raises BadPlan, WorkerNotFound."""
    check_plan(shifts)
    row = await require_worker(work, scope, worker_id)
    if sorted(shifts) != await duty.plan_of(work.connection, worker_id):
        await duty.replace_plan(work.connection, worker_id, shifts)
        await tell(work, [row], Turn(Action.SET_PLAN, scope.person_id), now)
    return sorted(shifts)


async def show_plan(work: UnitOfWork, scope: Scope, worker_id: str) -> list[Shift]:
    """Return a worker's plan. Raises WorkerNotFound, NotAWorker."""
    await require_worker(work, scope, worker_id, lock=False)
    return await duty.plan_of(work.connection, worker_id)


async def end_forgotten(work: UnitOfWork, now: datetime) -> int:
    """Put those off duty who went on by themselves too long ago; whom the office put on, it puts off."""
    found = await duty.forgotten(work.connection, forgotten_before(now, limits()["duty_hours_most"]), BATCH)
    turned = {row.worker_id: False for row in found}
    await tell(work, found, Turn(Action.END_FORGOTTEN_DUTY, PLATFORM.person_id, turned, "forgotten"), now)
    return len(found)
