"""How is leave asked for, decided, begun and ended, and who stands in meanwhile?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.cells.domain.sets import township_of
from grid.workers.domain.holdings import Action
from grid.workers.domain.leaves import (
    Days,
    LeaveAction,
    LeaveKind,
    LeaveNotFound,
    LeaveState,
    check_days,
    check_free,
    check_stand_in,
    next_leave_state,
)
from grid.workers.repository import answering as kept
from grid.workers.repository import duty, holdings
from grid.workers.repository import leaves as repository
from grid.workers.service.answering import PLATFORM, Turn, refresh, tell
from grid.workers.service.assigning import require_worker
from grid.workers.service.tables import limits
from shared.clock import town_day
from shared.errors import SecondPersonNeeded
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    worker_id: str
    kind: LeaveKind
    days: Days
    stand_in: str | None


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, now: datetime) -> UUID:
    """Ask for leave, for oneself or for somebody who cannot.

    Raises BadLeaveDays, LeaveOverlaps, BadStandIn, NotAWorker, WorkerNotFound.
    """
    check_days(asked.days, today=town_day(now), most=limits()["leave_days_most"])
    worker = await require_worker(work, scope, asked.worker_id)
    check_free(asked.days, await repository.open_leaves(work.connection, asked.worker_id))
    await _check_stand_in(work, worker.region, asked)
    leave_id = new_id()
    row = {
        "id": leave_id,
        "version": 1,
        "worker_id": asked.worker_id,
        "region": worker.region,
        "kind": str(asked.kind),
        "first_day": asked.days.first,
        "last_day": asked.days.last,
        "stand_in": asked.stand_in,
        "state": str(LeaveState.ASKED),
        "asked_by": scope.person_id,
        "asked_at": now,
    }
    await repository.add_leave(work.connection, row, now=now)
    return leave_id


async def _check_stand_in(work: UnitOfWork, region: str, asked: Asked) -> None:
    if asked.stand_in is None:
        return
    # A colleague of one's own township, whom a worker's own scope does not show him.
    found = await holdings.lock_workers(work.connection, [asked.stand_in])
    is_away = await repository.is_away(work.connection, asked.stand_in, asked.days)
    is_worker = any(row.region == region for row in found)
    check_stand_in(asked.worker_id, asked.stand_in, is_worker=is_worker, is_away=is_away)


async def decide(work: UnitOfWork, scope: Scope, *, leave_id: UUID, granted: bool, now: datetime) -> Row[Any]:
    """Grant or refuse leave. Raises LeaveNotFound, SecondPersonNeeded, IllegalLeaveStep, BadStandIn."""
    row = await _require(work, scope, leave_id)
    SecondPersonNeeded.unless_two(row.worker_id, scope.person_id)
    SecondPersonNeeded.unless_two(row.asked_by, scope.person_id)
    action = LeaveAction.APPROVE if granted else LeaveAction.REFUSE
    state = next_leave_state(LeaveState(row.state), action)
    if granted:
        days = Days(row.first_day, row.last_day)
        await _check_stand_in(work, row.region, Asked(row.worker_id, LeaveKind(row.kind), days, row.stand_in))
    await repository.save_steps(work.connection, [(row, str(action), state)], by=scope.person_id, now=now)
    return await _require(work, scope, leave_id)


async def take_back(work: UnitOfWork, scope: Scope, *, leave_id: UUID, now: datetime) -> Row[Any]:
    """Cancel leave that has not begun, or end it before its last day (销假). Raises LeaveNotFound, IllegalLeaveStep."""
    regions = await _regions_of(work, [await _require(work, scope, leave_id, lock=False)])
    # Before the row: the timer holds this, and then needs the rows of all leave that is due.
    await kept.lock_answering(work.connection, regions)
    row = await _require(work, scope, leave_id)
    action = LeaveAction.END if row.state == LeaveState.RUNNING else LeaveAction.CANCEL
    state = next_leave_state(LeaveState(row.state), action)
    await repository.save_steps(work.connection, [(row, str(action), state)], by=scope.person_id, now=now)
    await _follow(work, regions, off=(), by=scope.person_id, now=now)
    return await _require(work, scope, leave_id)


async def _require(work: UnitOfWork, scope: Scope, leave_id: UUID, *, lock: bool = True) -> Row[Any]:
    row = await repository.find_leave(work.connection, scope, leave_id, lock=lock)
    if row is None:
        raise LeaveNotFound("no such leave", leave=leave_id)
    return row


async def show(work: UnitOfWork, scope: Scope, leave_id: UUID) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return a leave and its history. Raises LeaveNotFound."""
    row = await _require(work, scope, leave_id, lock=False)
    return row, await repository.history_of(work.connection, leave_id)


async def list_leaves(
    work: UnitOfWork, scope: Scope, *, region: str, state: LeaveState | None, worker: str | None, limit: int
) -> Sequence[Row[Any]]:
    return await repository.leaves_of(work.connection, scope, region=region, state=state, worker=worker, limit=limit)


async def follow_due(work: UnitOfWork, now: datetime) -> int:
    """Let leave of one township begin and end whose day has come, and tell who stands in; 0 where none is due.

    Safe beside other replicas, and after an outage: what began and ended meanwhile does both now.
    """
    today = town_day(now)
    region = await repository.region_with_due(work.connection, today)
    if region is None:
        return 0
    await kept.lock_answering(work.connection, [region])
    due = await repository.due_in(work.connection, region, today)
    steps = []
    for row in due:
        over = row.last_day < today
        action = LeaveAction.END if over else LeaveAction.BEGIN
        steps.append((row, str(action), next_leave_state(LeaveState(row.state), action)))
    await repository.save_steps(work.connection, steps, by=PLATFORM.person_id, now=now)
    began = [row.worker_id for row, _, state in steps if state is LeaveState.RUNNING]
    regions = await _regions_of(work, due)
    await kept.lock_answering(work.connection, regions)
    await _follow(work, regions, off=began, by=PLATFORM.person_id, now=now)
    # Where another replica was here before, others may still wait.
    return len(due) or 1


async def _regions_of(work: UnitOfWork, found: Sequence[Row[Any]]) -> list[str]:
    """Return the townships in which those who are away hold cells, and those in which their leave stands."""
    held = await holdings.holdings_of_workers(work.connection, {row.worker_id for row in found})
    return sorted(
        {row.region for row in found} | {township_of(holding.cell) for one in held.values() for holding in one}
    )


async def _follow(work: UnitOfWork, regions: Sequence[str], *, off: Sequence[str], by: str, now: datetime) -> None:
    touched: set[str] = set()
    for region in regions:
        touched |= await refresh(work.connection, region, now)
    turned = {row.worker_id: False for row in await duty.on_duty_among(work.connection, off)}
    rows = await holdings.lock_workers(work.connection, touched | turned.keys())
    await tell(work, rows, Turn(Action.FOLLOW_LEAVE, by, turned, "leave"), now)
