"""When does a call go to the county by itself, and what does the county rule?"""

from datetime import datetime
from uuid import UUID

from dispatch.coordination.domain.refusals import NotCalled, SecondPersonNeeded
from dispatch.coordination.domain.whistles import (
    CallAct,
    CallState,
    Ruling,
    WhistleState,
    bound_until,
    require_blown,
    require_ruler,
)
from dispatch.coordination.repository import whistles as repository
from dispatch.coordination.service.whistle_steps import (
    Whistled,
    hold,
    move_call,
    tell_caller,
    tell_county,
    tell_units,
)
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope

SYSTEM = platform_scope("coordination").person_id
BATCH = 200


async def rule(
    work: UnitOfWork,
    scope: Scope,
    whistle_id: UUID,
    unit: str,
    *,
    ruling: Ruling,
    document: str,
    come_by: datetime | None,
    now: datetime,
) -> Whistled:
    """Rule for the county on a unit that does not come; it binds both, and both are told.

    Raises NoWhistle, NotCalled, NotTheCounty, SecondPersonNeeded, CallNotPossible, ComeByPast, ComeByMissing, and
    WhistleOver where it must come to what is over.
    """
    whistle = await hold(work, scope, whistle_id, unit=None)
    calls = (await repository.calls_of(work.connection, [whistle_id], unit=unit)).get(whistle_id)
    if not calls:
        raise NotCalled("this unit was not called", unit=unit)
    (call,) = calls
    require_ruler(scope.region, scope.person_id, (whistle.blown_by, call.answered_by))
    if scope.unit == unit:
        raise SecondPersonNeeded("a unit does not rule on itself", unit=unit)
    if ruling is Ruling.MUST_COME:
        require_blown(WhistleState(whistle.state))
    until = bound_until(ruling, come_by, call.come_by, now)
    changed = {
        "ruling": str(ruling),
        "ruled_by": scope.person_id,
        "ruled_at": now,
        "document": document,
        "come_by": until,
    }
    facts = {"document": document, "come_by": until.isoformat()}
    act = CallAct(str(ruling))
    state = await move_call(work, whistle, call, act, by=scope.person_id, now=now, changed=changed, facts=facts)
    await tell_units(work, whistle, f"whistle-{ruling}", [unit], now)
    await tell_caller(work, whistle, f"whistle-{ruling}", unit, now)
    return Whistled(whistle.id, WhistleState(whistle.state), {unit: state})


async def send_to_county(work: UnitOfWork, now: datetime) -> int:
    """Let calls go to the county that nobody answered in time, or that nobody came to; return how many, at most 200.

    The oldest first; safe beside other replicas, and after an outage nothing is left out.
    """
    due = await repository.lock_due(work.connection, now, BATCH)
    whistles = await repository.read_whistles(work.connection, {call.whistle_id for call in due})
    for call in due:
        whistle = whistles[call.whistle_id]
        is_silent = CallState(call.state) is CallState.CALLED
        act, when = (CallAct.FALL_SILENT, "silent_at") if is_silent else (CallAct.STAY_AWAY, "missed_at")
        facts = {"due_at": call.due_at.isoformat()}
        await move_call(work, whistle, call, act, by=SYSTEM, now=now, changed={when: now}, facts=facts)
        await tell_county(work, whistle, "whistle-ignored" if is_silent else "whistle-absent", call.unit, now)
        await tell_units(work, whistle, "whistle-at-county", [call.unit], now)
    return len(due)
