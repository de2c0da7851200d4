"""How does a township blow a whistle, call it off, or end it with its result and a rating of each who came?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.clocks import ANY, ClockKind, deadline
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.workflow import Action
from dispatch.cases.service.desk import Desk
from dispatch.cases.service.docket import load_moves, save_moves
from dispatch.coordination.domain.refusals import CaseOver, MatterUnknown
from dispatch.coordination.domain.whistles import (
    EXPECTED,
    Blow,
    CallAct,
    CallState,
    Ending,
    WhistleState,
    require_callable,
    require_come_by,
    require_ratings,
)
from dispatch.coordination.repository import whistles as repository
from dispatch.coordination.service.desk import hold_case, seal_text
from dispatch.coordination.service.whistle_steps import Whistled, hold_blown, move_call, note, tell_units
from dispatch.duties.domain.authority import TOWNSHIP_DIGITS
from dispatch.triage import repository as known
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


async def blow(work: UnitOfWork, scope: Scope, desk: Desk, asked: Blow) -> Whistled:
    """Call units of the township and departments of its county to a place.

    Raises CaseNotFound, CaseOver, MatterUnknown, and what `require_callable` and `require_come_by` raise.
    """
    region, whistle_id, now = scope.region[:TOWNSHIP_DIGITS], new_id(), desk.now
    move = await hold_case(work, scope, desk, asked.case_id) if asked.case_id else None
    if move is not None and move.case.closed_at is not None:
        raise CaseOver("a case that has ended needs nobody", case=str(move.case.id), state=str(move.case.state))
    units = await repository.units_among(work.connection, asked.units, town_day(now))
    subjects = await repository.subject_units(work.connection, move.case.id) if move else set()
    require_callable(region, asked.units, units, subjects)
    require_come_by(asked.come_by, now)
    if await known.missing(work.connection, region=region, named={"matter": asked.matter}):
        raise MatterUnknown("no such matter", field="matter", matter=asked.matter)
    answer_by = min(asked.come_by, _answer_by(desk, asked, region))
    row = {
        "id": whistle_id,
        "region": region,
        "case_id": asked.case_id,
        "matter": asked.matter,
        "urgency": str(asked.urgency),
        "reason": asked.reason,
        "state": str(WhistleState.BLOWN),
        "sealed_text": seal_text(work, whistle_id, place=asked.place, text=asked.text),
        "lon": asked.position.lon if asked.position else None,
        "lat": asked.position.lat if asked.position else None,
        "blown_by": scope.person_id,
        "blown_at": now,
        "answer_by": answer_by,
        "come_by": asked.come_by,
    }
    called = {
        "whistle_id": whistle_id,
        "state": str(CallState.CALLED),
        "come_by": asked.come_by,
        "due_at": answer_by,
    }
    calls = [called | {"id": new_id(), "unit": unit.id, "unit_region": unit.region} for unit in units]
    await repository.add_whistle(work.connection, row, calls)
    facts: dict[str, object] = {"whistle": str(whistle_id), "units": sorted(asked.units)}
    await note(work, whistle_id, "blown", by=scope.person_id, now=now, facts=facts)
    if move is not None:
        move.note(Action.WHISTLE, by=scope.person_id, now=now, facts=facts | {"step": "blown"})
        await save_moves(work, desk.rules, [move], now)
    whistle = await hold_blown(work, scope, whistle_id, unit=None)
    await tell_units(work, whistle, "whistle-blown", asked.units, now)
    return Whistled(whistle_id, WhistleState.BLOWN, dict.fromkeys(asked.units, CallState.CALLED))


def _answer_by(desk: Desk, asked: Blow, region: str) -> datetime:
    """Return by when a unit has to say whether it comes: the policy's term, or as long as there is time to come."""
    policy = desk.rules.policies_at(desk.now).find(
        ClockKind.ANSWER, source=ANY, matter=asked.matter, urgency=asked.urgency, region=region
    )
    return deadline(policy, desk.rules.calendar, desk.now).due_at if policy else asked.come_by


async def end(work: UnitOfWork, scope: Scope, desk: Desk, whistle_id: UUID, ending: Ending) -> Whistled:
    """End a whistle with its result; who was still expected is released, what lies with the county stays there.

    Raises NoWhistle, WhistleOver, and what `require_ratings` raises.
    """
    held = await _hold(work, scope, desk, whistle_id)
    came = {call.unit: call for call in held.calls if CallState(call.state) is CallState.ARRIVED}
    require_ratings(ending.ratings, came)
    rated = [{"id": came[one.unit].id, "score": one.score, "score_reason": one.reason} for one in ending.ratings]
    await repository.save_calls(work.connection, rated)
    sealed = seal_text(work, whistle_id, text=ending.text) if ending.text else None
    more = {"result": str(ending.result), "sealed_result": sealed}
    facts: dict[str, object] = {"result": str(ending.result), "rated": {one.unit: one.score for one in ending.ratings}}
    return await _finish(work, scope, desk, held, WhistleState.ENDED, more=more, facts=facts)


async def cancel(work: UnitOfWork, scope: Scope, desk: Desk, whistle_id: UUID, *, reason: str) -> Whistled:
    """Call a whistle off; who was still expected need not come. Raises NoWhistle, WhistleOver."""
    held = await _hold(work, scope, desk, whistle_id)
    return await _finish(work, scope, desk, held, WhistleState.CANCELLED, more={}, facts={"reason": reason})


@dataclass(frozen=True, slots=True)
class _Held:
    whistle: Row[Any]
    calls: Sequence[Row[Any]]
    move: Move | None


async def _hold(work: UnitOfWork, scope: Scope, desk: Desk, whistle_id: UUID) -> _Held:
    """Hold the case of a whistle, then itself: everybody goes from a case to its parts."""
    found = await repository.find_whistle(work.connection, scope, whistle_id, unit=None)
    moves = await load_moves(work, desk.rules, [found.case_id] if found and found.case_id else [])
    whistle = await hold_blown(work, scope, whistle_id, unit=None)
    calls = (await repository.calls_of(work.connection, [whistle_id]))[whistle_id]
    return _Held(whistle, calls, moves[0] if moves else None)


async def _finish(
    work: UnitOfWork,
    scope: Scope,
    desk: Desk,
    held: _Held,
    state: WhistleState,
    *,
    more: dict[str, Any],
    facts: dict[str, object],
) -> Whistled:
    whistle, by, now = held.whistle, scope.person_id, desk.now
    ended = {"state": str(state), "ended_by": by, "ended_at": now}
    await repository.save_whistle(work.connection, whistle.id, **ended, **more)
    after = {call.unit: CallState(call.state) for call in held.calls}
    for call in held.calls:
        if after[call.unit] in EXPECTED:
            after[call.unit] = await move_call(work, whistle, call, CallAct.RELEASE, by=by, now=now)
    await note(work, whistle.id, str(state), by=by, now=now, facts=facts)
    if held.move is not None:
        told = facts | {"whistle": str(whistle.id), "step": str(state)}
        held.move.note(Action.WHISTLE, by=by, now=now, facts=told)
        await save_moves(work, desk.rules, [held.move], now)
    await tell_units(work, whistle, f"whistle-{state}", list(after), now)
    return Whistled(whistle.id, state, after)
