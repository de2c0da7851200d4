"""How is somebody told of a hearing, how does he ask for it, and how is it held (licence law art. 47, 48)?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from approval_window.applications.domain.hearings import (
    Hearing,
    HearingToldAlready,
    NoHearing,
    deadline_to_ask,
    deadline_to_hold,
    require_askable,
    require_chair,
    require_fit_day,
    require_heard,
    require_held_first,
    require_record,
)
from approval_window.applications.domain.procedure import require_officials
from approval_window.applications.domain.states import ApplicationAction
from approval_window.applications.domain.terms import PauseKind
from approval_window.applications.repository import applications as repository
from approval_window.applications.repository import hearings as kept
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.copies import load_calendar_copy, roles_of
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

from .acting import Asked, Taken, put_down, take_up
from .clocks import go_on

A = ApplicationAction


@dataclass(frozen=True, slots=True)
class Fixed:
    """When and where a hearing is, and who chairs it."""

    on: date
    place: str
    chair: str


async def tell(work: UnitOfWork, scope: Scope, asked: Asked, whom: str) -> Row[Any]:
    """Tell applicant and interested parties that they may ask for a hearing.

    Raises what `take_up` raises, HearingToldAlready.
    """
    taken = await take_up(work, scope, asked, A.TELL_HEARING)
    if await kept.hearing_of(work.connection, taken.row.id) is not None:
        raise HearingToldAlready("they were told already")
    due = deadline_to_ask(taken.now, await load_calendar_copy(work.connection))
    row = {"told_at": taken.now, "ask_due_at": due.due_at}
    await kept.keep_hearing(work.connection, taken.row.id, row)
    return await put_down(work, taken, words=whom, facts={"ask_due_at": due.due_at.isoformat()})


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, who: str) -> Row[Any]:
    """Take down that one of them asks for it; the clock stands still until it was held (art. 45).

    Raises what `take_up` raises, NoHearing, AskedTooLate.
    """
    taken = await take_up(work, scope, asked, A.ASK_HEARING)
    row = await kept.hearing_of(work.connection, taken.row.id)
    require_askable(_hearing(row), taken.now)
    due = deadline_to_hold(taken.now, await load_calendar_copy(work.connection))
    await kept.keep_hearing(
        work.connection, taken.row.id, _all_of(row) | {"asked_at": taken.now, "hold_due_at": due.due_at}
    )
    begun = {"application_id": taken.row.id, "kind": PauseKind.HEARING, "began_at": taken.now, "by": taken.by}
    await repository.add_pause(work.connection, {"id": new_id(), "told_days": 20, **begun})
    told = {"kind": PauseKind.HEARING, "hold_due_at": due.due_at.isoformat()}
    return await put_down(work, taken, {"paused_at": taken.now}, words=who, facts=told)


async def waive(work: UnitOfWork, scope: Scope, asked: Asked, who: str) -> Row[Any]:
    """Take down that all of them do without. Raises what `take_up` raises, NoHearing, AskedTooLate."""
    taken = await take_up(work, scope, asked, A.WAIVE_HEARING)
    row = await kept.hearing_of(work.connection, taken.row.id)
    require_askable(_hearing(row), taken.now)
    await kept.keep_hearing(work.connection, taken.row.id, _all_of(row) | {"waived_at": taken.now})
    return await put_down(work, taken, words=who)


async def schedule(work: UnitOfWork, scope: Scope, asked: Asked, fixed: Fixed) -> Row[Any]:
    """Fix day, place and chair, and notify them.

    Raises what `take_up` raises, NoHearing, NotifiedTooShort, HeldTooLate, OfficialUnknown, NotAnOfficial,
    ChairExamines.
    """
    taken = await take_up(work, scope, asked, A.SCHEDULE_HEARING)
    row = await _asked_for(work, taken)
    require_fit_day(fixed.on, taken.now, row.asked_at, await load_calendar_copy(work.connection))
    township = taken.row.region[: RegionLevel.TOWNSHIP.digits]
    require_officials([fixed.chair], await roles_of(work.connection, [fixed.chair], township, town_day(taken.now)))
    require_chair(fixed.chair, await _examiners(work, taken))
    await kept.keep_hearing(work.connection, taken.row.id, _all_of(row) | {"fixed_for": fixed.on, "chair": fixed.chair})
    facts = {"on": fixed.on.isoformat(), "chair": fixed.chair}
    return await put_down(work, taken, words=fixed.place, facts=facts)


async def hold(work: UnitOfWork, scope: Scope, asked: Asked, record: str, signed_by: list[str]) -> Row[Any]:
    """Record that it was held, with the record that those who took part have signed; the clock goes on.

    Raises what `take_up` raises, NoHearing, NotHeldYet, RecordUnsigned.
    """
    taken = await take_up(work, scope, asked, A.HOLD_HEARING)
    row = await _asked_for(work, taken)
    if row.fixed_for is None:
        raise NoHearing("no day is fixed for it")
    require_record(row.fixed_for, town_day(taken.now), signed_by)
    await kept.keep_hearing(work.connection, taken.row.id, _all_of(row) | {"held_on": row.fixed_for})
    terms, _ = await go_on(work, taken.row, taken.now)
    told = {"signatures": len(signed_by), "decision_due_at": terms["decision_due_at"].isoformat()}
    words = record + "\n" + "、".join(signed_by)
    return await put_down(work, taken, terms, words=words, facts=told)


async def require_no_hearing_waits(work: UnitOfWork, row: Row[Any], now: datetime) -> None:
    """Raise HearingPending before it is decided while a hearing may still be asked for, or waits."""
    require_heard(_hearing(await kept.hearing_of(work.connection, row.id)), now)


async def require_not_waited_for(work: UnitOfWork, row: Row[Any]) -> None:
    """Raise HearingPending before its clock goes on without a hearing that was asked for."""
    require_held_first(_hearing(await kept.hearing_of(work.connection, row.id)))


async def _asked_for(work: UnitOfWork, taken: Taken) -> Row[Any]:
    row = await kept.hearing_of(work.connection, taken.row.id)
    if row is None or row.asked_at is None or row.held_on is not None:
        raise NoHearing("nobody has asked for a hearing that is still to be held")
    return row


async def _examiners(work: UnitOfWork, taken: Taken) -> set[str]:
    """Return who examines an application: who received it, who goes on with it, and who verifies it."""
    found = await repository.verification_of(work.connection, taken.row.id)
    return {taken.row.clerk_id, taken.row.holder_id, *(found.officials if found else ())}


def _hearing(row: Row[Any] | None) -> Hearing | None:
    return None if row is None else Hearing(row.ask_due_at, row.asked_at, row.waived_at, row.held_on)


def _all_of(row: Row[Any] | None) -> dict[str, Any]:
    names = ("told_at", "ask_due_at", "asked_at", "waived_at", "hold_due_at", "chair", "held_on", "fixed_for")
    return {name: getattr(row, name) for name in names}
