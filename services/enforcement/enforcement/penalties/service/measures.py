"""How does what is sealed up or seized look, and who hears that it is kept too long (coercion law art. 19, 25)?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.penalties import repository
from enforcement.penalties.domain.holding import due_flags, last_day, must_lift
from enforcement.penalties.domain.measures import Flag, Measure
from enforcement.records.service import New, write
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import MEASURE, get_penalty
from .measured import keep

# The line of a record that nobody but the platform writes.
OVERDUE = "measure-overdue"


async def of_case(work: UnitOfWork, scope: Scope, penalty_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """Return what was asked for, imposed and settled in a case. Raises PenaltyNotFound."""
    row = await get_penalty(work, scope, penalty_id=penalty_id)
    return [_shown(one, now) for one in await repository.measures_of(work.connection, row.id)]


async def in_region(
    work: UnitOfWork, scope: Scope, now: datetime, *, held: bool, after: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """Return the measures of a region, the newest first; `held`: not settled yet."""
    rows = await repository.list_measures(work.connection, scope, held=held, after=after, limit=limit)
    return [_shown(one, now) for one in rows]


def _shown(row: Row[Any], now: datetime) -> dict[str, Any]:
    """Return how far a measure is, and whether it must be lifted at once: by which refusal everything else is met."""
    why = must_lift(MEASURE.validate_python(row.measure), now)
    about = {"id": row.id, "penalty_id": row.penalty_id, "last_day": row.last_day}
    kept: dict[str, Any] = row.measure
    return kept | about | {"must_lift": why.code if why is not None else None}


async def flag_overdue(work: UnitOfWork, scope: Scope, now: datetime) -> int:
    """Write on each case's record, once, that something is kept too long; return how often. All that is, is counted.

    Nobody is given anything back by that: whoever sees the light lifts it.
    """
    rows = await repository.overdue_measures(work.connection, now)
    new = 0
    for one in rows:
        new += await _flag(work, scope, one.penalty_id, MEASURE.validate_python(one.measure), now)
    _count([due_flags(MEASURE.validate_python(one.measure), now) for one in rows])
    return new


async def _flag(work: UnitOfWork, scope: Scope, penalty_id: UUID, seen: Measure, now: datetime) -> int:
    """Flag one measure, which may have been lifted since it was seen: the case is held first, as for every step."""
    if not set(due_flags(seen, now)) - set(seen.flags):
        return 0
    row = await get_penalty(work, scope, penalty_id=penalty_id, lock=True)
    kept = (await repository.measures_of(work.connection, row.id))[seen.serial - 1]
    measure = MEASURE.validate_python(kept.measure)
    fresh = [flag for flag in due_flags(measure, now) if flag not in measure.flags]
    last = last_day(measure)
    for flag in fresh:
        facts = {"measure": measure.serial, "what": flag, "until": last.isoformat() if last else None}
        await write(work, row.id, [New(OVERDUE, facts)], by=scope.person_id, now=now)
    await keep(work, row, replace(measure, flags=(*measure.flags, *fresh)))
    return len(fresh)


def _count(due: Sequence[Sequence[Flag]]) -> None:
    for flag in Flag:
        metrics.measures_overdue.labels(flag).set(sum(flag in one for one in due))
