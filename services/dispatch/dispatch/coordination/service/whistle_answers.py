"""What does a called unit say: it comes, or why not; it is there; what it did?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.coordination.domain.refusals import NotArrived
from dispatch.coordination.domain.whistles import CallAct, CallState, WhistleState
from dispatch.coordination.repository import whistles as repository
from dispatch.coordination.service.desk import seal_text
from dispatch.coordination.service.whistle_steps import (
    Whistled,
    hold_blown,
    move_call,
    note,
    tell_caller,
    tell_county,
)
from shared.geo import Position
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import Result


async def come(work: UnitOfWork, scope: Scope, whistle_id: UUID, *, now: datetime) -> Whistled:
    """Say that one's unit comes. Raises NoWhistle, WhistleOver, CallNotPossible."""
    changed = {"answered_by": scope.person_id, "answered_at": now}
    whistle, shown = await _say(work, scope, whistle_id, CallAct.COME, now=now, changed=changed)
    await tell_caller(work, whistle, "whistle-coming", str(scope.unit), now)
    return shown


async def refuse(
    work: UnitOfWork, scope: Scope, whistle_id: UUID, *, reason: str, basis: str, text: str | None, now: datetime
) -> Whistled:
    """Say why one's unit does not come, and by which rule: it goes to the county at once.

    Raises NoWhistle, WhistleOver, CallNotPossible.
    """
    changed = {
        "answered_by": scope.person_id,
        "answered_at": now,
        "refused_at": now,
        "refused_because": reason,
        "basis": basis,
        "text": text,
    }
    whistle, shown = await _say(work, scope, whistle_id, CallAct.REFUSE, now=now, changed=changed)
    await tell_county(work, whistle, "whistle-refused", str(scope.unit), now)
    return shown


async def arrive(
    work: UnitOfWork, scope: Scope, whistle_id: UUID, *, position: Position | None, now: datetime
) -> Whistled:
    """Say that somebody of one's unit is there, and where he stands. Raises NoWhistle, WhistleOver, CallNotPossible."""
    changed = {
        "arrived_by": scope.person_id,
        "arrived_at": now,
        "arrived_lon": position.lon if position else None,
        "arrived_lat": position.lat if position else None,
    }
    whistle, shown = await _say(work, scope, whistle_id, CallAct.ARRIVE, now=now, changed=changed)
    await tell_caller(work, whistle, "whistle-arrived", str(scope.unit), now)
    return shown


async def tell_outcome(
    work: UnitOfWork, scope: Scope, whistle_id: UUID, *, outcome: Result, text: str | None, now: datetime
) -> Whistled:
    """Tell what one's unit did there. Raises NoWhistle, WhistleOver, NotArrived."""
    whistle, call = await _own(work, scope, whistle_id)
    state = CallState(call.state)
    if state is not CallState.ARRIVED:
        raise NotArrived("who has not come has done nothing there", state=call.state)
    sealed = seal_text(work, call.id, text=text) if text else None
    await repository.save_calls(work.connection, [{"id": call.id, "outcome": str(outcome), "sealed_outcome": sealed}])
    facts = {"unit": call.unit, "outcome": str(outcome)}
    await note(work, whistle.id, "outcome", by=scope.person_id, now=now, facts=facts)
    return Whistled(whistle.id, WhistleState.BLOWN, {call.unit: state})


async def _own(work: UnitOfWork, scope: Scope, whistle_id: UUID) -> tuple[Row[Any], Row[Any]]:
    """Return a whistle that is not over, held, and the call of the caller's own unit; no other unit's is his."""
    unit = scope.unit or ""
    whistle = await hold_blown(work, scope, whistle_id, unit=unit)
    (call,) = (await repository.calls_of(work.connection, [whistle_id], unit=unit))[whistle_id]
    return whistle, call


async def _say(
    work: UnitOfWork, scope: Scope, whistle_id: UUID, act: CallAct, *, now: datetime, changed: Mapping[str, Any]
) -> tuple[Row[Any], Whistled]:
    whistle, call = await _own(work, scope, whistle_id)
    given = dict(changed)
    text = given.pop("text", None)
    if text:
        given["sealed_refusal"] = seal_text(work, call.id, text=text)
    facts: dict[str, object] = {name: given[name] for name in ("refused_because", "basis") if name in given}
    state = await move_call(work, whistle, call, act, by=scope.person_id, now=now, changed=given, facts=facts)
    return whistle, Whistled(whistle.id, WhistleState.BLOWN, {call.unit: state})
