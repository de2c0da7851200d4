"""What does one step of a whistle write, and who is told of it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.coordination.domain.refusals import NoWhistle
from dispatch.coordination.domain.whistles import (
    CallAct,
    CallState,
    WhistleState,
    due_at,
    next_state,
    require_blown,
)
from dispatch.coordination.repository import whistles as repository
from dispatch.coordination.service.desk import AT_THE_COUNTY
from dispatch.duties.domain.authority import COUNTY_DIGITS
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class Whistled:
    """A whistle after an act: its state, and that of each call that the act was about."""

    id: UUID
    state: WhistleState
    calls: Mapping[str, CallState]


async def hold(work: UnitOfWork, scope: Scope, whistle_id: UUID, *, unit: str | None) -> Row[Any]:
    """Return a whistle, held until the transaction ends. Raises NoWhistle, where `unit` was not called, too."""
    whistle = await repository.lock_whistle(work.connection, scope, whistle_id, unit=unit)
    if whistle is None:
        raise NoWhistle("no such whistle", whistle=str(whistle_id))
    return whistle


async def hold_blown(work: UnitOfWork, scope: Scope, whistle_id: UUID, *, unit: str | None) -> Row[Any]:
    """Return a whistle that is not over, held until the transaction ends. Raises NoWhistle, WhistleOver."""
    whistle = await hold(work, scope, whistle_id, unit=unit)
    require_blown(WhistleState(whistle.state))
    return whistle


async def move_call(
    work: UnitOfWork,
    whistle: Row[Any],
    call: Row[Any],
    act: CallAct,
    *,
    by: str,
    now: datetime,
    changed: Mapping[str, Any] | None = None,
    facts: Mapping[str, object] | None = None,
) -> CallState:
    """Take one step with a call, and write it into the whistle's history. Raises CallNotPossible."""
    state = next_state(CallState(call.state), act)
    more = dict(changed or {})
    due = due_at(state, whistle.answer_by, more.get("come_by", call.come_by))
    await repository.save_calls(work.connection, [{"id": call.id, "state": str(state), "due_at": due} | more])
    told = {"unit": call.unit, "from": call.state, "to": str(state)} | dict(facts or {})
    await note(work, whistle.id, str(act), by=by, now=now, facts=told)
    return state


async def note(
    work: UnitOfWork, whistle_id: UUID, action: str, *, by: str, now: datetime, facts: Mapping[str, object]
) -> None:
    step = {"whistle_id": whistle_id, "action": action, "by": by, "at": now, "facts": dict(facts)}
    await repository.add_history(work.connection, [step])


# ------------------------------------------------------------------------------------------------------------- telling
async def tell_units(work: UnitOfWork, whistle: Row[Any], what: str, units: Sequence[str], now: datetime) -> None:
    told = [_notice(whistle, what, Recipient.unit(unit), unit) for unit in units]
    await tell(work, told, now)


async def tell_caller(work: UnitOfWork, whistle: Row[Any], what: str, unit: str, now: datetime) -> None:
    await tell(work, [_notice(whistle, what, Recipient.person(whistle.blown_by), unit)], now)


async def tell_county(work: UnitOfWork, whistle: Row[Any], what: str, unit: str, now: datetime) -> None:
    """Tell the county's centre and leaders, and who called, that a unit does not come."""
    county = whistle.region[:COUNTY_DIGITS]
    up = [_notice(whistle, what, Recipient.role(role, county), unit) for role in AT_THE_COUNTY]
    caller = _notice(whistle, what, Recipient.person(whistle.blown_by), unit)
    await tell(work, [*up, caller], now)


def _notice(whistle: Row[Any], what: str, to: Recipient, unit: str) -> Notice:
    facts: dict[str, str | int] = {"whistle": str(whistle.id), "unit": unit, "matter": whistle.matter}
    facts["come_by"] = whistle.come_by.isoformat()
    is_urgent = Urgency(whistle.urgency) is Urgency.URGENT
    return Notice(what, to, whistle.region, whistle.case_id, facts, urgent=is_urgent)
