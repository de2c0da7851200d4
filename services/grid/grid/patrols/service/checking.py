"""How does a worker check a stop: on the spot, or later for want of signal? And who reads what he wrote?"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.patrols.domain.checks import (
    CONFIRMING,
    Action,
    CheckGiven,
    CheckResult,
    RoundNotFound,
    Stop,
    StopNotFound,
    StopState,
    check_same_check,
    decide_check,
    is_to_mend,
    result_of_round,
)
from grid.patrols.domain.rounds import StopKind
from grid.patrols.repository import stops as repository
from grid.patrols.service.reports import report_sighting
from grid.patrols.service.telling import tell_not_met
from grid.registry.domain.kinds import RecordKind, Source
from grid.registry.service.desk import Desk
from grid.registry.service.keeping import confirm_record
from grid.registry.service.quality import ask_to_mend
from grid.tasks.domain.states import OPEN
from grid.tasks.domain.steps import MAX_AHEAD, check_device_time, distance_m
from grid.tasks.repository.tasks import find_task
from grid.tasks.service.local import finish_local
from shared.clock import day_start
from shared.geo import Position
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import Result

RECORD_OF = {StopKind.PLACE: RecordKind.PLACE, StopKind.PERSON: RecordKind.RESIDENT}


async def check_stop(
    work: UnitOfWork,
    scope: Scope,
    *,
    stop_id: UUID,
    given: CheckGiven,
    now: datetime,
    kind: StopKind | None = None,
    round_id: UUID | None = None,
) -> Row[Any]:
    """Keep what a worker found at a stop, once for each `client_id`; return the stop.

    In the same step: a hazard or a need becomes a report to the centre, the registry's record is confirmed or is to be
    mended, and the last stop finishes the round's task. `kind`, `round_id`: where the caller says what it must be, and
    on which round. Raises TimeImpossible, StopNotFound, RoundNotFound, CheckIdReused, and what `decide_check` raises.
    """
    check_device_time(given.device_at, now)
    stop = await _held(work, scope, stop_id, kind, round_id)
    before = await repository.find_check(work.connection, scope, given.client_id)
    if before is not None:
        check_same_check(StopState(before.state), given.result, same_stop=before.id == stop_id)
        return before
    away = _distance(stop, given.position)
    state = decide_check(_asked(stop), given, away)
    report_id = await _report(work, scope, stop, given, now)
    changes, step = _checked(work, stop, state, given, away, by=scope.person_id, now=now)
    await repository.save_stop(work.connection, stop_id, changes | {"report_id": report_id}, step)
    await _remember(work, scope, stop, given, now)
    await _finish(work, scope, stop, now)
    metrics.patrol_stops.labels(stop.kind, str(state)).inc()
    found = await repository.find_stop(work.connection, scope, stop_id)
    assert found is not None
    return found


async def _held(
    work: UnitOfWork, scope: Scope, stop_id: UUID, kind: StopKind | None, round_id: UUID | None
) -> Row[Any]:
    """Return a stop with its round and itself held: the round first, as whoever ends it does."""
    stop = await repository.find_stop(work.connection, scope, stop_id)
    if stop is None or stop.kind != (kind or stop.kind) or stop.round_id != (round_id or stop.round_id):
        raise StopNotFound("no such stop", stop=stop_id)
    if await repository.find_round(work.connection, scope, stop.round_id, lock=True) is None:
        raise RoundNotFound("no such round", round=stop.round_id)
    held = await repository.find_stop(work.connection, scope, stop_id, lock=True)
    assert held is not None
    return held


def _asked(stop: Row[Any]) -> Stop:
    # A phone's clock that runs a little ahead, or stood a little behind at dawn, is no reason to lose a check.
    since, until = day_start(stop.day), stop.due_at + MAX_AHEAD
    has_place = stop.kind == StopKind.PLACE and stop.lon is not None
    return Stop(StopKind(stop.kind), StopState(stop.state), since, until, stop.tolerance_m, has_place)


def _distance(stop: Row[Any], position: Position | None) -> int | None:
    if position is None or stop.lon is None:
        return None
    return distance_m(position, Position(stop.lon, stop.lat))


async def _report(work: UnitOfWork, scope: Scope, stop: Row[Any], given: CheckGiven, now: datetime) -> UUID | None:
    """Tell the centre of what was found; without a position of his own it was found where the place is."""
    if given.report is None:
        return None
    place = Position(stop.lon, stop.lat) if stop.lon is not None else None
    sighting = replace(given.report, position=given.position or place)
    report = await report_sighting(work, scope, sighting, now, cell=stop.cell)
    return UUID(str(report.id))


def _checked(
    work: UnitOfWork, stop: Row[Any], state: StopState, given: CheckGiven, away: int | None, *, by: str, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a check changes of a stop, and its line in the history."""
    seal, place = work.sealer.seal, given.position
    changes = {
        "state": str(state),
        "version": stop.version + 1,
        "checked_by": by,
        "client_id": given.client_id,
        "device_at": given.device_at,
        "checked_at": now,
        "distance_m": away,
        "away_reason": str(given.away_reason) if given.away_reason else None,
        "position": seal(f"{place.lon},{place.lat}", about=f"{stop.id}:position") if place else None,
        "note": seal(given.note, about=f"{stop.id}:note") if given.note else None,
        "missed_at": None,
    }
    facts = {"distance_m": away, "away_reason": changes["away_reason"], "late": stop.state == StopState.MISSED}
    step = {"seq": stop.version + 1, "action": str(Action.CHECK), "from_state": stop.state, "to_state": str(state)}
    return changes, step | {"by": by, "at": now, "facts": facts}


