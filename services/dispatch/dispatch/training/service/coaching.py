"""How are coaching pairs kept (传帮带), and who is told that a certificate runs out?"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.training.domain.coaching import (
    Pair,
    PairEnd,
    last_day_when_ended,
    require_notable,
    require_pair,
    require_running,
)
from dispatch.training.domain.refusals import PairUnknown, TrainingRegionUnknown
from dispatch.training.repository import certificates, register
from dispatch.training.repository import coaching as repository
from dispatch.training.repository.certificates import certificate_of
from dispatch.training.repository.coaching import pair_of
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope

SYSTEM = platform_scope("training").person_id
BATCH = 500


async def pair_up(work: UnitOfWork, scope: Scope, pair: Pair, *, now: datetime) -> UUID:
    """Let one person coach another from a day on; return the pair's id.

    Raises TrainingRegionUnknown (one of them is not there on that day), PairOfOne, EndsBeforeItBegins,
    MentorNotQualified, TraineeIsQualified, PairOverlaps.
    """
    connection, both = work.connection, {pair.mentor_id, pair.trainee_id}
    regions = await register.present_on(connection, scope, both, pair.valid_from)
    if both - regions.keys():
        raise TrainingRegionUnknown("not in the organisation on that day", persons=sorted(both - regions.keys()))
    await certificates.lock_heads(connection, both)
    known = await certificates.certificates_of(connection, both)
    require_pair(
        pair,
        mentor=[certificate_of(row) for row in known.get(pair.mentor_id, ())],
        trainee=[certificate_of(row) for row in known.get(pair.trainee_id, ())],
        others=await repository.days_of_pairs(connection, pair.trainee_id, pair.field),
    )
    pair_id = new_id()
    row = {
        "id": pair_id,
        "mentor_id": pair.mentor_id,
        "trainee_id": pair.trainee_id,
        "field": pair.field,
        "region": regions[pair.trainee_id],
        "valid_from": pair.valid_from,
        "valid_to": pair.valid_to,
        "by": scope.person_id,
        "at": now,
    }
    await repository.add_pair(connection, row)
    facts = {"pair": str(pair_id), "field": pair.field, "mentor": pair.mentor_id}
    step = (pair.trainee_id, "paired", facts)
    await register.add_history(connection, [step], region=regions[pair.trainee_id], by=scope.person_id, at=now)
    return pair_id


async def note_week(work: UnitOfWork, scope: Scope, pair_id: UUID, *, now: datetime) -> date:
    """Note that a pair worked together this week; return its Monday.

    Raises PairUnknown, PairEnded, PairNotBegun, MentorNotQualified, WeekNoted.
    """
    row = await _locked(work, scope, pair_id)
    noted = await repository.weeks_of(work.connection, pair_id)
    known = await certificates.certificates_of(work.connection, [row.mentor_id])
    mentor = [certificate_of(one) for one in known.get(row.mentor_id, ())]
    week = require_notable(pair_of(row), row.ended_by, noted, mentor=mentor, today=town_day(now))
    await repository.add_week(work.connection, pair_id, week, by=scope.person_id, at=now)
    step = (row.trainee_id, "week-noted", {"pair": str(pair_id), "week": week.isoformat()})
    await register.add_history(work.connection, [step], region=row.region, by=scope.person_id, at=now)
    return week


async def give_up(work: UnitOfWork, scope: Scope, pair_id: UUID, *, now: datetime) -> None:
    """End a pair before its day. Raises PairUnknown, PairEnded."""
    row = await _locked(work, scope, pair_id)
    require_running(row.ended_by)
    await _end(work, [row], PairEnd.GIVEN_UP, town_day(now), by=scope.person_id, now=now)


async def end_learnt(
    work: UnitOfWork, learnt: Collection[tuple[str, str]], how: PairEnd, *, on: date, now: datetime
) -> None:
    """End the running pairs of (trainee, field): the trainee has passed."""
    rows = await repository.lock_running(work.connection, learnt)
    await _end(work, rows, how, on, by=SYSTEM, now=now)


async def end_coached_by(work: UnitOfWork, mentor: str, field: str, *, now: datetime) -> None:
    """End the running pairs of a mentor whose certificate was taken away."""
    rows = await repository.lock_coached_by(work.connection, mentor, field)
    await _end(work, rows, PairEnd.MENTOR, town_day(now), by=SYSTEM, now=now)


async def end_over(work: UnitOfWork, *, now: datetime) -> int:
    """End the pairs whose last day has passed; return how many, at most a batch."""
    today = town_day(now)
    rows = await repository.lock_over(work.connection, today, BATCH)
    await _end(work, rows, PairEnd.DATE, today, by=SYSTEM, now=now)
    return len(rows)


async def remind(work: UnitOfWork, *, now: datetime) -> int:
    """Write the reminders that are due; return how many, at most a batch. A second round writes none twice."""
    return len(await repository.remind(work.connection, town_day(now), now, BATCH))


async def _end(work: UnitOfWork, rows: Collection[Row[Any]], how: PairEnd, on: date, *, by: str, now: datetime) -> None:
    changed = [{"id": row.id, "valid_to": last_day_when_ended(pair_of(row), on), "ended_by": str(how)} for row in rows]
    await repository.save_pairs(work.connection, changed)
    for row in rows:
        step = (row.trainee_id, "pair-ended", {"pair": str(row.id), "ended_by": str(how)})
        await register.add_history(work.connection, [step], region=row.region, by=by, at=now)


async def _locked(work: UnitOfWork, scope: Scope, pair_id: UUID) -> Row[Any]:
    row = await repository.lock_pair(work.connection, scope, pair_id)
    if row is None:
        raise PairUnknown("no such pair", pair=str(pair_id))
    return row