async def _remember(work: UnitOfWork, scope: Scope, stop: Row[Any], given: CheckGiven, now: datetime) -> None:
    """Keep when it was seen last, and let the registry know: that its record holds, or that it is to be mended."""
    was_met = given.result is not CheckResult.NOT_MET
    missed = stop.state == StopState.MISSED
    at = given.device_at if was_met else None
    not_met = await repository.mark_visited(work.connection, stop, at=at, not_met=0 if was_met else 1, unmissed=missed)
    kind = RECORD_OF[StopKind(stop.kind)]
    if given.result in CONFIRMING:
        await confirm_record(Desk(work, scope, now, Source.VISITED), kind, stop.record_id)
    if is_to_mend(StopKind(stop.kind), given):
        about = {"kind": kind, "record_id": stop.record_id, "region": stop.region, "cell": stop.cell}
        await ask_to_mend(work, **about, by=scope.person_id, now=now)
    if not_met:
        await tell_not_met(work, stop, not_met, now)


async def _finish(work: UnitOfWork, scope: Scope, stop: Row[Any], now: datetime) -> None:
    """Finish the task of a visit, or of a round whose last place this was, and the round with its last stop."""
    states = await repository.states_in(work.connection, stop.round_id, StopKind(stop.kind))
    if stop.kind == StopKind.PERSON:
        checked = await repository.find_stop(work.connection, scope, stop.id)
        assert checked is not None
        await _finish_task(work, scope, stop.task_id, result_of_round({StopState(checked.state)}), now)
    elif StopState.OPEN not in states:
        patrol = await repository.find_round(work.connection, scope, stop.round_id)
        assert patrol is not None
        await _finish_task(work, scope, patrol.task_id, result_of_round(states), now)
    if StopState.OPEN not in await repository.states_in(work.connection, stop.round_id):
        await repository.end_rounds(work.connection, [stop.round_id], now)


async def _finish_task(work: UnitOfWork, scope: Scope, task_id: UUID | None, result: Result, now: datetime) -> None:
    """Finish a task that waits for this; one that was given back, or taken back with its day, stays as it is."""
    task = await find_task(work.connection, scope, task_id) if task_id else None
    if task is not None and task.state in OPEN:
        await finish_local(work, scope, task_id=task.id, result=result, now=now)


@dataclass(frozen=True, slots=True)
class Note:
    by: str
    at: datetime
    text: str | None


async def read_note(work: UnitOfWork, scope: Scope, stop_id: UUID, *, purpose: str, now: datetime) -> Note:
    """Return what was written at a stop; the look is kept. Raises StopNotFound."""
    stop = await repository.find_stop(work.connection, scope, stop_id)
    if stop is None or stop.checked_at is None:
        raise StopNotFound("no such stop, or nobody has checked it", stop=stop_id)
    await repository.log_look(work.connection, stop_id, by=scope.person_id, purpose=purpose, now=now)
    text = work.sealer.open(stop.note, about=f"{stop.id}:note") if stop.note is not None else None
    return Note(stop.checked_by, stop.checked_at, text)
